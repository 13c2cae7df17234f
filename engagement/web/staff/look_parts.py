"""What the pages about the town's look show: samples, differences of two looks, pictures, refusals in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for

from engagement.cities.labels import CHARACTER_LABELS, LOOK_LABELS, PAIR_LABELS, SECTION_LABELS
from engagement.cities.look import BUILT_IN, LookValues, changed_parts, part
from engagement.cities.theme import MODES, Mode, Theme, derive
from engagement.core.i18n import _
from engagement.media.addresses import keys_by_width
from engagement.media.queries import city_pictures
from engagement.opportunities.search import Criteria, first_cards
from engagement.web.formatting import number

if TYPE_CHECKING:
    from engagement.cities.models import City
    from engagement.cities.theme_choice import ColourRefusal


@dataclass(frozen=True)
class Sample:
    """The colours of a small drawing: how the page looks by day or by night."""

    mode: Mode
    label: str
    colours: dict[str, str]


def samples(theme: Theme) -> list[Sample]:
    """By day and by night."""
    labels = {"light": _("By day"), "dark": _("At night")}
    return [Sample(mode, labels[mode], derive(theme, mode)) for mode in MODES]


@dataclass(frozen=True)
class Difference:
    """A part of a look before and after, in words or as colours."""

    label: Any
    before: str
    after: str
    is_colour: bool


def differences(before: LookValues, after: LookValues) -> list[Difference]:
    """What differs, in the order of the page."""
    return [
        Difference(LOOK_LABELS[name], _said(name, part(before, name)), _said(name, part(after, name)), _is_colour(name))
        for name in changed_parts(before, after)
    ]


def _is_colour(name: str) -> bool:
    return name in ("action", "accent", "tint", "night_action")


def _said(name: str, value: Any) -> str:
    if name == "character":
        return str(CHARACTER_LABELS[value])
    if name == "sections":
        return " · ".join(str(SECTION_LABELS[each]) for each in value)
    if name in ("logo", "night_logo", "hero"):
        return _("a picture that comes with the product") if value in BUILT_IN else _("own picture") if value else ""
    return str(value or "")


def refusal_text(refusal: ColourRefusal) -> str:
    """Which two colours are too close, and by how much."""
    worst = refusal.worst
    values = {
        "pair": PAIR_LABELS[worst.pair], "ratio": number(worst.ratio), "required": number(worst.required),
        "when": _("by day") if worst.mode == "light" else _("at night"),
    }  # fmt: skip
    return _("Hard to read %(when)s – %(pair)s: the contrast is %(ratio)s to 1, it needs %(required)s to 1.", **values)


def view_of(city_id: int, ref: str | None) -> dict[str, Any] | None:
    """A picture of the town that the form names: address and size; None where it names none of the town's own."""
    found = city_pictures(city_id, [ref]).get(ref) if ref and ref not in BUILT_IN else None
    if found is None or not found.variants:
        return None
    width, key = next(iter(keys_by_width(found.variants).items()))
    return {
        "src": url_for("media.file", key=key), "width": width,
        "height": max(1, round(found.height * width / found.width)),
    }  # fmt: skip


def some_offer(city: City) -> str | None:
    """An open offer of the town, to look at."""
    cards = first_cards(city.id, Criteria(), 1, zone=city.zone)
    return cards[0].public_id if cards else None
