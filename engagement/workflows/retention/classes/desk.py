"""The city's desk: people who would like to be called."""

from __future__ import annotations

from engagement.callbacks.models import CallbackRequest
from engagement.core.i18n import _l
from engagement.workflows.retention.terms import (
    ALL,
    MONTHS_6,
    MONTHS_12,
    Activity,
    DataClass,
    Ground,
    Recipient,
    Rows,
)

CALLBACK = DataClass(
    key="callback",
    name=_l("Wishes to be called"),
    what=_l("name, telephone number, what somebody would like to do, when she can be reached, notes of the staff"),
    purpose=_l("calling people back and finding something that suits them"),
    people=_l("people who ask for a call"),
    starts=_l("from the day when the wish is done; after twelve months also when it is not"),
    period=MONTHS_6,
    grounds=(Ground.PUBLIC_TASK,),
    activity=Activity.TAKING_PART,
    columns={"callback_request": ALL, "callback_note": ALL},
    recipients=(Recipient.STAFF, Recipient.MAIL),
    rows=(
        Rows(
            CallbackRequest, CallbackRequest.finished_at, CallbackRequest.finished_at.is_not(None),
            CallbackRequest.city_id,
        ),
        Rows(
            CallbackRequest, CallbackRequest.created_at, CallbackRequest.finished_at.is_(None), period=MONTHS_12
        ),
    ),
)  # fmt: skip

CLASSES = (CALLBACK,)
