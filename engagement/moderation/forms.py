"""The form of a decision."""

from __future__ import annotations

from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from engagement.core.forms import BaseForm
from engagement.core.i18n import _l
from engagement.moderation.rules import MAX_REASON


class DecisionForm(BaseForm):
    """Which button was pressed is the verdict; the reason is checked by the rule, since an approval needs none."""

    revision = HiddenField()
    since = HiddenField()  # of a later look: the moment that stood there; empty for what waits for a decision
    reason = TextAreaField(
        _l("Reason"),
        description=_l("Needed for changes and refusals. The association gets exactly these words by mail."),
        validators=[Length(max=MAX_REASON, message=_l("Please use at most %(max)d characters."))],
    )
