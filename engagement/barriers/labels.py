"""Names of states and of ways to answer, for staff."""

from __future__ import annotations

from typing import Any

from engagement.barriers.enums import AnswerKind, BarrierState
from engagement.core.i18n import _l

STATE_LABELS: dict[BarrierState, Any] = {
    BarrierState.OPEN: _l("open"),
    BarrierState.ANSWERED: _l("answered"),
    BarrierState.DONE: _l("done"),
}
KIND_LABELS: dict[AnswerKind, Any] = {
    AnswerKind.MAIL: _l("By e-mail"),
    AnswerKind.PHONE: _l("By phone"),
    AnswerKind.LETTER: _l("By letter or in person"),
    AnswerKind.NOTE: _l("Note for colleagues"),
}
KIND_HINTS: dict[str, Any] = {
    AnswerKind.MAIL.value: _l("We send your text at once. It also stands on the page of the report."),
    AnswerKind.PHONE.value: _l("Write down what you have said."),
    AnswerKind.NOTE.value: _l("Only you and your colleagues see it. It is no answer."),
}
