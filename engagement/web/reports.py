"""What the pages of reports share: staff's decisions, here, in a neighbouring town and on the platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engagement.associations.labels import GROUND_LABELS
from engagement.core.i18n import _
from engagement.kernel.errors import DomainError, NotFound
from engagement.opportunities.labels import GERMAN_LEVEL_LABELS, TARGET_GROUP_LABELS, TIME_PATTERN_LABELS
from engagement.opportunities.views import offer_view
from engagement.reports.enums import Measure
from engagement.reports.errors import MeasureUnsuitable
from engagement.reports.forms import CHANGES, ComplaintDecisionForm, MeasureForm
from engagement.reports.labels import CATEGORY_LABELS, MEASURE_LABELS, SIDE_LABELS
from engagement.web.context import the_actor
from engagement.workflows.decide_report import Ruling, decide_complaint

if TYPE_CHECKING:
    from engagement.reports.models import ReportCase


def labels() -> dict[str, Any]:
    """Words for the templates."""
    return {
        "category_labels": CATEGORY_LABELS, "measure_labels": MEASURE_LABELS, "ground_labels": GROUND_LABELS,
        "side_labels": SIDE_LABELS, "target_group_labels": TARGET_GROUP_LABELS,
        "time_pattern_labels": TIME_PATTERN_LABELS, "german_level_labels": GERMAN_LEVEL_LABELS,
    }  # fmt: skip


def shown_offers(case: ReportCase) -> list[tuple[Any, Any, int]]:
    """Each text that was reported, as it was shown: revision, view, and how many reports are about it."""
    found: dict[int, tuple[Any, Any, int]] = {}
    for report in case.reports:
        revision = report.revision
        if revision is None:
            continue
        _revision, view, count = found.get(revision.id, (None, None, 0))
        view = view or offer_view(
            revision, public_id=case.subject_id, association=case.association, shifts=(), show_contact=True
        )
        found[revision.id] = (revision, view, count + 1)
    return list(found.values())


def ruling_of(form: MeasureForm) -> Ruling:
    """What was chosen. Raises MeasureUnsuitable."""
    try:
        measure = Measure(form.measure.data)
    except ValueError:
        raise MeasureUnsuitable from None
    return Ruling(measure, form.chosen_ground, form.reason.data or "")


def decide(form: ComplaintDecisionForm, public_id: str) -> bool:
    """Take the decision on a complaint; a refusal stands in the form."""
    if not form.validate():
        return False
    try:
        ruling = ruling_of(form) if form.outcome.data == CHANGES else None
        decide_complaint(public_id, ruling=ruling, reason=form.reason.data or "", actor=the_actor())
    except NotFound:
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    return True


def decided_notice() -> str:
    return _("Decided. The people concerned get a mail.")
