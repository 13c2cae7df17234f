"""Who works for the city."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from engagement.cities import operations
from engagement.cities.forms import ROLE_HINTS, StaffInvitationForm
from engagement.cities.labels import ROLE_LABELS
from engagement.cities.queries import deputies_of, open_invitations_of, staff_of
from engagement.cities.rules import InvitationVoid
from engagement.core.actor import CityRole
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.clock import today, utcnow
from engagement.kernel.errors import DomainError
from engagement.web.account.flow import check_token
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.web.staff import bp
from engagement.web.staff.navigation import staff_navigation


def _page(form: StaffInvitationForm, refusal: DomainError | None = None) -> str:
    city = the_city()
    return render_template(
        "staff/people.html", form=form, refusal=refusal, people=staff_of(city.id), now=utcnow(), labels=ROLE_LABELS,
        deputies=deputies_of(city.id), today=today(city.zone), invitations=open_invitations_of(city.id),
        hints=ROLE_HINTS, work_nav=staff_navigation(), work_sub=_("Workplace of the town"),
    )  # fmt: skip


@bp.route("/menschen", methods=["GET", "POST"])
@requires(Permission.CITY_ADMINISTER)
def people() -> ResponseReturnValue:
    """Colleagues and open invitations; the form invites."""
    form = StaffInvitationForm()
    if not form.is_submitted():
        return _page(form)
    if form.validate():
        try:
            operations.invite_staff(
                the_city().id, email=str(form.email.data), role=CityRole(form.role.data), actor=the_actor()
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return redirect_with(_("The invitation is on its way."), "staff.people")
    return _page(form), 422


@bp.post("/menschen/einladung/<invitation_id>/zuruecknehmen")
@requires(Permission.CITY_ADMINISTER)
def invitation_revoke(invitation_id: str) -> ResponseReturnValue:
    """Take an invitation back."""
    check_token()
    try:
        operations.revoke_staff_invitation(invitation_id, city_id=the_city().id, actor=the_actor())
    except InvitationVoid as refusal:
        return _page(StaffInvitationForm(formdata=None), refusal), 422
    return redirect_with(_("The invitation no longer counts."), "staff.people")
