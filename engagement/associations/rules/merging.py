"""Two entries that are one association: which look alike, and which may be merged. Pure.

A measure of a city must neither be shaken off nor spread by a merge: while one of both is suspended anywhere, it waits.
Staff merge what is at home in their own city; what other cities show moves along, and their decisions with it.
"""

from __future__ import annotations

import enum
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from urllib.parse import urlsplit

from engagement.associations.enums import ListingState, MembershipRole
from engagement.associations.words import compare_key, keys_of, plain
from engagement.kernel.errors import N_, DomainError, Stale

NEAR = 0.86
NEAR_LENGTH = 6  # shorter names are near to everything


class MergeSame(DomainError):
    message = N_("This is one and the same entry.")


class MergeForeign(DomainError):
    message = N_("Both entries have to be at home in your city. Please call the other town.")


class MergeSuspended(DomainError):
    message = N_("One of both is suspended. Please lift that first: a merge must not hide it.")


class MergeStale(Stale):
    message = N_("One of both was changed in the meantime. Please compare once more.")


class Likeness(enum.StrEnum):
    NAME = "name"
    WEBSITE = "website"
    PHONE = "phone"
    NEAR_NAME = "near_name"


@dataclass(frozen=True)
class Entry:
    """What is compared of an entry."""

    id: int
    public_id: str
    name: str
    alternative_names: str
    town: str
    website: str
    phone: str
    has_team: bool = False


@dataclass(frozen=True)
class Pair:
    first: Entry
    second: Entry
    why: tuple[Likeness, ...]


def check_mergeable(
    kept: int, gone: int, homes: Iterable[int], city_id: int, states: Iterable[ListingState]
) -> None:  # fmt: skip
    """Raise MergeSame, MergeForeign or MergeSuspended. `states` are those of all listings of both."""
    if kept == gone:
        raise MergeSame
    if any(home != city_id for home in homes):
        raise MergeForeign
    if ListingState.SUSPENDED in set(states):
        raise MergeSuspended


def check_versions(current: tuple[int, int], seen: tuple[int, int]) -> None:
    if current != seen:
        raise MergeStale


def better_state(one: ListingState, other: ListingState) -> ListingState:
    """What a city has verified stays verified."""
    return ListingState.VERIFIED if ListingState.VERIFIED in (one, other) else one


def higher_role(one: MembershipRole, other: MembershipRole) -> MembershipRole:
    return MembershipRole.OWNER if MembershipRole.OWNER in (one, other) else MembershipRole.EDITOR


def joined_names(kept_name: str, *others: str) -> str:
    """All further names, one a line, each once and none that is the name itself."""
    names = [line.strip() for text in others for line in text.splitlines() if line.strip()]
    known = {compare_key(kept_name)}
    found = []
    for name in names:
        if compare_key(name) not in known:
            known.add(compare_key(name))
            found.append(name)
    text = ""
    for name in found:
        if len(text) + len(name) < 400:
            text = f"{text}\n{name}".strip()
    return text


def likely_duplicates(entries: Sequence[Entry]) -> list[Pair]:
    """Pairs that look like one association, by what speaks for it; in the order of the entries. Of a pair the entry
    that people work with comes first: its address is the one to keep."""
    reasons: dict[tuple[int, int], list[Likeness]] = defaultdict(list)
    places = {entry.id: place for place, entry in enumerate(entries)}

    def note(one: Entry, other: Entry, why: Likeness) -> None:
        first, second = sorted((one, other), key=lambda entry: places[entry.id])
        if first.id != second.id and why not in reasons[(first.id, second.id)]:
            reasons[(first.id, second.id)].append(why)

    marks = (
        (Likeness.NAME, lambda entry: [*keys_of(entry.name, entry.alternative_names), _shuffled(entry.name)]),
        (Likeness.WEBSITE, lambda entry: [_website(entry.website)]),
        (Likeness.PHONE, lambda entry: [_digits(entry.phone)]),
    )
    for why, keys in marks:
        for one, other in _sharing(entries, lambda entry, keys=keys: keys(entry)):
            note(one, other, why)
    for one, other in _near(entries):
        if not reasons.get((one.id, other.id)) and not reasons.get((other.id, one.id)):
            note(one, other, Likeness.NEAR_NAME)
    by_id = {entry.id: entry for entry in entries}
    pairs = [Pair(by_id[one], by_id[other], tuple(why)) for (one, other), why in reasons.items() if why]
    in_order = sorted(pairs, key=lambda pair: (places[pair.first.id], places[pair.second.id]))
    return [
        Pair(pair.second, pair.first, pair.why) if pair.second.has_team and not pair.first.has_team else pair
        for pair in in_order
    ]


def _sharing(entries: Sequence[Entry], keys: object) -> Iterator[tuple[Entry, Entry]]:
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        # Keys of different entries are of one type.
        for key in dict.fromkeys(each for each in keys(entry) if each):  # type: ignore[operator]
            groups[key].append(entry)
    for group in groups.values():
        # A switchboard or a page that dozens share says nothing.
        if 2 <= len(group) <= 6:
            yield from ((one, other) for place, one in enumerate(group) for other in group[place + 1 :])


def _near(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Names that differ by a letter or two, in one town; compared within the same first letters only."""
    groups: Mapping[tuple[str, str], list[tuple[str, Entry]]] = defaultdict(list)
    for entry in entries:
        key = compare_key(entry.name)
        if len(key) >= NEAR_LENGTH:
            groups[(plain(entry.town), key[:3])].append((key, entry))
    for group in groups.values():
        for place, (key, one) in enumerate(group):
            for other_key, other in group[place + 1 :]:
                if abs(len(key) - len(other_key)) <= 4 and SequenceMatcher(None, key, other_key).ratio() >= NEAR:
                    yield one, other


def _shuffled(name: str) -> str:
    """The words of a name in the order of the alphabet: „Chor Süd“ and „Süd-Chor“ meet."""
    words = sorted(plain(name).split())
    return " ".join(words) if len(words) > 1 else ""


def _website(address: str) -> str:
    parts = urlsplit(address)
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}".lower()


def _digits(phone: str) -> str:
    digits = re.sub(r"\D", "", phone.replace("+49", "0"))
    return digits if len(digits) > 5 else ""
