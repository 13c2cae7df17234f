"""My hours: the ledger over all cities and associations, certificates, and files to take along."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from engagement.attendance import operations
from engagement.attendance.forms import ArrivalForm, CertificateForm
from engagement.attendance.queries import OwnHours, all_my_hours, certified, my_hours
from engagement.cities.queries import theme_of_city
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.clock import today
from engagement.kernel.errors import DomainError, NotFound
from engagement.web.account import bp
from engagement.web.context import the_actor, the_city
from engagement.web.formatting import date_plain, hours_words
from engagement.web.notices import redirect_with
from engagement.web.papers import certificate_response
from engagement.web.sheets import Sheet, csv_response, xlsx_response


@bp.get("/stunden")
@requires(Permission.ACCOUNT_USE)
def hours() -> ResponseReturnValue:
    """The ledger, what it adds up to, and the form for a certificate."""
    found = _mine()
    return _page(found, _form(found), 200)


@bp.post("/stunden/bescheinigung")
@requires(Permission.ACCOUNT_USE)
def certificate() -> ResponseReturnValue:
    """A certificate for one association, as a file."""
    found = _mine()
    form = _form(found)
    if not form.validate():
        return _page(found, form, 422)
    association_id, _sep, slug = str(form.association.data).partition(" ")
    try:
        paper = certified(_user_id(), association_id, slug, form.first.data, form.last.data)
        return certificate_response(paper, colour=theme_of_city(paper.city).light.action)
    except NotFound:
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(found, form, 422)


@bp.post("/stunden/<entry_id>/loeschen")
@requires(Permission.ACCOUNT_USE)
def hours_delete(entry_id: str) -> ResponseReturnValue:
    """One entry of my ledger goes; I alone decide how long it stays."""
    if not ArrivalForm().validate():
        abort(400)
    operations.remove_own(entry_id, actor=the_actor())
    return redirect_with(_("The entry is deleted."), "account.hours")


@bp.get("/stunden.<ending>")
@requires(Permission.ACCOUNT_USE)
def hours_file(ending: str) -> ResponseReturnValue:
    """The whole ledger for a spreadsheet."""
    makers = {"csv": csv_response, "xlsx": xlsx_response}
    if ending not in makers:
        abort(404)
    return makers[ending](_sheet(), "meine-stunden")


def _sheet() -> Sheet:
    rows = [
        [
            date_plain(each.day), each.title, each.association_name, each.city_name,
            each.minutes / 60 if each.minutes else "",
        ]
        for each in all_my_hours(_user_id())
    ]  # fmt: skip
    head = [_("Day"), _("Offer"), _("Association"), _("City"), _("Hours spent")]
    return Sheet(_("My hours"), head, rows)


def _user_id() -> int:
    return the_actor().user_id or 0


def _mine() -> OwnHours:
    return my_hours(_user_id(), today(the_city().zone), page=request.args.get("seite", 1, type=int))


def _form(found: OwnHours) -> CertificateForm:
    form = CertificateForm()
    form.association.choices = [
        (f"{each.association_id} {each.city_slug}", f"{each.association_name}, {each.city_name}")
        for each in found.associations
    ]
    if request.method == "GET" and len(found.associations) == 1:
        form.association.data = form.association.choices[0][0]
    return form


def _page(found: OwnHours, form: CertificateForm, status: int) -> tuple[str, int]:
    hints = {
        f"{each.association_id} {each.city_slug}": _("%(hours)s hours", hours=hours_words(each.minutes))
        for each in found.associations
    }
    return render_template(
        "account/hours.html", hours=found, form=form, hints=hints, form_errors=bool(form.errors)
    ), status
