"""The list of bookmarks of a visitor, and the button „Merken“ that stands on cards and offers.

Without an account the browser alone keeps what somebody likes: the page gets the offers in its address, and nothing is
stored here. With an account the button is a form of every page (components/keep.html) that is sent here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engagement.bookmarks.operations import drop_offer, keep_offers
from engagement.bookmarks.rules import MAX_IN_BROWSER
from engagement.core.i18n import _
from engagement.core.links import external_url
from engagement.core.permissions import public
from engagement.kernel.clock import DEFAULT_ZONE
from engagement.kernel.errors import DomainError
from engagement.opportunities.search import cards_by_id
from engagement.opportunities.search.pages import Past, past_offers
from engagement.web.account.flow import check_token, safe_next
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with, with_notice
from engagement.web.public import bp
from engagement.web.public.cards import CardView, card_views

_ID = re.compile(r"^[A-Za-z0-9_-]{1,16}$")


@dataclass(frozen=True)
class Chosen:
    """The offers of a list of bookmarks in one town: those that are open, and those that are over."""

    cards: list[CardView]
    past: list[Past]

    def __bool__(self) -> bool:
        return bool(self.cards or self.past)


def chosen_offers(city_id: int, public_ids: list[str], *, zone: ZoneInfo = DEFAULT_ZONE) -> Chosen:
    """What there is to show of these offers; ids that no offer of the town has are passed over."""
    if not public_ids:
        return Chosen([], [])
    cards = cards_by_id(city_id, public_ids, zone=zone)
    open_ids = {card.public_id for card in cards}
    others = [public_id for public_id in public_ids if public_id not in open_ids]
    return Chosen(card_views(cards), past_offers(city_id, others) if others else [])


def numbers_in_address() -> list[str]:
    """The public ids that the address names, at most as many as a browser keeps."""
    found = dict.fromkeys(each for each in request.args.get("nr", "").split(",") if _ID.match(each))
    return [*found][:MAX_IN_BROWSER]


@bp.get("/merkliste/")
@public
def bookmarks() -> ResponseReturnValue:
    """The offers that the address names. Whoever is signed in has a list of her own."""
    city, numbers = the_city(), numbers_in_address()
    if not the_actor().is_anonymous:
        return redirect(url_for("account.bookmarks", nr=",".join(numbers) or None))
    return render_template(
        "public/bookmarks.html", chosen=chosen_offers(city.id, numbers, zone=city.zone), asked=bool(numbers),
        account_url=url_for("account.bookmarks", nr=",".join(numbers) or None),
        canonical=external_url("public.bookmarks", city=city.slug),
    )  # fmt: skip


@bp.post("/merkliste/")
@public
def bookmark() -> ResponseReturnValue:
    """Keep an offer, or let it go. A visitor whose browser runs no script is told what an account would do."""
    city, actor = the_city(), the_actor()
    keep, drop = request.form.get("merken", ""), request.form.get("vergessen", "")
    if not (keep or drop):
        abort(400)
    if actor.is_anonymous:
        parts = urlsplit(url_for("account.bookmarks", nr=keep or None))
        words = _(
            "Without an account your browser keeps your list. It needs JavaScript for that. With an account we do."
        )
        return redirect_with(words, "account.sign_in", next=f"{parts.path}?{parts.query}".rstrip("?"))
    check_token()
    try:
        if keep:
            keep_offers([(city.slug, keep)], actor=actor)
        else:
            drop_offer(drop, actor=actor)
    except DomainError as refusal:
        return _answer(gettext(refusal.message, **refusal.values), 422)
    return _answer(_("Kept on your list.") if keep else _("Taken off your list."), 200)


def _answer(words: str, status: int) -> ResponseReturnValue:
    """A sentence for the script; for everybody else the page that the button stood on, with the sentence above it."""
    if request.accept_mimetypes.best == "application/json":
        answer = Response(words, status, mimetype="text/plain")
        answer.headers["Cache-Control"] = "no-store"
        return answer
    back = safe_next(request.form.get("zurueck")) or url_for("account.bookmarks")
    return redirect(with_notice(back, words), 303)
