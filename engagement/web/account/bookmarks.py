"""My list of bookmarks, over all towns; and taking over what a browser has kept without an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engagement.bookmarks.operations import keep_offers
from engagement.bookmarks.queries import Kept, kept_by
from engagement.bookmarks.rules import MAX_KEPT
from engagement.core.i18n import _, _n
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError
from engagement.web.account import bp
from engagement.web.account.flow import check_token
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.web.public.bookmarks import Chosen, chosen_offers, numbers_in_address


@dataclass(frozen=True)
class OfTown:
    """What a person keeps in one town."""

    slug: str
    name: str
    chosen: Chosen


@bp.get("/merkliste")
@requires(Permission.ACCOUNT_USE)
def bookmarks() -> ResponseReturnValue:
    """What I keep, this town first. The address may bring what a browser has kept: the page asks before taking it."""
    city, kept = the_city(), kept_by(the_actor().user_id or 0)
    known = {each.public_id for each in kept}
    brought = [each for each in numbers_in_address() if each not in known]
    return render_template(
        "account/bookmarks.html", towns=_by_town(kept, city.slug),
        brought=chosen_offers(city.id, brought, zone=city.zone),
    )  # fmt: skip


@bp.post("/merkliste")
@requires(Permission.ACCOUNT_USE)
def take_bookmarks() -> ResponseReturnValue:
    """Take over what a browser has kept: `angebot` is a town and an offer, as bretten/abc."""
    check_token()
    found = [each.partition("/") for each in request.form.getlist("angebot")][:MAX_KEPT]
    try:
        number = keep_offers([(slug, public_id) for slug, _slash, public_id in found], actor=the_actor())
    except DomainError as refusal:
        words = gettext(refusal.message, **refusal.values)
    else:
        words = (
            _n("%(num)d offer is on your list now.", "%(num)d offers are on your list now.", number)
            if number else _("All of that is on your list already.")
        )  # fmt: skip
    return redirect_with(words, "account.bookmarks")


def _by_town(kept: Sequence[Kept], here: str) -> list[OfTown]:
    towns: dict[str, list[Kept]] = {}
    for each in sorted(kept, key=lambda one: one.city_slug != here):
        towns.setdefault(each.city_slug, []).append(each)
    return [
        OfTown(slug, of_town[0].city_name, chosen_offers(of_town[0].city_id, [each.public_id for each in of_town]))
        for slug, of_town in towns.items()
    ]
