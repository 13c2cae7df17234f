"""A colleague's own settings: who stands in for her, and how often she hears of the queue."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.cities import operations
from engagement.cities.enums import QueueMail
from engagement.cities.forms import DeputyForm, QueueMailForm
from engagement.cities.queries import deputies_of, staff_of
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.clock import today
from engagement.kernel.errors import DomainError, NotFound
from engagement.web.account.flow import check_token
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.web.staff import bp
from engagement.web.staff.navigation import staff_navigation
from engagement.web.staff.person import colleagues_of


def _page(mail: QueueMailForm | None = None, deputy: DeputyForm | None = None) -> str:
    city, actor = the_city(), the_actor()
    people = staff_of(city.id)
    own = next((one for one in people if one.user_id == actor.user_id), None)
    if own is None:
        raise NotFound
    colleagues, rows = colleagues_of(people, own), deputies_of(city.id)
    mail = mail or QueueMailForm(formdata=None, queue_mail=own.queue_mail.value)
    deputy = deputy or DeputyForm(formdata=None, starts_on=today(city.zone))
    return render_template(
        "staff/me.html", mail_form=mail, deputy_form=deputy.offer(colleagues), colleagues=colleagues,
        deputies=[row for row in rows if row.absent_id == own.user_id], today=today(city.zone),
        stands_in_for=[row for row in rows if row.deputy_id == own.user_id], gets_mails=actor.moderates(city.id),
        work_nav=staff_navigation(), work_sub=_("Workplace of the town"),
    )  # fmt: skip


@bp.get("/ich")
@requires(Permission.CITY_WORK)
def me() -> ResponseReturnValue:
    """Deputies and mails."""
    return _page()


@bp.post("/ich/post")
@requires(Permission.CITY_WORK)
def me_mail() -> ResponseReturnValue:
    """Choose how often."""
    form = QueueMailForm()
    if not form.validate():
        return _page(mail=form), 422
    operations.choose_queue_mail(the_city().id, wanted=QueueMail(form.queue_mail.data), actor=the_actor())
    return redirect_with(_("Saved."), "staff.me")


@bp.post("/ich/vertretung")
@requires(Permission.CITY_WORK)
def me_deputy() -> ResponseReturnValue:
    """Name a deputy for days when one is away."""
    city = the_city()
    colleagues = [(one.user.public_id, one.user.name) for one in staff_of(city.id)]
    form = DeputyForm().offer(colleagues)
    if form.validate():
        try:
            operations.name_deputy(
                city.id, deputy=str(form.deputy.data), starts_on=form.starts_on.data or today(),
                ends_on=form.ends_on.data, actor=the_actor(),
            )  # fmt: skip
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return redirect_with(_("Saved. The deputy gets a mail."), "staff.me")
    return _page(deputy=form), 422


@bp.post("/vertretung/<deputy_id>/beenden")
@requires(Permission.CITY_WORK)
def deputy_end(deputy_id: str) -> ResponseReturnValue:
    """End it at once, or call it off."""
    check_token()
    operations.end_deputyship(deputy_id, city_id=the_city().id, actor=the_actor())
    notice, colleague = _("Ended."), request.form.get("person")
    if colleague:
        return redirect_with(notice, "staff.person", user_id=colleague)
    return redirect_with(notice, "staff.me")
