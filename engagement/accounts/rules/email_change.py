"""When an address may be changed, confirmed, and stopped."""

from __future__ import annotations

from datetime import datetime, timedelta

from engagement.kernel.errors import N_, DomainError

CONFIRM_HOURS = 48
STOP_DAYS = 14
CONFIRM_WITHIN = timedelta(hours=CONFIRM_HOURS)
STOP_WITHIN = timedelta(days=STOP_DAYS)


class SameAddress(DomainError):
    message = N_("This is already the address of your account.")
    field = "email"


class AddressTaken(DomainError):
    """Only ever shown to somebody who holds a link from the mailbox of the address."""

    message = N_("This address belongs to another account meanwhile. Please use a different one.")


class ChangeVoid(DomainError):
    """Cancelled, replaced by a later wish, stopped, or done before."""

    message = N_("This link does not count any more: the change was cancelled, or asked for anew.")


def check_confirmable(
    created_at: datetime, confirmed_at: datetime | None, ended_at: datetime | None, now: datetime
) -> None:
    """Raises ChangeVoid unless the change still waits for its confirmation."""
    if confirmed_at is not None or ended_at is not None or now - created_at >= CONFIRM_WITHIN:
        raise ChangeVoid


def check_stoppable(
    created_at: datetime, confirmed_at: datetime | None, ended_at: datetime | None, now: datetime
) -> None:
    """Raises ChangeVoid unless the old address may still stop the change: 14 days long once it is confirmed."""
    since, limit = (created_at, CONFIRM_WITHIN) if confirmed_at is None else (confirmed_at, STOP_WITHIN)
    if ended_at is not None or now - since >= limit:
        raise ChangeVoid
