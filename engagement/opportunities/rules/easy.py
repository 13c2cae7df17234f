"""Which version in Leichte Sprache an offer has in a city, and what one must be like. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from engagement.kernel.errors import N_, DomainError
from engagement.opportunities.rules.content import LIMITS
from engagement.opportunities.rules.errors import Gap

TITLE_MISSING = N_("Please write a title in easy language, too.")
TEXT_MISSING = N_("Please write the text in easy language, too.")


class EasyTitleMissing(DomainError):
    message = TITLE_MISSING
    field = "easy_title"


class EasyTextMissing(DomainError):
    message = TEXT_MISSING
    field = "easy_text"


class EasyTooLong(DomainError):
    message = N_("This is too long: at most %(max)d characters.")


class EasyWritten(DomainError):
    message = N_("The association has written a version of its own. It is shown in your town as well.")


class HasEasy(Protocol):
    easy_title: Any
    easy_text: Any


@dataclass(frozen=True)
class EasyVersion:
    """Title and lines in Leichte Sprache. `is_by_city`: the staff wrote it."""

    title: str
    text: str
    is_by_city: bool = False

    @property
    def paragraphs(self) -> list[list[str]]:
        """Blocks between empty lines, each with its sentences."""
        blocks = self.text.replace("\r\n", "\n").split("\n\n")
        return [lines for block in blocks if (lines := [line.strip() for line in block.splitlines() if line.strip()])]


def easy_version(content: HasEasy, publication: HasEasy | None = None) -> EasyVersion | None:
    """The association's own; where it has none, the one that the city's staff wrote for their town."""
    if content.easy_text:
        return EasyVersion(content.easy_title, content.easy_text)
    if publication is not None and publication.easy_text:
        return EasyVersion(publication.easy_title, publication.easy_text, is_by_city=True)
    return None


def easy_problems(content: Mapping[str, Any]) -> Iterator[Gap]:
    """A title belongs to a text, and a text to a title."""
    title, text = content.get("easy_title") or "", content.get("easy_text") or ""
    if text and not title:
        yield Gap("easy_title", TITLE_MISSING)
    if title and not text:
        yield Gap("easy_text", TEXT_MISSING)


def check_easy(title: str, text: str) -> None:
    """Both or nothing. Raises EasyTitleMissing, EasyTextMissing, EasyTooLong."""
    if text and not title:
        raise EasyTitleMissing
    if title and not text:
        raise EasyTextMissing
    for name, value in (("easy_title", title), ("easy_text", text)):
        if len(value) > LIMITS[name]:
            raise EasyTooLong(field=name, max=LIMITS[name])
