"""What differs between two texts, as people read it."""

from __future__ import annotations

import pytest

from engagement.moderation.differences import Kind, Piece, list_differences, whole, word_differences


def spelled(pieces: list[Piece]) -> str:
    marks = {Kind.SAME: "{}", Kind.ADDED: "+{}+", Kind.REMOVED: "-{}-", Kind.FOLDED: "…"}
    return "".join(marks[piece.kind].format(piece.text) for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Hände für das Fest", "Viele Hände für das Fest", "+Viele +Hände für das Fest"),
        ("Wir backen am Montag.", "Wir backen am Freitag.", "Wir backen am -Montag-+Freitag+."),
        ("am 3. Mai im Park", "am 5. Juni im Park", "am -3. Mai-+5. Juni+ im Park"),
        ("Wir suchen Leute", "", "-Wir suchen Leute-"),
        ("", "Neu", "+Neu+"),
        ("eins\n\nzwei", "eins\n\nzwei\n\ndrei", "eins\n\nzwei+\n\ndrei+"),
        ("gleich", "gleich", "gleich"),
    ],
)
def test_whole_words_in_the_order_of_reading(before: str, after: str, expected: str) -> None:
    assert spelled(word_differences(before, after)) == expected


def test_both_texts_can_be_read_out_of_it() -> None:
    before = "Jeden Mittwoch kochen wir für alle. Danach spülen wir gemeinsam ab, und dann gehen wir heim." * 3
    after = before.replace("kochen", "backen", 1).replace("heim", "tanzen")
    pieces = word_differences(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind is not Kind.ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.kind is not Kind.REMOVED) == after


def test_long_stretches_without_a_change_are_folded_away() -> None:
    long = " ".join(f"Wort{number}" for number in range(200))
    pieces = word_differences(f"Anfang {long} Ende", f"Beginn {long} Schluss")
    assert [piece.kind for piece in pieces] == [
        Kind.REMOVED, Kind.ADDED, Kind.SAME, Kind.FOLDED, Kind.SAME, Kind.REMOVED, Kind.ADDED,
    ]  # fmt: skip
    assert len(pieces[2].text.split()) == 12
    assert len(pieces[3].text.split()) == 176


def test_a_long_text_takes_no_time() -> None:
    before = " ".join(f"Wort{number % 97} und" for number in range(1500))
    after = before.replace("Wort13", "Satz13")
    assert any(piece.kind is Kind.ADDED for piece in word_differences(before, after))


def test_lists_by_entries() -> None:
    pieces = list_differences(["Kinder", "Familien"], ["Familien", "Ältere"])
    assert pieces == [Piece(Kind.SAME, "Familien"), Piece(Kind.ADDED, "Ältere"), Piece(Kind.REMOVED, "Kinder")]
    # Another one leads now.
    assert spelled(list_differences(["Sport", "Kultur"], ["Kultur", "Sport"])) == "-Sport-+Kultur+"


def test_a_short_value_is_replaced() -> None:
    assert spelled(whole("16", "18")) == "-16-+18+"
    assert spelled(whole("", "18")) == "+18+"
