"""Dates, times, numbers and names as people read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale
from markupsafe import Markup

import engagement
from engagement.web import formatting as f
from engagement.web.papers import statement

NBSP = "\u00a0"
START = datetime(2026, 12, 12, 13, 0, tzinfo=UTC)  # 14 Uhr in Berlin, winter
END = datetime(2026, 12, 12, 16, 0, tzinfo=UTC)


@pytest.fixture
def _german(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


pytestmark = pytest.mark.usefixtures("_german")


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def test_the_long_form_of_a_shift() -> None:
    assert plain(f.shift_when(START, END)) == "Sa., 12. Dezember 2026, 14–17 Uhr"


def test_joints_do_not_break() -> None:
    assert f.shift_when(START, END) == f"Sa.,{NBSP}12.{NBSP}Dezember 2026, 14–17{NBSP}Uhr"


def test_summer_time() -> None:
    assert plain(f.shift_when(datetime(2026, 7, 3, 7, 30, tzinfo=UTC), datetime(2026, 7, 3, 9, 0, tzinfo=UTC))) == (
        "Fr., 3. Juli 2026, 9.30–11 Uhr"
    )


def test_midnight_belongs_to_the_citys_day() -> None:
    assert plain(f.date_long(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))) == "Fr., 1. Januar 2027"


def test_a_shift_into_the_night_has_one_date_and_a_camp_has_two() -> None:
    evening = datetime(2026, 12, 12, 19, 0, tzinfo=UTC)
    assert plain(f.shift_when(evening, evening + timedelta(hours=6))) == "Sa., 12. Dezember 2026, 20–2 Uhr"
    assert plain(f.shift_when(START, START + timedelta(days=2))) == (
        "Sa., 12. Dezember 2026, 14 Uhr bis Mo., 14. Dezember 2026, 14 Uhr"
    )


@pytest.mark.parametrize(("minutes", "expected"), [(0, "14–15 Uhr"), (30, "14–15.30 Uhr"), (5, "14–15.05 Uhr")])
def test_minutes_only_where_there_are_some(minutes: int, expected: str) -> None:
    assert plain(f.time_range(START, START + timedelta(hours=1, minutes=minutes))) == expected


def test_english() -> None:
    with force_locale("en"):
        assert plain(f.date_long(START)) == "Sat, 12 December 2026"
        assert plain(f.time_range(START, END)) == "14:00–17:00"
        assert f.number(1234) == "1,234"


def test_days_have_names(clock: object) -> None:
    assert f.day_relative(date(2026, 5, 4)) == "heute"
    assert f.day_relative(date(2026, 5, 5)) == "morgen"
    assert f.day_relative(date(2026, 5, 3)) == "gestern"
    assert plain(f.day_relative(date(2026, 5, 8))) == "Fr., 8. Mai 2026"


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (timedelta(seconds=20), "seit 1 Min."),
        (timedelta(minutes=5), "seit 5 Min."),
        (timedelta(hours=3), "seit 3 Std."),
        (timedelta(hours=20), "seit gestern"),
        (timedelta(days=2), "seit 2 Tagen"),
        (timedelta(seconds=-5), "seit 1 Min."),
    ],
)
def test_waiting(ago: timedelta, expected: str) -> None:
    now = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
    assert f.waiting(now - ago, now=now) == expected


def test_a_moment_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="zone"):
        f.date_long(datetime(2026, 12, 12, 13, 0))


@pytest.mark.parametrize(("value", "expected"), [(1234, "1.234"), (0, "0"), (2.5, "2,5")])
def test_numbers(value: float, expected: str) -> None:
    assert f.number(value) == expected


@pytest.mark.parametrize(
    ("typed", "link", "shown"),
    [
        ("07252 0000-34", "tel:+497252000034", "07252 0000-34"),
        ("+4972521234567", "tel:+4972521234567", "07252 1234567"),
        ("+33 3 88 12 34 56", "tel:+33388123456", "+33 3 88 12 34 56"),
        ("Rathaus", "tel:", "Rathaus"),
    ],
)
def test_phone_numbers(typed: str, link: str, shown: str) -> None:
    assert f.tel(typed) == link
    assert f.phone(typed) == shown


def test_lines_are_kept_and_nothing_else() -> None:
    assert f.lines("a <b>\nc") == Markup("a &lt;b&gt;<br>c")
    assert f.lines(None) == ""


def test_a_time_stays_on_one_line_and_text_stays_text() -> None:
    when = f.shift_when(START, END)
    assert f.joints(when) == f'Sa.,{NBSP}12.{NBSP}Dezember 2026, <span class="nowrap">14–17{NBSP}Uhr</span>'
    assert f.joints("<b>montags</b>") == "&lt;b&gt;montags&lt;/b&gt;"


def test_an_excerpt_ends_between_words_and_not_behind_a_comma() -> None:
    assert f.excerpt("Wir singen laut.", 20) == "Wir singen laut."
    assert f.excerpt("Wir schneiden, ernten, mosten und hängen Nistkästen auf. Und mehr.", 56).endswith(f"auf{NBSP}…")
    assert f.excerpt("Eins zu eins, immer wieder und noch einmal.", 15) == f"Eins zu eins{NBSP}…"
    assert f.excerpt("Donaudampfschifffahrtsgesellschaft", 10) == f"Donaudampfs{NBSP}…"


def test_no_line_ends_inside_e_mail() -> None:
    assert f.joints("Ihre E-Mail kommt.") == 'Ihre <span class="nowrap">E-Mail</span> kommt.'
    assert f.joints("Kurpark, Baden-Baden") == 'Kurpark, <span class="nowrap">Baden-Baden</span>'
    assert f.joints("freitags 18–22 Uhr") == 'freitags <span class="nowrap">18–22 Uhr</span>'
    assert f.joints("E-Mail-Adresse ändern") == '<span class="nowrap">E-Mail-Adresse</span> ändern'


def test_two_words_break_behind_their_slash_and_addresses_stay() -> None:
    assert f.joints("Fußgängerzone, Kernstadt/Innenstadt") == "Fußgängerzone, Kernstadt/<wbr>Innenstadt"
    assert f.joints("24/7, und/oder, m/w/d") == "24/7, und/<wbr>oder, m/w/d"
    link = Markup('<a href="/bretten/vereine">Vereine</a>')
    assert f.joints(link) == link
    assert str(f.joints("a<b>/c")) == "a&lt;b&gt;/c"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Offene Gärten Ruit", "OG"),
        ("Verein für Äpfel", "VÄ"),
        ("Lesebrücke", "L"),
        ("", "?"),
        ("1. FC Ettlingen", "FE"),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert f.initials(name) == expected


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("elke.vogt@verein.example", "elke<wbr>.vogt<wbr>@verein<wbr>.example"),
        ("Vera <b> vera@eltern.example.", "Vera &lt;b&gt; vera<wbr>@eltern<wbr>.example."),
        ("<i>@x.example", "&lt;i&gt;@x<wbr>.example"),
        ("Dr. Ohne Adresse", "Dr. Ohne Adresse"),
        (None, ""),
    ],
)
def test_addresses_break_before_a_sign(text: str | None, shown: str) -> None:
    assert f.mail_breaks(text) == Markup(shown)


def test_no_page_shows_an_address_that_breaks_anywhere() -> None:
    """In mails and in the fields of forms it stays in one piece."""
    folder = Path(engagement.__file__).parent / "templates"
    shown = re.compile(r"""(?<!mailto:)(?<!value=")\{\{\s*[\w.]*email\s*\}\}""")
    bare = [
        f"{path.name}: {hit[0]}" for path in sorted(folder.rglob("*.html"))
        if "email" not in path.relative_to(folder).parts for hit in shown.finditer(path.read_text(encoding="utf-8"))
    ]  # fmt: skip
    assert bare == []


def test_a_certificate_says_when_as_people_do() -> None:
    first, last = date(2026, 4, 4), date(2026, 11, 19)
    assert plain(statement("Chor", "Bretten", first, last)) == (
        "sich vom 4. April 2026 bis zum 19. November 2026 für Chor in Bretten freiwillig engagiert hat:"
    )
    assert plain(statement("Chor", "Bretten", first, first)) == (
        "sich am 4. April 2026 für Chor in Bretten freiwillig engagiert hat:"
    )
