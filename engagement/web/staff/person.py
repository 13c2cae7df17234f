"""One colleague: what she may do, who stands in for her, and how she hands over when she leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engagement.audit.labels import action_label
from engagement.cities import operations
from engagement.cities.forms import ROLE_HINTS, DeputyForm, LeaveForm, StaffRoleForm
from engagement.cities.labels import ROLE_LABELS
from engagement.cities.queries import deputies_of, handover_of, staff_of
from engagement.cities.rules import is_contact
from engagement.core.actor import CityRole
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.clock import today
from engagement.kernel.errors import DomainError, NotFound
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.web.staff import bp
from engagement.web.staff.navigation import staff_navigation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engagement.cities.models import CityStaff

Colleague = tuple[str, str]


def colleagues_of(people: Sequence[CityStaff], person: CityStaff) -> list[Colleague]:
    """All others, as choices: public id and name."""
    return [(one.user.public_id, one.user.name) for one in people if one.user_id != person.user_id]


def _load(user_id: str) -> tuple[CityStaff, list[Colleague], bool]:
    people = staff_of(the_city().id)
    person = next((one for one in people if one.user.public_id == user_id), None)
    if person is None:
        raise NotFound
    leaders = [one for one in people if one.role is CityRole.ADMINISTRATOR]
    return person, colleagues_of(people, person), leaders == [person]


def _page(user_id: str, **forms: Any) -> str:
    """`forms` are those that were sent; the others begin anew."""
    city = the_city()
    person, colleagues, is_last = _load(user_id)
    role: StaffRoleForm = forms.get("role") or StaffRoleForm(formdata=None, role=person.role.value)
    deputy: DeputyForm = forms.get("deputy") or DeputyForm(formdata=None, starts_on=today(city.zone))
    leave: LeaveForm = forms.get("leave") or LeaveForm(formdata=None, takes_role=is_last)
    user = person.user
    return render_template(
        "staff/person.html", person=person, is_last=is_last, colleagues=colleagues, labels=ROLE_LABELS,
        hints=ROLE_HINTS, role_form=role, deputy_form=deputy.offer(colleagues), leave_form=leave.offer(colleagues),
        deputies=[row for row in deputies_of(city.id) if row.absent_id == user.id], today=today(city.zone),
        handover=handover_of(city.id, user.id), action_label=action_label,
        is_contact=is_contact(city.contact_name, user.name) or is_contact(city.contact_email, user.email),
        work_nav=staff_navigation(), work_current="staff.people", work_sub=_("Workplace of the town"),
    )  # fmt: skip


@bp.get("/menschen/<user_id>")
@requires(Permission.CITY_ADMINISTER)
def person(user_id: str) -> ResponseReturnValue:
    """What she may do, who stands in, what hangs on her."""
    return _page(user_id)


@bp.post("/menschen/<user_id>/rolle")
@requires(Permission.CITY_ADMINISTER)
def person_role(user_id: str) -> ResponseReturnValue:
    """Let a colleague do more or less."""
    form = StaffRoleForm()
    if form.validate():
        try:
            role = CityRole(form.role.data)
            operations.change_staff_role(user_id, city_id=the_city().id, role=role, actor=the_actor())
        except NotFound:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            if user_id == current_user.public_id and role is not CityRole.ADMINISTRATOR:
                return redirect_with(_("Saved."), "staff.queue")
            return redirect_with(_("Saved."), "staff.person", user_id=user_id)
    return _page(user_id, role=form), 422


@bp.post("/menschen/<user_id>/vertretung")
@requires(Permission.CITY_ADMINISTER)
def person_deputy(user_id: str) -> ResponseReturnValue:
    """Name a deputy for a colleague, who may be ill."""
    _person, colleagues, _is_last = _load(user_id)
    form = DeputyForm().offer(colleagues)
    if form.validate():
        try:
            operations.name_deputy(
                the_city().id, deputy=str(form.deputy.data), starts_on=form.starts_on.data or today(),
                ends_on=form.ends_on.data, absent=user_id, actor=the_actor(),
            )  # fmt: skip
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return redirect_with(_("Saved. The deputy gets a mail."), "staff.person", user_id=user_id)
    return _page(user_id, deputy=form), 422


@bp.post("/menschen/<user_id>/entfernen")
@requires(Permission.CITY_ADMINISTER)
def person_remove(user_id: str) -> ResponseReturnValue:
    """End a colleague's work for the city, and hand over."""
    _person, colleagues, _is_last = _load(user_id)
    form = LeaveForm().offer(colleagues)
    if not form.validate():
        return _page(user_id, leave=form), 422
    try:
        operations.remove_staff(
            user_id, city_id=the_city().id, successor=form.successor.data or None,
            takes_role=bool(form.takes_role.data), takes_contact=bool(form.takes_contact.data), actor=the_actor(),
        )  # fmt: skip
    except NotFound:
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(user_id, leave=form), 422
    if user_id == current_user.public_id:
        return redirect_with(_("You no longer work for %(city)s.", city=the_city().name), "public.home")
    return redirect_with(_("This person no longer works here."), "staff.people")
