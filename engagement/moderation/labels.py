"""Names of the kinds of cases and of the verdicts."""

from __future__ import annotations

from engagement.core.i18n import _l
from engagement.moderation.enums import CaseKind, Verdict

KIND_LABELS = {
    CaseKind.OPPORTUNITY: _l("Offer"),
    CaseKind.ASSOCIATION: _l("Association"),
    CaseKind.CLAIM: _l("Takeover"),
}
VERDICT_LABELS = {
    Verdict.APPROVE: _l("Approved"),
    Verdict.REQUEST_CHANGES: _l("Changes requested"),
    Verdict.REJECT: _l("Rejected"),
}
