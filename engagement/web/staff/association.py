"""One association for the staff of the city: what they know of it, suspending it and bringing it back."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from engagement.associations.enums import SuspensionGround
from engagement.associations.forms import RestoreForm, SuspendForm
from engagement.associations.labels import GROUND_HINTS, GROUND_LABELS, KIND_LABELS, LIKENESS_LABELS, ROLE_LABELS
from engagement.audit.labels import action_label
from engagement.cities.policies import policies_of
from engagement.core.i18n import _, _n
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError, NotFound
from engagement.moderation.labels import VERDICT_LABELS
from engagement.moderation.queries import AssociationFile, association_file, history_of
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.web.staff import bp
from engagement.web.staff.merging import moved_on, pairs_of
from engagement.web.staff.navigation import staff_navigation
from engagement.web.staff.notes import notes_context
from engagement.workflows.suspend_association import restore_association, suspend_association


@bp.get("/vereine/<public_id>")
@requires(Permission.MODERATE)
def association(public_id: str) -> ResponseReturnValue:
    """Profile, team, state, offers, decisions, log."""
    try:
        found = association_file(the_city().id, public_id)
    except NotFound:
        if (way := moved_on(public_id, "staff.association")) is not None:
            return way
        raise
    history = history_of(the_city().id, found.association.id)
    return render_template(
        "staff/association.html", history=history, action_label=action_label, kind_labels=KIND_LABELS,
        role_labels=ROLE_LABELS, verdict_labels=VERDICT_LABELS, ground_labels=GROUND_LABELS,
        pairs=pairs_of(public_id), why=LIKENESS_LABELS, policy=policies_of(the_city()).publish_at_once, **_frame(found),
        **notes_context(found.association),
    )  # fmt: skip


@bp.route("/vereine/<public_id>/sperren", methods=["GET", "POST"])
@requires(Permission.MODERATE)
def association_suspend(public_id: str) -> ResponseReturnValue:
    """Asks for the reasons, and says what follows."""
    found, form, status = association_file(the_city().id, public_id), SuspendForm(), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                told = suspend_association(
                    the_city().id, public_id, ground=SuspensionGround(form.ground.data), facts=str(form.facts.data),
                    actor=the_actor(),
                )  # fmt: skip
            except NotFound:
                raise
            except DomainError as refusal:
                form.refuse(refusal)
            else:
                said = _n("Suspended. The team and one person who comes have got a mail.",
                          "Suspended. The team and %(num)d people who come have got a mail.", told) if told else _(
                          "Suspended. The team has got a mail.")  # fmt: skip
                return redirect_with(said, "staff.association", public_id=public_id)
    page = render_template("staff/association_suspend.html", form=form, hints=_hints(), **_frame(found))
    return page, status


@bp.route("/vereine/<public_id>/wieder-zeigen", methods=["GET", "POST"])
@requires(Permission.MODERATE)
def association_restore(public_id: str) -> ResponseReturnValue:
    """Says what comes back, and asks once more."""
    found, form, status = association_file(the_city().id, public_id), RestoreForm(), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                restore_association(the_city().id, public_id, note=form.note.data or "", actor=the_actor())
            except NotFound:
                raise
            except DomainError as refusal:
                form.refuse(refusal)
            else:
                said = _("%(name)s is no longer suspended.", name=found.association.name)
                return redirect_with(said, "staff.association", public_id=public_id)
    return render_template(
        "staff/association_restore.html", form=form, ground_labels=GROUND_LABELS, **_frame(found)
    ), status


def _hints() -> dict[str, Any]:
    return {ground.value: hint for ground, hint in GROUND_HINTS.items()}


def _frame(found: AssociationFile) -> dict[str, Any]:
    return {
        "file": found, "one": found.association, "work_nav": staff_navigation(), "work_current": "staff.associations",
    }  # fmt: skip
