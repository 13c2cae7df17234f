"""Names and search words of associations, as they are compared, sorted and found. Pure: no database."""

from __future__ import annotations

import re
from collections.abc import Iterable

from engagement.associations.enums import AssociationKind
from engagement.kernel.values import fold, sort_key

SEARCH_TEXT_LIMIT = 8000
LETTERS = "abcdefghijklmnopqrstuvwxyz"
OTHER_LETTER = "0"  # names that begin with a digit or a foreign letter

_LEGAL_FORM = re.compile(r"\b(e\.?\s*v\b\.?|eingetragener verein|g?gmbh|gug|e\.?\s*g\b\.?)", re.IGNORECASE)
_NOT_A_WORD = re.compile(r"[\W_]+")
_KEY_MARK = "|"


def plain(text: str) -> str:
    """Text for comparing: folded, „ae“ and „ä“ alike, words parted by single spaces.

    People write „Mueller“ for „Müller“ and expect to find it, so both lose their second letter here. The same is done
    to what is stored, so „neue“ and „Feuerwehr“ meet themselves.
    """
    folded = _NOT_A_WORD.sub(" ", fold(text)).strip()
    return re.sub(r"(?<=[aou])e", "", folded)


def compare_key(name: str) -> str:
    """What two spellings of one name share: „TV Bretten e. V.“, „T.V. Bretten eV“. Empty when nothing is left."""
    without_form = _LEGAL_FORM.sub(" ", name)
    return plain(without_form).replace(" ", "") or plain(name).replace(" ", "")


def keys_of(name: str, alternative_names: str = "") -> list[str]:
    """The keys of a name and of its other names (one a line), without repetitions."""
    names = [name, *alternative_names.splitlines()]
    return list(dict.fromkeys(key for key in (compare_key(each) for each in names) if key))


def search_text(name: str, alternative_names: str = "", parts: Iterable[str] = ()) -> str:
    """What the directory searches: the keys of the names between bars, then all words.

    The keys serve two ends: „is this name here already?“ is one LIKE, and „Tierschutzverein“ finds „Tierschutz-Verein“.
    """
    keys = _KEY_MARK.join(keys_of(name, alternative_names))
    words = plain(" ".join([name, alternative_names, *parts]))
    return f"{_KEY_MARK}{keys}{_KEY_MARK} {words}"[:SEARCH_TEXT_LIMIT]


def key_pattern(key: str) -> str:
    """The LIKE pattern that finds a search text with exactly this key; keys hold no wildcard."""
    return f"%{_KEY_MARK}{key}{_KEY_MARK}%"


def query_words(text: str) -> list[str]:
    """The words to be found, each as a part of a word, at most eight. A legal form says nothing and is left out."""
    words = list(dict.fromkeys(plain(_LEGAL_FORM.sub(" ", text)).split()))
    return ([word for word in words if len(word) > 1] or words)[:8]


def directory_sort_key(name: str) -> str:
    """The key of the directory: quotes and signs in front do not count („Frauen für Frauen“ stands at F)."""
    return sort_key(re.sub(r"^[\W_]+", "", name) or name)


def letter_of(sort_name: str) -> str:
    """The letter under which an association stands; OTHER_LETTER for all that is no Latin letter."""
    first = sort_name[:1]
    return first if first in LETTERS and first else OTHER_LETTER


# What people type for a kind, in the language of the lists; in the search text, so that „Stiftung“ finds them all.
KIND_WORDS = {
    AssociationKind.CLUB: "verein",
    AssociationKind.INITIATIVE: "initiative",
    AssociationKind.FOUNDATION: "stiftung",
    AssociationKind.INSTITUTION: "einrichtung",
}

_FOUNDATION = re.compile(r"stiftung\b", re.IGNORECASE)
_REGISTERED = re.compile(r"\be\.?\s?v\b\.?|\bverein|verein\b|verband\b|\bclub\b|gesellschaft\b", re.IGNORECASE)
_INITIATIVE = re.compile(
    r"initiative|selbsthilfe|\bSHG\b|stammtisch|netzwerk|\bbündnis|\bAG\b|projekt|gruppe\b", re.IGNORECASE
)
_INSTITUTION = re.compile(
    r"zentrum|haus\b|museum|schule\b|station\b|beratungsstelle|zentrale\b|büro\b|dienst\b", re.IGNORECASE
)


def guess_kind(name: str) -> AssociationKind:
    """The kind that a name suggests, where a list does not say it; a club when in doubt."""
    if _FOUNDATION.search(name) and not re.search(r"\be\.?\s?v\b", name, re.IGNORECASE):
        return AssociationKind.FOUNDATION
    if _REGISTERED.search(name):
        return AssociationKind.CLUB
    if _INITIATIVE.search(name):
        return AssociationKind.INITIATIVE
    if _INSTITUTION.search(name):
        return AssociationKind.INSTITUTION
    return AssociationKind.CLUB
