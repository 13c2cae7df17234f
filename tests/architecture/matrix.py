"""Who looks at which page, and how: every route once for each role that may see it, the other ways of looking pairwise.

Addresses come from walks.py, those that need no object from the url map itself. With AUDIT=1 (`make audit`) every page
is looked at in every theme, light and dark, in every width, by every role.
"""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass
from functools import cache, cached_property

from engagement.cities.theme import PRESETS
from tests.architecture.walks import (
    ADMINISTRATOR,
    CITIZEN,
    EDITOR,
    MODERATOR,
    NO_PAGE,
    OWNER,
    PLATFORM,
    RICH,
    VISITOR,
    WALKS,
)
from tests.support import pages
from tests.support.client import CheckingClient
from tests.support.showcase import Showcase

IS_AUDIT = os.environ.get("AUDIT") == "1"
ROLES = {
    "visitor": VISITOR, "citizen": CITIZEN, "association": OWNER, "editor": EDITOR, "moderator": MODERATOR,
    "administrator": ADMINISTRATOR, "platform": PLATFORM,
}  # fmt: skip
# Whose pages a role finds again, for the most part: what is the same there is looked at with that role.
BEFORE = {
    "citizen": ("visitor",), "association": ("visitor", "citizen"), "editor": ("visitor", "citizen"),
    "moderator": ("visitor", "editor"), "administrator": ("visitor", "moderator"),
    "platform": ("visitor", "administrator"),
}  # fmt: skip
THEMES, SCHEMES, WIDTHS = tuple(sorted(PRESETS)), ("light", "dark"), (1280, 768, 320)


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    theme: str
    scheme: str
    width: int

    def __str__(self) -> str:
        return f"{self.theme}, {self.scheme}, {self.width} px"


def looks_for(number: int) -> list[Look]:
    """The looks at the page with this number: all of them in an audit, else a wide one and a narrow one.

    Every page meets the narrowest width, one of the others, both schemes and two themes; over the pages each theme
    meets each width and scheme.
    """
    if IS_AUDIT:
        return [Look(*each) for each in itertools.product(THEMES, SCHEMES, WIDTHS)]
    return [
        Look(
            THEMES[(number + turn * (1 + number // len(THEMES) % (len(THEMES) - 1))) % len(THEMES)],
            SCHEMES[(number // 2 + turn) % len(SCHEMES)], width,
        )
        for turn, width in enumerate((WIDTHS[(number + number // len(THEMES)) % 2], WIDTHS[-1]))
    ]  # fmt: skip


@cache
def addresses(site: Showcase) -> dict[str, str]:
    """Address → endpoint of every page: those of the walks, and each route that needs no more than a town."""
    found = {
        visit.address(site): visit.endpoint
        for walk in WALKS.values() for visit in walk.visits if visit.endpoint and visit.status == 200
    }  # fmt: skip
    known = set(found.values()) | NO_PAGE.keys() | {"static"}
    adapter = site.app.url_map.bind("127.0.0.1")
    for rule in site.app.url_map.iter_rules():
        if rule.endpoint not in known and "GET" in (rule.methods or ()) and rule.arguments <= {"city"}:
            found[adapter.build(rule.endpoint, {"city": RICH} if rule.arguments else {})] = rule.endpoint
    return found


@dataclass(frozen=True)
class Seen:
    """A page as one role gets it."""

    address: str
    endpoint: str
    html: str

    @cached_property
    def content(self) -> str:
        """What is the same for everybody who gets the same page."""
        return pages.content(self.html)


def own_pages(site: Showcase, role: str) -> list[Seen]:
    """What a role gets otherwise than those who are looked at before it; in an audit all that it may see.

    The walks of the same person have opened the others, and in more than one look.
    """
    if IS_AUDIT:
        return list(pages_of(site, role))
    seen = {page.content for other in BEFORE[role] for page in pages_of(site, other)}
    walks = [walk for walk in WALKS.values() if walk.who == ROLES[role]]
    walked = {visit.address(site) for walk in walks for visit in walk.visits if visit.status == 200}
    return [page for page in pages_of(site, role) if page.content not in seen and page.address not in walked]


@cache
def pages_of(site: Showcase, role: str) -> tuple[Seen, ...]:
    """The pages that a role may see, asked of the application itself."""
    client = site.app.test_client()
    if isinstance(client, CheckingClient):
        client.checked = False
    if ROLES[role]:
        cookie = site.cookie(ROLES[role])
        client.set_cookie(cookie["name"], cookie["value"], domain="127.0.0.1")
    found = []
    for address, endpoint in addresses(site).items():
        answer = client.get(address, base_url=f"http://127.0.0.1:{site.port}")
        if answer.status_code == 200 and answer.mimetype == "text/html":
            found.append(Seen(address, endpoint, answer.get_data(as_text=True)))
    return tuple(found)
