"""What differs between two texts, for people: by words, or by entries of a list. Pure."""

from __future__ import annotations

import difflib
import enum
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

# Words around a change that stay readable; longer stretches without any change are folded away.
CONTEXT: Final = 12
_TOKEN = re.compile(r"\n+|[^\S\n]+|\w+|[^\w\s]")


class Kind(enum.StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    FOLDED = "folded"  # text that is the same and left out


@dataclass(frozen=True)
class Piece:
    """A stretch of text. Of what is folded away `text` holds the words, for whoever unfolds it."""

    kind: Kind
    text: str


def word_differences(before: str, after: str) -> list[Piece]:
    """The new text with what went and what came, in the order of reading; what went stands first.

    Whole words change, never parts of one. Long stretches without a change are FOLDED.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    return _folded([Piece(kind, text) for kind, text in _joined(_steps(old, new))])


def list_differences(before: Sequence[str], after: Sequence[str]) -> list[Piece]:
    """Entries of a list: those that stay in the new order, then what came, then what went."""
    stays = [Piece(Kind.SAME, each) for each in after if each in before]
    came = [Piece(Kind.ADDED, each) for each in after if each not in before]
    went = [Piece(Kind.REMOVED, each) for each in before if each not in after]
    moved = not came and not went and list(before) != list(after)
    if moved:
        return [*(Piece(Kind.REMOVED, each) for each in before[:1]), *(Piece(Kind.ADDED, each) for each in after[:1])]
    return [*stays, *came, *went]


def whole(before: str, after: str) -> list[Piece]:
    """A short value that is replaced as a whole."""
    pieces = (Piece(Kind.REMOVED, before), Piece(Kind.ADDED, after))
    return [piece for piece in pieces if piece.text]


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Kind, str]]:
    # In long texts a match does not begin at a word that stands everywhere (autojunk), else this takes a minute.
    matcher = difflib.SequenceMatcher(None, old, new)
    for tag, i1, i2, j1, j2 in _calm(matcher.get_opcodes(), old, new):
        if tag == "equal":
            yield Kind.SAME, "".join(new[j1:j2])
        else:
            yield Kind.REMOVED, "".join(old[i1:i2])
            yield Kind.ADDED, "".join(new[j1:j2])


Opcode = tuple[str, int, int, int, int]


def _calm(opcodes: Iterable[Opcode], old: Sequence[str], new: Sequence[str]) -> list[Opcode]:
    """Join changes of one line that only space or a sign stands between: „3. Mai“ becomes „5. Juni“ in one go."""
    found: list[Opcode] = []
    for code in opcodes:
        tag, i1, i2, j1, j2 = code
        is_bridge = tag == "equal" and len(found) > 0 and not re.search(r"\w|\n", "".join(old[i1:i2]))
        if is_bridge:
            found.append(("bridge", i1, i2, j1, j2))
            continue
        begins_line = "\n" in "".join((*old[i1 : i1 + 1], *new[j1 : j1 + 1]))
        if (
            tag != "equal"
            and not begins_line
            and len(found) > 1
            and found[-1][0] == "bridge"
            and found[-2][0] != "equal"
        ):
            found.pop()
            last = found.pop()
            code = ("replace", last[1], i2, last[3], j2)
        found.append(code)
    return [("equal" if tag == "bridge" else tag, i1, i2, j1, j2) for tag, i1, i2, j1, j2 in found]


def _joined(steps: Iterable[tuple[Kind, str]]) -> Iterator[tuple[Kind, str]]:
    """Neighbours of one kind as one, without empty ones."""
    kind: Kind | None = None
    text = ""
    for next_kind, next_text in steps:
        if not next_text:
            continue
        if next_kind is kind:
            text += next_text
            continue
        if kind is not None:
            yield kind, text
        kind, text = next_kind, next_text
    if kind is not None:
        yield kind, text


def _folded(pieces: Sequence[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for place, piece in enumerate(pieces):
        if piece.kind is not Kind.SAME:
            found.append(piece)
            continue
        words = re.findall(r"\s*\S+(?:\s+$)?|\s+", piece.text)
        head = CONTEXT if place > 0 else 0
        tail = CONTEXT if place < len(pieces) - 1 else 0
        if len(words) <= head + tail + CONTEXT:
            found.append(piece)
            continue
        end = len(words) - tail
        parts = (
            (Kind.SAME, words[:head]), (Kind.FOLDED, words[head:end]), (Kind.SAME, words[end:]),
        )  # fmt: skip
        found += [Piece(kind, "".join(part)) for kind, part in parts if part]
    return found
