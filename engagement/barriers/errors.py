"""Why the report of a barrier, or an answer to it, is refused."""

from __future__ import annotations

from engagement.kernel.errors import N_, DomainError


class DescriptionMissing(DomainError):
    message = N_("Please write what does not work. One sentence is enough.")
    field = "text"


class BarrierPhoneUnusable(DomainError):
    message = N_("We cannot call this number. Please write it with the area code. Example: 07221 12345")
    field = "phone"


class TooManyBarriers(DomainError):
    message = N_("Too many reports came from your connection. Please try again later, or call us.")


class AnswerEmpty(DomainError):
    message = N_("Please write what you have answered.")
    field = "text"


class NobodyToMail(DomainError):
    message = N_("This person left no e-mail address. Please choose another way.")
    field = "kind"
