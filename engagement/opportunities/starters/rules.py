"""What a template may hold, and why one is refused. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from engagement.kernel.errors import N_, DomainError

SHIPPED = Path(__file__).with_name("shipped.json")
MAX_NAME = 60
MAX_HINT = 160
MAX_OWN = 30  # of one association

# Left out of every template: what belongs to one occasion, and pictures, which are deleted when no offer shows them.
OF_ONE_OCCASION = frozenset(
    {"starts_on", "ends_on", "picture_id", "picture_alt", "picture_credit", "picture_consent", "keeps_contact_in_text"}
)


@dataclass(frozen=True)
class Starter:
    """A start for a new offer. `address` names it in links; `content` holds some of the content columns."""

    address: str
    name: str
    hint: str = ""
    content: Mapping[str, Any] = field(default_factory=dict)
    is_shipped: bool = False  # comes with the product
    is_changed: bool = False  # the city has written its own words
    is_hidden: bool = False  # the city does not offer it


class NameMissing(DomainError):
    message = N_("Please give the template a name.")
    field = "name"


class NameTooLong(DomainError):
    message = N_("This is too long: %(count)d characters. At most %(limit)d fit.")


class NameTaken(DomainError):
    message = N_("A template with this name exists already. Please choose another name.")
    field = "name"


class TooManyTemplates(DomainError):
    message = N_("You have %(limit)d templates already. Please delete one first.")


@cache
def shipped() -> tuple[Starter, ...]:
    """The templates that come with the product, in the order in which people see them. German, as the cities are."""
    entries = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return tuple(
        Starter(entry["key"], entry["name"], entry["hint"], entry["content"], is_shipped=True) for entry in entries
    )


def check_name(name: str, hint: str = "") -> None:
    """Raises NameMissing, NameTooLong."""
    if not name:
        raise NameMissing
    for of, text, limit in (("name", name, MAX_NAME), ("hint", hint, MAX_HINT)):
        if len(text) > limit:
            raise NameTooLong(field=of, count=len(text), limit=limit)


def kept(content: Mapping[str, Any]) -> dict[str, Any]:
    """What of some content goes into a template: all that says something and is not of one occasion only."""
    return {
        name: value for name, value in content.items()
        if name not in OF_ONE_OCCASION and value not in (None, "", False, [])
    }  # fmt: skip
