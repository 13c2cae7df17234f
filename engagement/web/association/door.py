"""On the day: who is there, and how long. From the list, or by the code on a person's phone."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from engagement.attendance import operations
from engagement.attendance.forms import ArrivalForm, minutes_of
from engagement.attendance.operations import Tick
from engagement.attendance.queries import DoorList, Expected, door_list, one_expected
from engagement.attendance.rules import ticks_from
from engagement.core.i18n import _, _n
from engagement.core.permissions import Permission, requires
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import DomainError, NotFound
from engagement.web.association import bp
from engagement.web.association.navigation import work_page
from engagement.web.association.people import LIST
from engagement.web.context import the_actor
from engagement.web.formatting import hours_words
from engagement.web.notices import redirect_with

THERE, ABSENT, OPEN = "ja", "nein", ""
_SAID = {True: THERE, False: ABSENT, None: OPEN}
_MEANS = {THERE: True, ABSENT: False, OPEN: None}


@bp.route(f"{LIST}/termin/<shift_id>/dabei", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_DECIDE)
def door(association_id: str, public_id: str, shift_id: str) -> ResponseReturnValue:
    """Tick off on the phone; once the date is over, confirm the hours in the same list."""
    found = door_list(public_id, shift_id, utcnow())
    if request.method == "GET":
        return _door_page(found, {}, None, 200)
    ticks, errors = _ticks(found)
    if errors:
        return _door_page(found, errors, None, 422)
    try:
        changed = operations.tick(shift_id, ticks, actor=the_actor())
    except NotFound:
        raise
    except DomainError as refusal:
        return _door_page(door_list(public_id, shift_id, utcnow()), {}, refusal, 422)
    said = _n("Saved: one person.", "Saved: %(num)d people.", changed) if changed else _("Nothing was changed.")
    return redirect_with(
        said, "association.door", association_id=association_id, public_id=public_id, shift_id=shift_id
    )


def _ticks(found: DoorList) -> tuple[list[Tick], dict[str, str]]:
    """What was changed on the page, and what cannot be read, by the field's name.

    A field that stands as the page showed it says nothing: meanwhile somebody else may have ticked this person off.
    """
    ticks, errors = [], {}
    for person in found.people:
        key = person.registration_id
        said, seen = request.form.get(f"da-{key}"), request.form.get(f"war-{key}")
        if said is None or said not in _MEANS:
            continue  # came after the page was opened
        there = _MEANS[said]
        people = _people(person, request.form.get(f"leute-{key}", ""))
        hours = request.form.get(f"stunden-{key}", "").strip()
        if there and hours and minutes_of(hours) is None:
            errors[f"stunden-{key}"] = _("Please write hours like 2 or 2.5 or 2:30.")
        minutes = minutes_of(hours) if there and found.is_over else None
        if "|".join((said, str(people if there else ""), hours if there else "")) != seen:
            ticks.append(Tick(key, there, people=people, minutes=minutes))
    return ticks, errors


def _people(person: Expected, text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else person.people


def _door_page(found: DoorList, errors: dict[str, str], refusal: DomainError | None, status: int) -> tuple[str, int]:
    shown, proposed = {}, hours_words(found.proposed) if found.is_over else ""
    for person in found.people:
        key = person.registration_id
        said = request.form.get(f"da-{key}", _SAID[person.was_there])
        known = hours_words(person.minutes) if person.minutes is not None else ""
        shown[key] = {
            "said": said, "people": request.form.get(f"leute-{key}", str(person.people)),
            "hours": request.form.get(f"stunden-{key}", known or proposed),
            # What is stored; a proposal counts as a change, so that saving confirms it.
            "seen": "|".join((_SAID[person.was_there], str(person.people if person.was_there else ""), known)),
        }  # fmt: skip
    page = render_template(
        "association/door.html", door=found, shown=shown, errors=errors, refusal=refusal,
        form_errors=bool(errors or refusal), **work_page(),
    )  # fmt: skip
    return page, status


@bp.route("/<association_id>/da/<registration_id>", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_DECIDE)
def arrival(association_id: str, registration_id: str) -> ResponseReturnValue:
    """Where somebody's code leads. Opening it says nothing yet; the button does."""
    found = one_expected(registration_id)
    form = ArrivalForm()
    if request.method == "POST":
        if not form.validate():
            abort(400)
        try:
            tick = Tick(registration_id, True, people=found.person.people, minutes=found.person.minutes)
            operations.tick(found.shift_id, [tick], actor=the_actor())
        except NotFound:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            said = _("%(name)s is there.", name=found.person.name)
            return redirect_with(
                said, "association.arrival", association_id=association_id, registration_id=registration_id
            )
    opens = ticks_from(found.starts_at)
    page = render_template(
        "association/arrival.html", arrival=found, form=form, opens=opens if opens > utcnow() else None, **work_page()
    )
    return page, 422 if form.errors else 200
