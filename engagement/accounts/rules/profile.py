"""What people say about themselves."""

from __future__ import annotations

from engagement.kernel.errors import N_, DomainError


class PhoneInvalid(DomainError):
    message = N_("This is no telephone number. Example: 07221 12345")
    field = "phone"
