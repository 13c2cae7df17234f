"""What a statement on accessibility must hold. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlsplit

from engagement.cities.enums import Compliance
from engagement.kernel.errors import N_, DomainError, Stale

MAX_BARRIERS = 20


class StatementChanged(Stale):
    message = N_("Somebody else changed the statement in the meantime. Please check your entries, then save again.")


class BarriersMissing(DomainError):
    message = N_("You say that not everything is accessible. Please write what is missing.")
    field = "status"


class BarriersLeft(DomainError):
    message = N_("You say that everything is accessible, and name barriers below. Please change one of both.")
    field = "status"


class TooManyBarriersNamed(DomainError):
    message = N_("You can name %(number)d barriers. Please put some together.")


class DayAhead(DomainError):
    message = N_("This day is in the future.")


class VideoAddressInvalid(DomainError):
    message = N_("Please write the whole address, with https:// in front.")
    field = "sign_video_url"


def check_statement(
    status: Compliance, barriers: Sequence[Mapping[str, str]], *, days: Mapping[str, date | None], today: date
) -> None:
    """`days` are the dates by name of their field. Raises BarriersMissing, BarriersLeft, TooManyBarriersNamed,
    DayAhead.

    What the law does not cover says nothing about the status.
    """
    covered = [each for each in barriers if each.get("ground") != "outside"]
    if status is Compliance.FULL and covered:
        raise BarriersLeft
    if status is not Compliance.FULL and not covered:
        raise BarriersMissing
    if len(barriers) > MAX_BARRIERS:
        raise TooManyBarriersNamed(number=MAX_BARRIERS)
    for name, day in days.items():
        if day is not None and day > today:
            raise DayAhead(field=name)


def check_video(url: str) -> None:
    """A video elsewhere is only linked, and only over an encrypted line. Raises VideoAddressInvalid."""
    parts = urlsplit(url)
    if url and (parts.scheme != "https" or "." not in parts.netloc):
        raise VideoAddressInvalid
