"""Names of the states for staff."""

from __future__ import annotations

from typing import Any

from engagement.callbacks.enums import CallbackState
from engagement.core.i18n import _l

STATE_LABELS: dict[CallbackState, Any] = {
    CallbackState.OPEN: _l("open"),
    CallbackState.REACHED: _l("reached"),
    CallbackState.PLACED: _l("placed"),
    CallbackState.DONE: _l("done"),
}
