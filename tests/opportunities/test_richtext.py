"""Formatted text without an editor: what is typed, what is stored, and back again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.opportunities.richtext import from_input, plain_words, sanitise, to_html, to_text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("Erste Zeile\nzweite Zeile\n\nNeuer Absatz", "<p>Erste Zeile<br>zweite Zeile</p><p>Neuer Absatz</p>"),
        ("Bitte mitbringen:\n- Schuhe\n• Wasser", "<p>Bitte mitbringen:</p><ul><li>Schuhe</li><li>Wasser</li></ul>"),
        ("1. Kommen\n2. Helfen", "<ol><li>Kommen</li><li>Helfen</li></ol>"),
        ("24. Dezember\nim Gemeindehaus", "<p>24. Dezember<br>im Gemeindehaus</p>"),
        ("## So läuft es", "<h3>So läuft es</h3>"),
        ("**Wichtig:** _bitte_ kommen", "<p><strong>Wichtig:</strong> <em>bitte</em> kommen</p>"),
        ("Helfer*innen und Nachbar*innen", "<p>Helfer*innen und Nachbar*innen</p>"),
        ("datei_name_neu", "<p>datei_name_neu</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        (
            "Mehr: https://verein.example/x?a=1&b=2.",
            '<p>Mehr: <a href="https://verein.example/x?a=1&amp;b=2" rel="nofollow noopener">'
            "https://verein.example/x?a=1&amp;b=2</a>.</p>",
        ),
        ("a@b.example", '<p><a href="mailto:a@b.example" rel="nofollow noopener">a@b.example</a></p>'),
        ("[Plan](https://a.example/p)", '<p><a href="https://a.example/p" rel="nofollow noopener">Plan</a></p>'),
        ("[x](javascript:alert)", "<p>[x](javascript:alert)</p>"),
    ],
)
def test_typed_text_becomes_html(text: str, html: str) -> None:
    assert to_html(text) == html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<div>Eins</div><div>Zwei</div>", "Eins\n\nZwei"),
        ('<p class="MsoNormal"><span style="x">Viel <b>Arbeit </b>hier<o:p></o:p></span></p>', "Viel **Arbeit** hier"),
        ("<b>eins<br>zwei</b>", "**eins**\n**zwei**"),
        ("<ul><li><p>a</p></li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n- c"),
        ("<h2>Titel</h2>Text", "### Titel\n\nText"),
        ('<p>Siehe <a href="https://a.example/">hier</a></p>', "Siehe [hier](https://a.example/)"),
        ('<a href="https://a.example">https://a.example</a>', "https://a.example"),
        ('<a href="javascript:alert(1)">weg</a>', "weg"),
        ("<script>alert(1)</script><p>da</p>", "da"),
        ("<p>&nbsp;</p><p>a</p>", "a"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\n\nb"),
    ],
)
def test_foreign_html_becomes_text(html: str, text: str) -> None:
    assert to_text(html) == text


def test_html_pasted_into_the_field_is_read_as_html() -> None:
    assert from_input("<p>Hallo</p><ul><li>a</li></ul>") == "<p>Hallo</p><ul><li>a</li></ul>"
    assert from_input("5 < 7 und 8 > 3") == "<p>5 &lt; 7 und 8 &gt; 3</p>"


def test_nothing_dangerous_is_kept() -> None:
    dirty = '<p onclick="x()">a<img src=x onerror=y><iframe></iframe></p><a href="javascript:x">b</a><style>c</style>'
    assert sanitise(dirty) == '<p>a</p><a rel="nofollow noopener">b</a>'


def test_the_words_alone() -> None:
    assert plain_words("<p>Eins<br>zwei</p><ul><li>drei</li></ul>") == "Eins zwei drei"
    assert plain_words(from_input("Kaffee & Kuchen <3")) == "Kaffee & Kuchen <3", "each sign counts once"


WORDS = st.lists(
    st.sampled_from(
        ["a", "Wort", " ", "  ", "\n", "\n\n", "- ", "* ", "1. ", "2. ", "3) ", "### ", "#", "**", "*", "_", "__", "[",
         "]", "(", ")", "[x](https://e.example)", "https://e.example/a_b", "http://", "x@y.example", "<b>", "</p>", "<",
         "&amp;", ".",
         "\u00a0", "\t", "ä", "https://[", "https://e.example.", "[https://e.example](https://e.example)",
         "[a@b.example](mailto:a@b.example)", "mailto:", "\r\n", "\x00", "🙂", "https://1.2.3.4.5", "[**a**](http://e.example)"]
    ),
    max_size=14,
).map("".join)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.one_of(WORDS, st.text(max_size=60)))
def test_typed_text_survives_the_round_trip(text: str) -> None:
    html = to_html(text)
    typed = to_text(html)
    assert to_html(typed) == html
    assert to_text(to_html(typed)) == typed
    assert sanitise(html) == html


@settings(max_examples=300, deadline=None)
@given(st.one_of(WORDS, st.text(max_size=60)))
def test_what_a_textarea_sends_is_stable_once_stored(text: str) -> None:
    html = from_input(text)
    assert from_input(to_text(html)) == html
