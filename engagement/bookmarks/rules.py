"""How much one may keep. Pure."""

from __future__ import annotations

from engagement.kernel.errors import N_, DomainError

MAX_KEPT = 200
MAX_IN_BROWSER = 60  # so that they fit into an address


class TooManyBookmarks(DomainError):
    """The list of bookmarks is full."""

    message = N_("Your list holds %(count)d offers and is full. Please take something out first.")


def check_room(kept: int, more: int) -> None:
    """Raises TooManyBookmarks."""
    if kept + more > MAX_KEPT:
        raise TooManyBookmarks(count=MAX_KEPT)
