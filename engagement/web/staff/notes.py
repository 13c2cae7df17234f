"""Notes that the staff write for each other, on the pages of associations and cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import Forbidden
from engagement.notes import operations
from engagement.notes.forms import NoteForm
from engagement.notes.queries import association_here, note_by_public_id, notes_about, offer_here
from engagement.notes.rules import NoteOfSomebodyElse
from engagement.web.account.flow import check_token, safe_next
from engagement.web.context import the_actor, the_city
from engagement.web.staff import bp
from engagement.web.staff.navigation import staff_navigation

if TYPE_CHECKING:
    from engagement.associations.models import Association
    from engagement.opportunities.models import Publication


def notes_context(association: Association, publication: Publication | None = None) -> dict[str, Any]:
    """What `staff/_notes.html` needs on the page of an association, or of one of its offers."""
    city_id = the_city().id
    if publication is not None:
        address = url_for("staff.note_offer", public_id=publication.public_id)
        notes = notes_about(city_id, association.id, publication.opportunity_id)
    else:
        address = url_for("staff.note_association", public_id=association.public_id)
        notes = notes_about(city_id, association.id)
    return {
        "notes": notes, "note_url": address, "note_back": request.path,
        "note_form": NoteForm(formdata=None, back=request.path),
    }  # fmt: skip


def _back(form: NoteForm) -> ResponseReturnValue:
    return redirect((safe_next(form.back.data) or url_for("staff.associations")) + "#notizen", 303)


def _add(write: Callable[[str], str]) -> ResponseReturnValue:
    form = NoteForm()
    if not form.validate():
        return _page(form, _("New note"), None), 422
    write(str(form.text.data))
    return _back(form)


def _page(form: NoteForm, heading: str, note_id: str | None) -> str:
    return render_template(
        "staff/note.html", form=form, heading=heading, note_id=note_id, back=safe_next(form.back.data),
        work_nav=staff_navigation(), work_sub=_("Workplace of the town"),
    )  # fmt: skip


@bp.post("/notizen/verein/<public_id>")
@requires(Permission.MODERATE)
def note_association(public_id: str) -> ResponseReturnValue:
    """Write one about an association."""
    city_id = the_city().id
    association_here(city_id, public_id)
    return _add(lambda text: operations.note_on_association(city_id, public_id, text=text, actor=the_actor()))


@bp.post("/notizen/angebot/<public_id>")
@requires(Permission.MODERATE)
def note_offer(public_id: str) -> ResponseReturnValue:
    """Write one about an offer."""
    city_id = the_city().id
    offer_here(city_id, public_id)
    return _add(lambda text: operations.note_on_offer(city_id, public_id, text=text, actor=the_actor()))


@bp.route("/notizen/<note_id>", methods=["GET", "POST"])
@requires(Permission.MODERATE)
def note(note_id: str) -> ResponseReturnValue:
    """Change one's own; for the others it is not to be changed."""
    found = note_by_public_id(the_city().id, note_id)
    if found.author_id != the_actor().user_id:
        raise Forbidden
    form = NoteForm(text=found.text, back=request.args.get("zurueck", ""))
    if not form.is_submitted():
        return _page(form, _("Change the note"), note_id)
    if not form.validate():
        return _page(form, _("Change the note"), note_id), 422
    operations.change_note(the_city().id, note_id, text=str(form.text.data), actor=the_actor())
    return _back(form)


@bp.post("/notizen/<note_id>/entfernen")
@requires(Permission.MODERATE)
def note_remove(note_id: str) -> ResponseReturnValue:
    """Remove one's own."""
    check_token()
    form = NoteForm()
    try:
        operations.remove_note(the_city().id, note_id, actor=the_actor())
    except NoteOfSomebodyElse:
        raise Forbidden from None
    return _back(form)
