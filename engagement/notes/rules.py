"""Who may change a note. Pure."""

from __future__ import annotations

from engagement.kernel.errors import N_, DomainError

MAX_TEXT = 2000


class NoteOfSomebodyElse(DomainError):
    message = N_("Only who wrote a note can change or remove it.")


def check_own(author_id: int | None, actor_id: int | None) -> None:
    """Raises NoteOfSomebodyElse."""
    if author_id is None or author_id != actor_id:
        raise NoteOfSomebodyElse
