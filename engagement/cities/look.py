"""What makes up the look of a town beside its colours: pictures, claim, the order of the home page. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from engagement.cities.theme import Theme
from engagement.cities.theme_choice import Choice

#: The parts of a town's home page below the question, in the product's own order.
SECTIONS: Final = ("themes", "urgent", "soon", "fresh", "figures", "associations")

#: Pictures that come with the product: a logo and a large picture have the same keys.
BUILT_IN: Final = frozenset({"baden-baden", "bretten", "ettlingen"})


@dataclass(frozen=True, slots=True)
class LookValues:
    """A look as plain values.

    `logo`, `night_logo` and `hero` are the public id of a picture of the town, the key of one that comes with the
    product, or empty. `night_logo` is for dark grounds; without it the logo stands on a light plate there.
    """

    choice: Choice
    claim: str = ""
    logo: str = ""
    night_logo: str = ""
    hero: str = ""
    hero_alt: str = ""
    sections: tuple[str, ...] = SECTIONS


@dataclass(frozen=True, slots=True)
class Look:
    """A look with the theme that belongs to it."""

    values: LookValues
    theme: Theme


def ordered(sections: Iterable[str]) -> tuple[str, ...]:
    """Every section once: known ones as told, those that are missing behind them."""
    told = [name for name in dict.fromkeys(sections) if name in SECTIONS]
    return (*told, *(name for name in SECTIONS if name not in told))


def sections_of(look: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The order of a town's home page, from `City.look`."""
    return ordered((look or {}).get("sections", ()))


#: What of two looks differs is told by these names, in this order.
PARTS: Final = (
    "action", "accent", "tint", "night_action", "character", "logo", "night_logo", "hero", "hero_alt", "claim",
    "sections",
)  # fmt: skip


def part(values: LookValues, name: str) -> Any:
    """One of PARTS."""
    return getattr(values.choice if hasattr(values.choice, name) else values, name)


def changed_parts(before: LookValues, after: LookValues) -> list[str]:
    """The names of what differs, in the order of PARTS."""
    return [name for name in PARTS if part(before, name) != part(after, name)]
