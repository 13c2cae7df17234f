"""What is different between two texts, word by word. Pure."""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|[^\s]+")


class Kind(enum.StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Part:
    kind: Kind
    text: str


Line = list[Part]


def differences(before: str, after: str) -> list[Line]:
    """The paragraphs that differ, each as parts; what is alike on both sides is left out."""
    old, new = _paragraphs(before), _paragraphs(after)
    found: list[Line] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        pairs = min(b - a, d - c)
        found += [_words(old[a + step], new[c + step]) for step in range(pairs)]
        found += [[Part(Kind.REMOVED, text)] for text in old[a + pairs : b]]
        found += [[Part(Kind.ADDED, text)] for text in new[c + pairs : d]]
    return found


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _words(before: str, after: str) -> Line:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < 0.3:
        return [Part(Kind.REMOVED, before), Part(Kind.ADDED, after)]
    parts: Line = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            parts.append(Part(Kind.SAME, "".join(old[a:b])))
            continue
        parts += _part(Kind.REMOVED, old[a:b]) + _part(Kind.ADDED, new[c:d])
    return parts


def _part(kind: Kind, words: Sequence[str]) -> Line:
    return [Part(kind, "".join(words))] if words else []
