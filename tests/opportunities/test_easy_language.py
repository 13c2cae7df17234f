"""Offers in Leichte Sprache: by the association or by the city, at an address of their own, found and filtered."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.core.actor import CityRole
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.errors import Forbidden, NotFound
from engagement.opportunities.models import Publication
from engagement.opportunities.operations.easy import write_easy_version
from engagement.opportunities.rules.changes import split_changes
from engagement.opportunities.rules.easy import (
    EasyTextMissing,
    EasyTitleMissing,
    EasyTooLong,
    EasyVersion,
    EasyWritten,
    easy_problems,
)
from engagement.opportunities.search import index_publication
from tests.support.actors import sign_in
from tests.support.factories import make_association, make_city, make_opportunity, make_staff

TITLE, TEXT = "Wir backen Kuchen", "Wir backen am Freitag.\nSie können helfen.\n\nDer Quittenkuchen ist süß."
pytestmark = pytest.mark.usefixtures("clock")


def publication_of(opportunity: Any) -> Publication:
    with entered(SYSTEM):
        statement = sa.select(Publication).where(Publication.opportunity_id == opportunity.id)
        return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def index(opportunity: Any) -> None:
    with entered(SYSTEM), writing():
        row = db.session.scalars(sa.select(Publication).where(Publication.opportunity_id == opportunity.id)).one()
        assert row.shown_revision is not None
        index_publication(row, row.shown_revision, "Verein", None)


def write(city: Any, opportunity: Any, user: Any, title: str = TITLE, text: str = TEXT) -> None:
    public_id = publication_of(opportunity).public_id
    with entered(SYSTEM):
        actor = actor_of(user.id)
    with entered(Scope.city(city.id)):
        write_easy_version(city.id, public_id, title=title, text=text, actor=actor)


@pytest.fixture
def town(db_app: Flask) -> tuple[Any, Any, Any]:
    city = make_city()
    association = make_association(city)
    return city, association, make_opportunity(city, association)


@pytest.mark.both_engines
def test_the_associations_version_is_shown_searched_and_filtered(db_app: Flask, client: Any) -> None:
    city = make_city()
    association = make_association(city)
    easy = make_opportunity(city, association, title="Kuchenverkauf", easy_title=TITLE, easy_text=TEXT)
    plain = make_opportunity(city, association, title="Etwas anderes")
    for each in (easy, plain):
        index(each)
    page = client.get(f"/{city.slug}/mitmachen/{easy.public_id}")
    here = f"/{city.slug}/mitmachen/{easy.public_id}/leichte-sprache"
    assert here in {link["href"] for link in page.document.all("main a")}
    shown = client.get(here)
    assert shown.document.one("h1").text == TITLE
    assert len(shown.document.all(".prose--easy p")) == 2
    assert f"/{city.slug}/mitmachen/{easy.public_id}" in {link["href"] for link in shown.document.all("main a")}
    for query in ("?leicht=1", "?q=Quittenkuchen"):
        listed = client.get(f"/{city.slug}/mitmachen/{query}").visible_text
        assert "Kuchenverkauf" in listed, query
        assert "Etwas anderes" not in listed, query


def test_without_a_version_the_address_leads_to_the_offer(town: tuple[Any, Any, Any], client: Any) -> None:
    city, _association, opportunity = town
    answer = client.get(f"/{city.slug}/mitmachen/{opportunity.public_id}/leichte-sprache")
    assert answer.headers["Location"] == f"/{city.slug}/mitmachen/{opportunity.public_id}"
    page = client.get(f"/{city.slug}/mitmachen/{opportunity.public_id}")
    assert "In Leichter Sprache lesen" not in page.visible_text
    assert client.get(f"/{city.slug}/mitmachen/bcdfghjk/leichte-sprache").status_code == 404


@pytest.mark.both_engines
def test_the_city_writes_one_for_its_town(db_app: Flask, client: Any, new_client: Any) -> None:
    city = make_city()
    opportunity = make_opportunity(city, make_association(city))
    index(opportunity)
    work = new_client()
    sign_in(db_app, work, make_staff(city))
    page = work.get(f"/{city.slug}/stadt/angebote/{publication_of(opportunity).public_id}/leichte-sprache")
    half = work.submit(page, {"easy_title": TITLE, "easy_text": ""}, button="Speichern")
    assert (half.status_code, half.document.one(".errors a")["href"]) == (422, "#easy_text")
    work.submit(page, {"easy_title": TITLE, "easy_text": TEXT}, button="Speichern")
    shown = client.get(f"/{city.slug}/mitmachen/{opportunity.public_id}/leichte-sprache")
    assert "Diesen Text hat die Stadt Musterstadt geschrieben." in shown.visible_text
    assert "Kuchen" in client.get(f"/{city.slug}/mitmachen/?leicht=1").visible_text
    work.submit(page, {"easy_title": "", "easy_text": ""}, button="Speichern")
    assert client.get(f"/{city.slug}/mitmachen/{opportunity.public_id}/leichte-sprache").status_code == 302


def test_refusals(town: tuple[Any, Any, Any]) -> None:
    city, association, opportunity = town
    staff = make_staff(city)
    with pytest.raises(EasyTitleMissing):
        write(city, opportunity, staff, title="")
    with pytest.raises(EasyTextMissing):
        write(city, opportunity, staff, text="")
    with pytest.raises(EasyTooLong):
        write(city, opportunity, staff, text="x" * 4001)
    with pytest.raises(Forbidden):
        write(city, opportunity, make_staff(city, CityRole.EDITOR))
    with pytest.raises(EasyWritten):
        write(city, make_opportunity(city, association, easy_title=TITLE, easy_text=TEXT), staff)
    there = make_city("anderstadt")
    with pytest.raises(NotFound):
        write(there, opportunity, make_staff(there))


def test_a_change_goes_back_to_review_with_its_title() -> None:
    shown = {"easy_title": "Alt", "easy_text": "Alt.", "skills": ""}
    split = split_changes(shown, {"easy_title": "Neu", "easy_text": "Neu.", "skills": "x"}, {"easy_text"})
    assert split.after_review == ("easy_title", "easy_text")
    assert split.at_once == ("skills",)


def test_rules() -> None:
    assert [gap.field for gap in easy_problems({"easy_title": "", "easy_text": "Text"})] == ["easy_title"]
    assert [gap.field for gap in easy_problems({"easy_title": "Titel", "easy_text": ""})] == ["easy_text"]
    assert EasyVersion("T", "A.\r\nB.\r\n\r\n C. ").paragraphs == [["A.", "B."], ["C."]]
