"""The directory of associations, and the page of one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engagement.associations.enums import AssociationKind
from engagement.associations.labels import KIND_LABELS, KIND_SHORT_LABELS
from engagement.associations.queries import Criteria, contacts_of, directory, merged_into
from engagement.associations.queries import profile as load_profile
from engagement.associations.rules import SAY_AFTER, is_unconfirmed
from engagement.associations.words import KIND_WORDS, LETTERS, OTHER_LETTER
from engagement.cities.queries import districts_of
from engagement.core.evidence import holds_until
from engagement.core.i18n import _
from engagement.core.links import external_url
from engagement.core.permissions import public
from engagement.kernel.clock import utcnow
from engagement.opportunities.search import cards_of_association, place_value
from engagement.web.context import the_actor, the_city
from engagement.web.hours import hour_lines
from engagement.web.kept_pages import kept_for_visitors
from engagement.web.logos import logo_view, logo_views
from engagement.web.public import bp
from engagement.web.public.cards import card_views

OTHER_WORD = "0-9"


@bp.get("/vereine/")
@public
@kept_for_visitors
def associations() -> ResponseReturnValue:
    """All verified associations; every choice has an address of its own."""
    city = the_city()
    districts = {place_value(each.name): each for each in districts_of(city.id)}
    chosen = districts.get(request.args.get("ort", ""))
    criteria = _criteria(chosen.public_id if chosen else "")
    found = directory(city.id, criteria, request.args.get("seite", 1, int))
    ort = place_value(chosen.name) if chosen else ""
    places = [(value, each.name) for value, each in districts.items()]
    return render_template(
        "public/associations.html", found=found, criteria=criteria, address=_address(criteria, ort), places=places,
        ort=ort, kinds=_kind_chips(found.kinds, criteria, ort), letters=_letters(found.letters, criteria, ort),
        logos=logo_views([entry.association.id for entry in found.page.items]), kind_labels=KIND_SHORT_LABELS,
        chosen=_chosen(criteria, ort, chosen.name if chosen else ""),
        canonical=external_url("public.associations", city=city.slug),
    )  # fmt: skip


def _criteria(district: str) -> Criteria:
    arguments = request.args
    kind = next((kind for kind, word in KIND_WORDS.items() if word == arguments.get("art")), None)
    letter = arguments.get("buchstabe", "").lower()
    if letter == OTHER_WORD:
        letter = OTHER_LETTER
    if len(letter) != 1 or letter not in LETTERS + OTHER_LETTER:
        letter = ""
    return Criteria(
        text=arguments.get("q", "").strip()[:80], kind=kind, district=district, letter=letter,
        claimable=arguments.get("frei") == "1",
    )  # fmt: skip


def _address(criteria: Criteria, ort: str) -> dict[str, Any]:
    """The values of the address that leads to this choice; empty ones are left out."""
    letter = OTHER_WORD if criteria.letter == OTHER_LETTER else criteria.letter
    values = {
        "q": criteria.text, "art": KIND_WORDS[criteria.kind] if criteria.kind else "", "ort": ort,
        "buchstabe": letter, "frei": "1" if criteria.claimable else "",
    }  # fmt: skip
    return {name: value for name, value in values.items() if value}


def _url(criteria: Criteria, ort: str) -> str:
    return url_for("public.associations", **_address(criteria, ort))


def _kind_chips(counts: Any, criteria: Criteria, ort: str) -> list[dict[str, Any]]:
    chips = [{"label": _("All"), "url": _url(replace(criteria, kind=None), ort), "current": criteria.kind is None}]
    for kind in AssociationKind:
        if counts.get(kind) or kind is criteria.kind:
            label = f"{KIND_LABELS[kind]} ({counts.get(kind, 0)})"
            url = _url(replace(criteria, kind=kind), ort)
            chips.append({"label": label, "url": url, "current": kind is criteria.kind})
    return chips


def _letters(counts: Any, criteria: Criteria, ort: str) -> list[dict[str, Any]]:
    """A to Z, each with its number; letters without a hit have no link."""
    letters = []
    for letter in [*LETTERS, OTHER_LETTER]:
        url = _url(replace(criteria, letter=letter), ort) if counts.get(letter) else None
        label = OTHER_WORD if letter == OTHER_LETTER else letter.upper()
        current = letter == criteria.letter
        letters.append({"label": label, "url": url, "count": counts.get(letter, 0), "current": current})
    return letters


def _chosen(criteria: Criteria, ort: str, district_name: str) -> list[dict[str, str]]:
    """What the list is narrowed by, each with the address that takes it away."""
    chips = []
    if criteria.text:
        chips.append({"label": criteria.text, "url": _url(replace(criteria, text=""), ort)})
    if ort:
        chips.append({"label": district_name, "url": _url(criteria, "")})
    if criteria.letter:
        label = OTHER_WORD if criteria.letter == OTHER_LETTER else criteria.letter.upper()
        chips.append({"label": label, "url": _url(replace(criteria, letter=""), ort)})
    if criteria.claimable:
        chips.append({"label": _("Without a team"), "url": _url(replace(criteria, claimable=False), ort)})
    return chips


@bp.get("/vereine/<public_id>")
@public
@kept_for_visitors
def association(public_id: str) -> ResponseReturnValue:
    """Who they are and what they are looking for. An unlisted one is seen by its people and the city's staff only."""
    city, actor = the_city(), the_actor()
    found = load_profile(public_id, city.id)
    if found is None:
        if (kept := merged_into(public_id)) is not None:
            return redirect(url_for("public.association", public_id=kept), 301)
        abort(404)
    if not found.is_listed and not actor.edits(found.association.id) and not actor.moderates(city.id):
        return _not_shown(found.is_hidden)
    cards = cards_of_association(found.association.id, city.id, zone=city.zone) if found.is_listed else []
    now, asked = utcnow(), found.association.ask_open_since
    if asked is not None and not is_unconfirmed(asked, now):
        holds_until(asked + SAY_AFTER)
    return render_template(
        "public/association.html", found=found, one=found.association,
        logo=logo_view(found.association.logo), hours=hour_lines(found.association.opening_hours),
        contacts=contacts_of(found.association.id, public_only=True),
        is_unconfirmed=is_unconfirmed(asked, now), cards=card_views(cards),
        kind_label=KIND_SHORT_LABELS[found.association.kind], is_mine=actor.edits(found.association.id),
        canonical=external_url("public.association", city=city.slug, public_id=public_id),
        calendar_url=external_url("public.calendar_of_association", city=city.slug, public_id=public_id),
    )  # fmt: skip


def _not_shown(is_hidden: bool) -> ResponseReturnValue:
    """404 in both cases; only what people may have known is told that it is hidden, without its name or a reason."""
    if not is_hidden:
        abort(404)
    return render_template("public/association_hidden.html"), 404
