"""Mails about accounts: who gets which, and where their links lead."""

from __future__ import annotations

from typing import Any

from engagement.accounts.models import User
from engagement.cities.queries import frame_for
from engagement.core.links import external_url
from engagement.notifications.frame import MailFrame
from engagement.notifications.operations import enqueue_mail


def account_url(frame: MailFrame, page: str, **values: Any) -> str:
    """The address of an account page, in the city of the mail or on the portal."""
    if frame.city_slug is None:
        return external_url(f"portal.{page}", **values)
    return external_url(f"account.{page}", city=frame.city_slug, **values)


def send_account_mail(kind: str, user: User, city_id: int | None, **context: Any) -> None:
    """Queue a mail to the owner of an account, inside the operation that it tells about."""
    enqueue_mail(
        kind, to_email=user.email, to_name=user.name, frame=frame_for(city_id), context=context, language=user.language
    )
