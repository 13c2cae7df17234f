"""What a certificate claims in 32 characters that somebody at a desk can type. Pure.

The long address (certificates.py) carries words. A code carries numbers: the beginning of the association's public id,
hours, days, a mark of the association's name and one of the person's, and a signature over all of it and the whole id.
Nothing is stored, and no name can be read from it. The letters are Crockford's: I, L, O and U are not among them, so
nobody wonders whether it is an O or a zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from engagement.attendance.rules import comparable

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
LENGTH = 32
GROUP = 4
PREFIX = 6
EPOCH = date(2000, 1, 1)
# Beginning of the association's id, minutes, first day since the epoch, days until the last one, from there until it
# was made, mark of the association's name, mark of the person's. The signature takes the remaining bits: nobody can try
# so many codes over the network, and trying them elsewhere takes the key. With six bits an association's new name is
# noticed in 63 of 64 cases; in the other one the page only leaves out the remark that the paper says another name.
WIDTHS = (5 * PREFIX, 20, 15, 13, 12, 6, 26)
SIGNATURE = 5 * LENGTH - sum(WIDTHS)
NUMBERS = 5  # of WIDTHS stand before the marks

Digest = Callable[[str, str], Sequence[str]]  # purpose and text → hexadecimal digests, the newest key's first
Found = Callable[[str], Sequence[tuple[str, str]]]  # beginning of a public id → ids and names of associations


class NotOneOfOurs(Exception):
    """It was not made here, or typed wrongly."""


@dataclass(frozen=True)
class Typed:
    """What a code says."""

    association_name: str  # as it is called today
    is_renamed: bool  # the paper says another name; one in 64 new names is not noticed (WIDTHS)
    minutes: int
    first: date
    last: date
    issued: date
    numbers: tuple[int, ...]


def plain(text: str) -> str:
    """What somebody typed, without room and hyphens, in the letters of a code."""
    return "".join(char for char in text.upper().translate(ALIKE) if char.isalnum())


def grouped(code: str) -> str:
    """As it stands on the paper: groups of four."""
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def is_code(text: str) -> bool:
    """Whether it may be one at all, by length and letters."""
    return len(text) == LENGTH and all(char in LETTERS for char in text)


def write_code(
    association_id: str,
    association_name: str,
    name: str,
    minutes: int,
    first: date,
    last: date,
    issued: date,
    digest: Digest,
) -> str:
    """The code of a certificate; "" where a number is larger than its room (22 years between two days, say)."""
    plain_id = plain(association_id[:PREFIX])
    if len(plain_id) != PREFIX or any(char not in LETTERS for char in plain_id):
        return ""
    told = [_number(plain_id), minutes, (first - EPOCH).days, (last - first).days, (issued - last).days]
    told.append(next(_marks("association", association_name, told, WIDTHS[5], digest)))
    told.append(next(_marks("name", name, told[:NUMBERS], WIDTHS[6], digest)))
    if any(not 0 <= number < 1 << width for number, width in zip(told, WIDTHS, strict=True)):
        return ""
    whole = 0
    for number, width in zip(told, WIDTHS, strict=True):
        whole = whole << width | number
    whole = whole << SIGNATURE | next(_signatures(whole, association_id, digest))
    return _letters(whole, LENGTH)


def read_code(code: str, found: Found, digest: Digest) -> Typed:
    """What a code says. Raises NotOneOfOurs, also when its association is gone."""
    if not is_code(code):
        raise NotOneOfOurs
    whole = _number(code)
    signature, whole = whole & (1 << SIGNATURE) - 1, whole >> SIGNATURE
    told, rest = [], whole
    for width in reversed(WIDTHS):
        told.append(rest & (1 << width) - 1)
        rest >>= width
    told.reverse()
    for association_id, name in found(code[:PREFIX].lower()):
        if signature in _signatures(whole, association_id, digest):
            first = EPOCH.toordinal() + told[2]
            days = [date.fromordinal(day) for day in (first, first + told[3], first + told[3] + told[4])]
            is_renamed = told[5] not in _marks("association", name, told[:NUMBERS], WIDTHS[5], digest)
            return Typed(name, is_renamed, told[1], days[0], days[1], days[2], tuple(told))
    raise NotOneOfOurs


def is_about(typed: Typed, name: str, digest: Digest) -> bool:
    """Whether the certificate was made out to this name."""
    return typed.numbers[6] in _marks("name", name, typed.numbers[:NUMBERS], WIDTHS[6], digest)


def _number(code: str) -> int:
    whole = 0
    for char in code:
        whole = whole << 5 | LETTERS.index(char)
    return whole


def _letters(whole: int, length: int) -> str:
    return "".join(LETTERS[whole >> 5 * at & 31] for at in reversed(range(length)))


def _marks(what: str, text: str, numbers: Sequence[int], width: int, digest: Digest) -> Iterator[int]:
    told = "|".join([comparable(text), *map(str, numbers)])
    return (int(each, 16) & (1 << width) - 1 for each in digest(f"certificate-{what}", told))


def _signatures(whole: int, association_id: str, digest: Digest) -> Iterator[int]:
    told = f"{association_id}|{whole}"
    return (int(each, 16) & (1 << SIGNATURE) - 1 for each in digest("certificate-code", told))
