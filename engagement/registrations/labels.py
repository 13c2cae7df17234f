"""Names of registration states for people."""

from __future__ import annotations

from typing import Any

from engagement.core.i18n import _l
from engagement.registrations.enums import RegistrationState

STATE_LABELS: dict[RegistrationState, Any] = {
    RegistrationState.HELD: _l("not confirmed yet"),
    RegistrationState.PENDING: _l("waits for an answer"),
    RegistrationState.CONFIRMED: _l("registered"),
    RegistrationState.DECLINED: _l("declined by the association"),
    RegistrationState.WITHDRAWN: _l("withdrawn"),
    RegistrationState.EXPIRED: _l("not confirmed in time"),
    RegistrationState.CANCELLED: _l("cancelled by the association"),
}
