"""German words for the index and for questions to it. Pure, and the same for both engines.

A word of the text is kept in three spellings where they differ: as written, with ä as ae, and with ae as ä. A word that
somebody types is compared in the spelling that was typed, so „Buehne“ meets „Bühne“, „Müll“ meets „Muell“ and „Muller“
meets „Müller“, while „Einsatz“ is still found in „Aufbaueinsatz“.
"""

from __future__ import annotations

import functools
import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final

import Stemmer

from engagement.kernel.values import fold

MAX_WORDS: Final = 10  # of a question; what follows is ignored
MAX_LENGTH: Final = 60  # of a word, in the index as in a question
MIN_PART: Final = 3  # letters that a trigram index can look up

# Parts the title from the rest in both columns: a hit before it weighs more. No word contains it.
DIVIDER: Final = "|"

_WORD = re.compile(r"[^\W_]+")
_HYPHENATED = re.compile(r"(?<![^\W_])[^\W_]+(?:-[^\W_]+)+")  # from its first letter on: long words take no time
_TAG = re.compile(r"<[^<>]*>")
_LONG: Final = {"ä": "ae", "ö": "oe", "ü": "ue"}
_SHORT: Final = {long: short for short, long in _LONG.items()}
_ASCII = re.compile(r"[a-z0-9]+")
_local = threading.local()

_STOP_WORDS = (
    "aber alle als also am an auch auf aus bei beim bin bis bitte da dabei damit dann das dass dein dem den der des",
    "die dies diese dieser dieses doch du durch ein eine einem einen einer eines er es euch etwas für gern gerne habe",
    "haben hat hier ich ihr ihre im in ist ja kann können machen man mein meine mich mir mit möchte möchten nach",
    "nicht noch nur ob oder ohne sehr sein seine sich sie sind so suche suchen sucht um und uns unser unsere vom von",
    "vor was wenn wer werden wie wir wird wo zu zum zur über fuer koennen moechte moechten ueber",
)
STOP_WORDS: Final = frozenset(word for line in _STOP_WORDS for word in line.split())


@dataclass(frozen=True)
class Word:
    """One word of a question: its stem, and the word as it may stand inside others."""

    stem: str
    part: str

    @property
    def is_long_enough_for_parts(self) -> bool:
        return len(self.part) >= MIN_PART


def words_of(text: str) -> list[str]:
    """The words of a text in small letters; of „Repair-Café“ the parts, and the whole as one word."""
    small = unicodedata.normalize("NFC", text.casefold())
    joined = [found.replace("-", "") for found in _HYPHENATED.findall(small)]
    return [word[:MAX_LENGTH] for word in (*_WORD.findall(small), *joined)]


def plain(html: str) -> str:
    """The words of sanitised HTML, so that those of neighbouring elements do not grow together."""
    return unescape(_TAG.sub(" ", html))


def index_stems(title: str, rest: str) -> str:
    """What the column `search_stems` holds: stems of the title, the divider, stems of the rest, each between spaces."""
    return _columns(title, rest, lambda spelling: _ascii(fold(stem(spelling))))


def index_folded(title: str, rest: str) -> str:
    """What the column `search_folded` holds: whole words without accents, in the same order."""
    return _columns(title, rest, fold)


def _columns(title: str, rest: str, form: Callable[[str], str]) -> str:
    first = _forms(words_of(title), form)
    return f" {' '.join(first)} {DIVIDER} {' '.join(_forms(words_of(rest), form))} "


def _forms(words: Iterable[str], form: Callable[[str], str]) -> list[str]:
    """Each form once, in the order of the text."""
    return list(dict.fromkeys(shaped for word in words for spelling in _spellings(word) if (shaped := form(spelling))))


def _spellings(word: str) -> Iterator[str]:
    yield word
    long = re.sub("[äöü]", lambda found: _LONG[found[0]], word)
    if long != word:
        yield long
    short = re.sub("ae|oe|ue", lambda found: _SHORT[found[0]], word)
    if short != word:
        yield short


@functools.lru_cache(1000)
def question(text: str) -> tuple[Word, ...]:
    """The words to look for. Signs and operators mean nothing; words that stand in every text are left out."""
    small = unicodedata.normalize("NFC", text.casefold())
    words = [word[:MAX_LENGTH] for word in _WORD.findall(small) if word not in STOP_WORDS]
    found = [Word(stem=_ascii(fold(stem(word))), part=fold(word)) for word in dict.fromkeys(words)]
    return tuple(word for word in found if word.stem and word.part)[:MAX_WORDS]


def stem(word: str) -> str:
    """The German stem of a word in small letters. The stemmer keeps state, so each thread has its own."""
    if not hasattr(_local, "stemmer"):
        _local.stemmer = Stemmer.Stemmer("german")
    return str(_local.stemmer.stemWord(word))


def _ascii(word: str) -> str:
    """A word of another script as its bytes: the two engines disagree about which signs are letters."""
    return word if _ASCII.fullmatch(word) else "u" + word.encode().hex()[: MAX_LENGTH * 2]
