"""Refusals. An operation raises one named subclass for each reason; the web turns it into words beside a field."""

from __future__ import annotations


def N_(text: str) -> str:
    """Mark a msgid for the catalogue where it cannot be translated yet."""
    return text


class DomainError(Exception):
    """A rule says no. Nothing was changed.

    `message` is the English msgid of a sentence for the person; `values` fill its placeholders; `field` names the form
    field that it belongs to, or None for the whole form.
    """

    message: str = N_("This is not possible.")
    field: str | None = None

    def __init__(self, *, field: str | None = None, **values: object) -> None:
        self.values = values
        if field is not None:
            self.field = field
        super().__init__(self.message % values if values else self.message)


class NotFound(DomainError):
    """The thing does not exist for this actor: unknown, deleted, or another city's. The web answers 404."""

    message = N_("This page does not exist.")


class Forbidden(DomainError):
    """The actor may see the thing, but not do this. The web answers 403."""

    message = N_("You may not do this.")


class Stale(DomainError):
    """Somebody else changed the thing since the page was shown."""

    message = N_("Somebody else changed this in the meantime. Please look at it again.")
