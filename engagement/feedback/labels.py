"""Names of the answers to „War alles gut?“."""

from __future__ import annotations

from typing import Any

from engagement.core.i18n import _l
from engagement.feedback.enums import Mood

MOOD_LABELS: dict[Mood, Any] = {
    Mood.GOOD: _l("Yes, all was well"),
    Mood.FAIR: _l("Mostly"),
    Mood.BAD: _l("No"),
}
