"""Cards as templates/components/card.html wants them."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import g

from engagement.bookmarks.queries import kept_ids
from engagement.core.i18n import _, current_language
from engagement.media.addresses import CARD_WIDTH, PictureView, view_of
from engagement.opportunities.enums import TimePattern
from engagement.opportunities.labels import TIME_PATTERN_LABELS
from engagement.web.addressing import known_url
from engagement.web.context import the_actor, the_city
from engagement.web.formatting import date_short, shift_when, spoken, time_range, zone
from engagement.web.remembering import keep_with

if TYPE_CHECKING:
    from engagement.opportunities.search import Card

# Further scenes that fit a field, so that a page shows each picture once.
_SCENES = {"nature": ("nature", "birdhouse", "garden", "river"), "social": ("social", "cooking"),
           "civic": ("civic", "repair")}  # fmt: skip

_ID = "0-0-0"  # where the public id comes


@dataclass(frozen=True)
class CardView:
    """What a card, a row or a lane shows."""

    url: str
    language: str  # of title and summary
    title: str
    summary: str
    association_name: str
    city_slug: str
    city_name: str
    when: str
    where: str
    free: int | None
    capacity: int | None
    tag: str
    field: str | None  # or another scene of the field
    mirrored: bool
    photo: PictureView | None  # of the association; the title beside it says what it is about
    urgent_reason: str = ""
    public_id: str = ""
    keep_url: str = ""  # where the button „Merken“ is sent
    is_kept: bool = False  # by the person who looks
    point: str = ""  # on the map
    made: dict[Any, Any] = dataclasses.field(default_factory=dict, compare=False, repr=False)  # see web/remembering.py


class Gallery:
    """Hands out the illustrations of one page: another scene, or the second cast, when a field comes again."""

    def __init__(self) -> None:
        self._shown: Counter[str] = Counter()

    def next(self, field: str | None) -> tuple[str, bool]:
        """A scene and whether it is mirrored."""
        name = field or "civic"
        scenes = _SCENES.get(name, (name,))
        turn = self._shown[name]
        self._shown[name] += 1
        return scenes[turn % len(scenes)], (turn // len(scenes)) % 2 == 1


def card_views(
    cards: Sequence[Card], gallery: Gallery | None = None, *, narrow: bool = False, of_region: bool = False
) -> list[CardView]:
    """The cards of a list; give the page's gallery when the page shows several.

    `narrow` writes short dates, `of_region` names the towns of each.
    """
    gallery = gallery or Gallery()
    # A public id needs no quoting, so one address a town is enough.
    towns = {card.city_slug for card in cards}
    addresses = {
        slug: (known_url("public.opportunity", city=slug, public_id=_ID), known_url("public.bookmark", city=slug))
        for slug in towns
    }
    kept = kept_here() if cards else frozenset()
    look = _Look(narrow, of_region, current_language(), zone().key)
    return [_known_view(card, gallery, look, addresses[card.city_slug], card.public_id in kept) for card in cards]


class _Look(NamedTuple):
    """What a page's cards have in common; dates are words of a language in a zone."""

    narrow: bool
    of_region: bool
    language: str
    zone: str


def _known_view(card: Card, gallery: Gallery, look: _Look, addresses: tuple[str, str], is_kept: bool) -> CardView:
    """The same object for the same card at the same kind of place, so that its HTML is there already."""
    scene = (card.field, False) if card.picture else gallery.next(card.field)
    key = look, addresses, scene, is_kept
    found: CardView | None = card.made.get(key)
    return found if found is not None else keep_with(card.made, key, _view(card, scene, look, addresses, is_kept))


def kept_here() -> frozenset[str]:
    """Public ids of the offers that the person who looks keeps; asked for once a request, and never for a visitor."""
    if "kept_ids" not in g:
        user_id = the_actor().user_id
        g.kept_ids = kept_ids(user_id) if user_id is not None else frozenset()
    return g.kept_ids  # type: ignore[no-any-return]  # g holds anything


class Keep(NamedTuple):
    """What the button „Merken“ needs (components/keep.html)."""

    public_id: str
    title: str
    city_slug: str
    keep_url: str  # where it is sent
    is_kept: bool


def keep_values(public_id: str, title: str) -> Keep:
    """The button „Merken“ of an offer's own page."""
    slug = the_city().slug
    return Keep(public_id, title, slug, known_url("public.bookmark", city=slug), public_id in kept_here())


def _in_region(card: Card, where: str) -> str:
    """The town before the place; the other towns that show the offer behind it."""
    place = ", ".join(part for part in (card.city_name, where) if part)
    others = [town for town in card.towns if town not in (card.city_name, card.town)]
    if not others:
        return place
    return _("%(place)s, also in %(towns)s", place=place, towns=", ".join(others))


def _view(
    card: Card, scene: tuple[str | None, bool], look: _Look, addresses: tuple[str, str], is_kept: bool
) -> CardView:
    shift = card.next_shift
    return CardView(
        url=addresses[0].replace(_ID, card.public_id), language=card.language, title=card.title,
        summary=card.summary, association_name=card.association_name, city_slug=card.city_slug,
        city_name=card.city_name, when=_when(card, look.narrow),
        where=_in_region(card, _where(card)) if look.of_region else _where(card), free=shift.free if shift else None,
        capacity=shift.capacity if shift else None, tag=pattern_label(card.time_patterns), field=scene[0],
        mirrored=scene[1], photo=view_of(card.picture, CARD_WIDTH) if card.picture else None,
        urgent_reason=card.urgent_reason, public_id=card.public_id, keep_url=addresses[1], is_kept=is_kept,
        point=card.point,
    )  # fmt: skip


def _when(card: Card, narrow: bool) -> str:
    if card.next_shift is not None:
        if narrow:
            return f"{date_short(card.next_shift.starts_at)}, {time_range(card.next_shift.starts_at)}"
        return shift_when(card.next_shift.starts_at, card.next_shift.ends_at)
    return spoken(card.schedule_note, card.language) or _("By arrangement")


def _where(card: Card) -> str:
    if card.is_remote:
        return _("From home")
    return ", ".join(dict.fromkeys(part for part in (card.location_name, card.district_name or card.town) if part))


def pattern_label(patterns: Iterable[str]) -> str:
    """The name of the first time pattern."""
    return next((str(TIME_PATTERN_LABELS[TimePattern(pattern)]) for pattern in patterns), "")
