"""The measure of the towns' pages: it reads all of them, tells file and line, and is stricter on Leichte Sprache."""

from __future__ import annotations

from pathlib import Path

import pytest

from engagement.cities.pages import ORDER
from scripts import check_words
from scripts.check_words import EASY_LETTERS, EASY_WORDS, PAGE_WORDS, easy_problems, paragraphs, told_of_pages


def easy(text: str) -> list[str]:
    return [each.why for each in easy_problems("A page", text)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Pages of their own, without the words that only the real ones need."""
    monkeypatch.setattr(check_words, "PAGE_WORDS", {})
    (tmp_path / "town.py").write_text('"""A town."""\n', encoding="utf-8")
    return tmp_path


def told(folder: Path) -> list[str]:
    return [each.removeprefix(f"{folder}/") for each in told_of_pages(folder, folder / "town.py")]


def test_every_page_of_a_town_is_measured_and_keeps_to_it() -> None:
    assert told_of_pages() == []
    read = {Path(place.partition(":")[0]).stem for place, _text, _is_easy in check_words.texts_of_pages()}
    assert read == {*ORDER, "town"}
    assert {
        Path(place.partition(":")[0]).stem for place, _text, is_easy in check_words.texts_of_pages() if is_easy
    } == {"leichte-sprache"}


def test_a_hard_paragraph_is_told_with_its_file_and_line(folder: Path) -> None:
    words = "Wir gehen mit dem Hund und der Katze in den Wald und an den See und sind froh."
    (folder / "hilfe.md").write_text(f"# Hilfe\n\nKurz.\n\n- **Ja**\n- {words}\n", encoding="utf-8")
    assert [each.partition(": ")[0] for each in told(folder)] == ["hilfe.md:6"]
    assert "a sentence of 18 words" in told(folder)[0]
    (folder / "hilfe.md").write_text("# Hilfe\n\nKurz.\n\n- **Ja**\n- Hiermit erfolgt die Zusage.\n", encoding="utf-8")
    assert [each.partition(": ")[0] for each in told(folder)] == ["hilfe.md:6", "hilfe.md:6"]


def test_what_the_demo_writes_for_a_town_is_measured(folder: Path) -> None:
    (folder / "town.py").write_text('TEXT = """Kurz.\n\nHiermit ist es gesagt."""\n', encoding="utf-8")
    assert told(folder) == ["town.py:3: “Hiermit” is a word of offices"]


def test_words_of_the_law_are_allowed_on_pages_while_they_are_needed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = folder / "datenschutz.md"
    page.write_text("# Datenschutz\n\nDas Gesetz zur Informationsfreiheit.\n", encoding="utf-8")
    assert len(told(folder)) == 1
    monkeypatch.setattr(check_words, "PAGE_WORDS", {"Informationsfreiheit": "a name"})
    assert told(folder) == []
    page.write_text("# Datenschutz\n", encoding="utf-8")
    assert told(folder) == ["“Informationsfreiheit” in PAGE_WORDS is on no page any more"]
    assert all(PAGE_WORDS.values()), "each has its reason"


def test_only_pages_in_leichte_sprache_keep_to_the_narrow_limits(folder: Path) -> None:
    text = "# Titel\n\nSie helfen Menschen, die Hilfe brauchen.\n"
    (folder / "hilfe.md").write_text(text, encoding="utf-8")
    assert told(folder) == []
    (folder / "leichte-sprache.md").write_text(text, encoding="utf-8")
    assert told(folder) == ["leichte-sprache.md:3: “, die” is a clause in a clause: make two sentences of it"]


def test_a_sentence_in_leichte_sprache_is_short() -> None:
    short = "Sie gehen am Montag um drei Uhr in den Garten"
    assert len(short.split()) == EASY_WORDS
    assert easy(f"{short}.") == []
    assert "a sentence of 11 words" in easy(f"{short} mit.")[0]


def test_a_long_word_in_leichte_sprache_is_parted() -> None:
    word = "Schlichtungsstelle"
    assert len(word) > EASY_LETTERS
    assert "too long for Leichte Sprache" in easy(f"Die {word} hilft.")[0]
    assert easy("Die Schlichtungs-Stelle hilft. Die Schlichtungs·stelle hilft.") == []


@pytest.mark.parametrize("text", [
    "Hier finden Sie Menschen, die Hilfe brauchen.", "Das ist eine Aufgabe, bei der Sie helfen.",
    "Sie müssen nicht sagen, warum.", "Rufen Sie an, wenn Sie Fragen haben.", "Wir sagen, dass es geht.",
    "Wir helfen, damit es geht.", "Wir helfen, weil es gut ist.",
])  # fmt: skip
def test_a_clause_in_a_clause_is_found(text: str) -> None:
    assert "a clause in a clause" in easy(text)[0]


@pytest.mark.parametrize("text", [
    "Sie rufen an, und wir helfen.", "Sie rufen an; wir helfen.", "Sie rufen an – wir helfen.",
    "Nicht heute, aber bald.",
])  # fmt: skip
def test_two_statements_are_found(text: str) -> None:
    assert "two statements" in easy(text)[0]


@pytest.mark.parametrize("text", [
    "Der Text wird geprüft.", "Alte Menschen werden besucht.", "Der Platz wurde vergeben.", "Sie werden angerufen.",
])  # fmt: skip
def test_a_passive_is_found(text: str) -> None:
    assert "a passive" in easy(text)[0]


@pytest.mark.parametrize("text", [
    "Die Start-Seite ist gut. Der Text ist kurz.", "Sie bekommen eine E-Mail.", "Wir antworten in 4 Wochen.",
    "Menschen mit Lern-Schwierigkeiten haben den Text geprüft.", "Es wird warm.", "Kinder, Eltern und Nachbarn helfen.",
])  # fmt: skip
def test_plain_statements_pass(text: str) -> None:
    assert easy(text) == []


def test_paragraphs_tell_their_line_and_lose_their_marks() -> None:
    source = "# Titel\n\nEin **Satz**\nin zwei Zeilen.\n1. Ein [Wort](https://example.org)\n2. Zwei\n   und drei\n"
    assert list(paragraphs(source)) == [
        (1, "Titel"), (3, "Ein Satz in zwei Zeilen."), (5, "Ein Wort"), (6, "Zwei und drei"),
    ]  # fmt: skip


def test_the_whole_check_fails_with_a_hard_page(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "leichte-sprache.md").write_text("# Titel\n\nDer Text wird geprüft.\n", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["check_words"])
    found = told_of_pages(folder, folder / "town.py")
    monkeypatch.setattr(check_words, "told_of_pages", lambda: found)
    assert check_words.main() == 1
    assert "leichte-sprache.md:3: “wird geprüft”" in capsys.readouterr().out
