"""The measure of the interface's words: what it finds, and that it can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import check_words
from scripts.check_words import BANNED, MAX_LETTERS, MAX_WORDS, lix, problems, sentences


def why(text: str) -> list[str]:
    return [each.why for each in problems("A message", text)]


def test_short_texts_pass() -> None:
    assert why("Ihr Platz ist für Sie frei. Sie bekommen eine E-Mail.") == []
    assert why("%(name)s") == []


def test_a_long_sentence_is_found() -> None:
    words = "Wir gehen mit dem Hund und der Katze in den Wald und an den See und sind froh"
    assert len(words.split()) > MAX_WORDS
    assert "a sentence of 18 words" in why(words)[0]
    assert why(words.replace(" und an", ". Dann an")) == []


def test_many_long_words_are_found() -> None:
    text = "Bitte beachten Sie folgende Hinweise zur fristgerechten Übermittlung vollständiger Unterlagen. " * 2
    assert lix(sentences(text)) > check_words.MAX_LIX
    assert "LIX" in why(text)[0]


def test_a_long_word_is_found_unless_parted_or_known() -> None:
    word = "Ehrenamtsversicherungsschutz"
    assert len(word) > MAX_LETTERS
    assert "too long" in why(f"Ihr {word}.")[0]
    assert why("Ihr Ehrenamts-Versicherungs-Schutz.") == []
    assert why("Die Nutzungsbedingungen.") == []


@pytest.mark.parametrize("text", [
    "Gemäß der Liste.", "Sie können sich anmelden.", "Ort bzw. Straße.", "Plätze stehen, wir zur Verfügung stellen.",
    "Die Zahlung erfolgt.", "Ihr Account ist da.",
])  # fmt: skip
def test_words_of_offices_are_found(text: str) -> None:
    assert "a word of offices" in why(text)[0]


def test_marks_values_and_addresses_are_no_words() -> None:
    assert sentences("<b>Rufen</b> Sie %(name)s an: https://example.org/gemäß") == [
        ["Rufen", "Sie", "Wert", "an"],
        ["Wert"],
    ]


def test_the_catalogue_keeps_to_it_and_the_check_can_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                          capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    monkeypatch.setattr("sys.argv", ["check_words"])
    assert check_words.main() == 0, capsys.readouterr().out
    bad = tmp_path / "messages.po"
    bad.write_text('msgid ""\nmsgstr ""\n\nmsgid "Hello"\nmsgstr "Hiermit erfolgt die Zusage."\n', encoding="utf-8")
    monkeypatch.setattr(check_words, "catalogue", lambda: list(_catalogue(bad)))
    assert check_words.main() == 1
    assert "'Hello': “erfolgt”" in capsys.readouterr().out


_catalogue = check_words.catalogue


def test_every_banned_word_says_what_is_better_or_is_superfluous() -> None:
    assert all(isinstance(better, str) for better in BANNED.values())
