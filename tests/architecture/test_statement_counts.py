"""A list costs the same number of statements with one row and with three."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.actors import sign_in
from tests.support.factories import make_association, make_user
from tests.support.world import Town

Statements = Callable[[], AbstractContextManager[list[str]]]

LISTS = {
    "portal": ("visitor", "/"),
    "portal search": ("visitor", "/suche?q=kuchen"),
    "home": ("visitor", "/{city}/"),
    "offers": ("visitor", "/{city}/mitmachen/"),
    "search": ("visitor", "/{city}/mitmachen/?q=kuchen"),
    "offer": ("visitor", "/{city}/mitmachen/{published}"),
    "directory": ("visitor", "/{city}/vereine/"),
    "profile": ("visitor", "/{city}/vereine/{association}"),
    "account": ("owner", "/{city}/konto/"),
    "sessions": ("owner", "/{city}/konto/sicherheit"),
    "workplaces": ("owner", "/{city}/verein/"),
    "today": ("owner", "/{city}/verein/{association}/"),
    "team": ("owner", "/{city}/verein/{association}/team"),
    "own offers": ("owner", "/{city}/verein/{association}/angebote/"),
    "people": ("owner", "/{city}/verein/{association}/angebote/{published}/zusagen"),
    "queue": ("moderator", "/{city}/stadt/"),
    "case": ("moderator", "/{city}/stadt/pruefen/opportunity/{publication}"),
    "associations": ("moderator", "/{city}/stadt/vereine"),
    "staff": ("administrator", "/{city}/stadt/menschen"),
    "log": ("moderator", "/{city}/stadt/protokoll"),
    "platform": ("platform", "/plattform/"),
}


@pytest.mark.parametrize("name", LISTS)
def test_three_rows_cost_no_more_than_one(
    db_app: Flask, new_client: Callable[[], FlaskClient], statements: Statements, name: str
) -> None:
    role, address = LISTS[name]
    # An offer's page lists the others: one and three of those.
    extra = 1 if name == "offer" else 0
    towns = [Town("einsstadt", number=1 + extra).build(), Town("dreistadt", number=3 + extra).build()]
    for _ in range(2):
        make_association(towns[1].city, owner=towns[1].owner)
    platform = make_user(is_platform_admin=True)
    counts = []
    for town in towns:
        client = new_client()
        if role != "visitor":
            sign_in(db_app, client, platform if role == "platform" else getattr(town, role))
        client.get(address.format(city=town.slug, **town.ids))  # what a town's lists show is read once after a change
        with statements() as seen:
            answer = client.get(address.format(city=town.slug, **town.ids))
        assert answer.status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert 0 < counts[0] <= 25
