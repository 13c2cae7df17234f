"""Why a wish to be called, or work on one, is refused."""

from __future__ import annotations

from engagement.kernel.errors import N_, DomainError, Stale


class PhoneUnusable(DomainError):
    message = N_("We cannot call this number. Please write it with the area code. Example: 07221 12345")
    field = "phone"


class TooManyRequests(DomainError):
    message = N_("Too many wishes came from your connection. Please try again later, or call us.")


class NothingToNote(DomainError):
    message = N_("Please write a note, or choose what has happened.")
    field = "text"


class WaitsAgain(Stale):
    message = N_("This number waits again already, with a newer wish. Please go on there.")


class Finished(Stale):
    message = N_("This is done already. You can open it again.")
