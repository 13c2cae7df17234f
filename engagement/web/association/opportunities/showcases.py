"""In which towns an offer stands: the question in the form, and what each town makes of a text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from babel.lists import format_list
from flask import request
from flask_babel import get_locale
from werkzeug.exceptions import NotFound

from engagement.cities.policies import policies_of
from engagement.cities.queries import published_cities
from engagement.core.i18n import _
from engagement.kernel.clock import utcnow
from engagement.opportunities.enums import LookReason, PublicationState
from engagement.opportunities.labels import CONTENT_LABELS
from engagement.opportunities.queries import content_of, listings_of
from engagement.opportunities.rules import changes, states
from engagement.web.context import the_association, the_city

if TYPE_CHECKING:
    from engagement.associations.models import Listing
    from engagement.cities.models import City
    from engagement.opportunities.forms import OpportunityForm
    from engagement.opportunities.models import Publication
    from engagement.opportunities.operations import Submitted
    from engagement.opportunities.queries import AuthoredOffer


def offer_cities(form: OpportunityForm, offer: AuthoredOffer | None = None) -> None:
    """Give the form the other towns with a showcase as choices, without those that have been asked already."""
    asked = {each.city.slug for each in handed_in(offer)}
    form.offer_cities([(city.slug, city.name) for city in _others() if city.slug not in asked])


def fill_cities(form: OpportunityForm, offer: AuthoredOffer) -> None:
    """Tick the towns that are chosen and were not asked yet."""
    asked = handed_in(offer)
    form.cities.data = [each.city.slug for each in offer.standing[1:] if each not in asked]


def handed_in(offer: AuthoredOffer | None) -> list[Publication]:
    """Other towns that have the offer before them; leaving them is an act of its own."""
    return [each for each in offer.standing[1:] if each.state is not PublicationState.DRAFT] if offer else []


def chosen_ids(form: OpportunityForm) -> list[int]:
    """The row numbers of the ticked towns."""
    wanted = set(form.cities.data or ())
    return [city.id for city in _others() if city.slug in wanted]


def _others() -> list[City]:
    return [city for city in published_cities() if city.id != the_city().id]


def city_asked_for(offer: AuthoredOffer) -> Publication | None:
    """The one town that a request means (`stadt`), None for all. A town without the offer is 404."""
    slug = request.values.get("stadt", "")
    if not slug:
        return None
    found = next((each for each in offer.everywhere if each.city.slug == slug), None)
    if found is None:
        raise NotFound
    return found


def submitted_text(done: Submitted, offer: AuthoredOffer) -> str:
    """What handing in has led to, in words."""
    name_of = {each.city_id: each.city.name for each in offer.everywhere}
    shown, waits = ([name_of[city_id] for city_id in ids] for ids in (done.at_once, done.in_review))
    if shown and waits and set(shown) & set(waits):
        return _("Handed in. Some of it can be seen at once; %(cities)s looks at the rest first.", cities=_list(waits))
    parts = []
    if shown:
        parts.append(_("Done. It can be seen at once in %(cities)s.", cities=_list(shown)))
    if len(waits) == 1:
        parts.append(_("Handed in. %(city)s looks at it and writes to you.", city=waits[0]))
    elif waits:
        parts.append(_("Handed in. %(cities)s look at it and write to you.", cities=_list(waits)))
    return " ".join(parts)


def _list(words: Sequence[str]) -> str:
    return format_list(list(words), locale=get_locale())


@dataclass(frozen=True)
class Rule:
    """What some towns look at before it is seen. No labels: nothing, they trust the association."""

    cities: str
    labels: str


def rules_of(offer: AuthoredOffer | None) -> list[Rule]:
    """How the towns that show an offer take changes, those with the same rule together."""
    grouped: dict[tuple[str, ...], list[str]] = {}
    shown = _shown(offer)
    listings = _listings() if shown else {}
    for publication in shown:
        sensitive = policies_of(publication.city).sensitive_fields
        labels = tuple(str(label) for name, label in CONTENT_LABELS.items() if name in sensitive)
        grouped.setdefault(() if _trusts(publication, listings) else labels, []).append(publication.city.name)
    return [Rule(_list(cities), _list(labels)) for labels, cities in grouped.items()]


def next_text(offer: AuthoredOffer | None) -> str:
    """What happens in the town of the association when an offer that it does not show yet is handed in."""
    city, listing = the_city(), _listings().get(the_city().id)
    policy = policies_of(city).publish_at_once
    standing = changes.Standing(
        offer.publication.state if offer else PublicationState.DRAFT, offer.publication.reason if offer else "",
        listing.state if listing else None, listing.is_trusted if listing else False, None,
    )  # fmt: skip
    now = utcnow()
    if changes.at_once(standing, policy, now) is not None:
        return _("%(city)s trusts you: after handing in, the offer can be seen at once.", city=city.name)
    waits = _("After handing in, %(city)s looks at the offer. You get an e-mail.", city=city.name)
    if changes.at_once(replace(standing, next_start=now + changes.SOON), policy, now) is not None:
        return waits + " " + _("What begins within five days can be seen at once.")
    return waits


def _shown(offer: AuthoredOffer | None) -> list[Publication]:
    return [each for each in offer.standing if each.state in states.SHOWN] if offer is not None else []


def _trusts(publication: Publication, listings: Mapping[int, Listing]) -> bool:
    listing = listings.get(publication.city_id)
    standing = changes.Standing(
        publication.state, publication.reason, listing.state if listing else None,
        listing.is_trusted if listing else False, None,
    )  # fmt: skip
    policy = policies_of(publication.city).publish_at_once
    return changes.at_once(standing, policy, utcnow()) is LookReason.TRUSTED


def _listings() -> dict[int, Listing]:
    return {each.city_id: each for each in listings_of(the_association().id)}


@dataclass(frozen=True)
class Unsent:
    """A part of the offer that was changed and not handed in: whether it will be seen at once, or who looks first."""

    label: str
    looked_at_by: str


def unsent_changes(offer: AuthoredOffer) -> list[Unsent]:
    """What the working copy changes against the shown texts, in the order of the form."""
    waits: dict[str, list[str]] = {}
    listings = _listings()
    for publication in _shown(offer):
        if publication.shown_revision is None or not offer.is_new_in(publication):
            continue
        split = changes.split_changes(
            content_of(publication.shown_revision), content_of(offer.opportunity),
            policies_of(publication.city).sensitive_fields,
        )  # fmt: skip
        trusted = _trusts(publication, listings)
        for name in split.at_once:
            waits.setdefault(name, [])
        for name in split.after_review:
            waits.setdefault(name, []).extend([] if trusted else [publication.city.name])
    return [Unsent(str(label), _list(waits[name])) for name, label in _labels(waits)]


def _labels(names: Iterable[str]) -> list[tuple[str, object]]:
    known = set(names)
    return [(name, label) for name, label in CONTENT_LABELS.items() if name in known]


def acts_by_city(offer: AuthoredOffer) -> dict[str, set[str]]:
    """Slug of each town with the offer → what may be done there alone: submit, pause, resume, leave."""
    found: dict[str, set[str]] = {}
    for each in offer.standing:
        was_published = each.published_at is not None
        may = set(states.actions(each.state, was_published=was_published)) & {"pause", "resume", "submit"}
        if not _can_hand_in(offer, each):
            may.discard("submit")
        is_home = each is offer.publication
        if states.can_leave(each.state, is_home=is_home, was_published=was_published):
            may.add("leave")
        found[each.city.slug] = may
    return found


def _can_hand_in(offer: AuthoredOffer, publication: Publication) -> bool:
    if publication.state in (*states.SHOWN, PublicationState.IN_REVIEW):
        return offer.is_new_in(publication)
    return True
