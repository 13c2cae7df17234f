"""What may be written on a town's pages. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from engagement.kernel.errors import N_, DomainError, Stale

MAX_SOURCE = 60_000
MAX_OWN_PAGES = 30


class PlaceholderUnknown(DomainError):
    message = N_("There is no value of the name {%(name)s}. The list beside the text says which there are.")
    field = "source"


class PageEmpty(DomainError):
    message = N_("The page has no text yet.")
    field = "source"


class PageTooLong(DomainError):
    message = N_("This is too long for one page. Please make two of it.")
    field = "source"


class TooManyPages(DomainError):
    message = N_("A town can have %(number)d pages of its own. Please remove one first.")


class PageChanged(Stale):
    message = N_("Somebody else changed this page in the meantime. Nothing of yours is lost: compare, then save again.")


class PageNeeded(DomainError):
    message = N_("This page must stay: the law asks for it, or every page links to it.")


def check_source(source: str, placeholders: Collection[str], known: Collection[str]) -> None:
    """Raises PageEmpty, PageTooLong, PlaceholderUnknown."""
    if not source.strip():
        raise PageEmpty
    if len(source) > MAX_SOURCE:
        raise PageTooLong
    for name in placeholders:
        if name not in known:
            raise PlaceholderUnknown(name=name)


def moved(slugs: Sequence[str], slug: str, *, up: bool) -> list[str]:
    """The order with one page moved by one place; at the end it stays where it is."""
    order = list(slugs)
    here = order.index(slug)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    return order


def free_slug(wanted: str, taken: Collection[str]) -> str:
    """The address itself, or with the first number that is free."""
    number, slug = 2, wanted
    while slug in taken:
        slug, number = f"{wanted[:36]}-{number}", number + 1
    return slug
