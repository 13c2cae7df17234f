"""Finding offers by words, on both engines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engagement.opportunities.enums import PublicationState
from engagement.opportunities.search import Sort
from tests.search.shelf import offer, titles
from tests.support.factories import make_association, make_city

pytestmark = pytest.mark.both_engines

SHELF = [
    ("Eine Bühne für den Chor", "Wir singen im Garten."),
    ("Menschen, die Hausaufgabenhilfe geben", "Mathe und Deutsch."),
    ("Hände gegen den Muell an der Alb", "Gummistiefel mitbringen."),
    ("Kuchenverkauf im Repair-Café", "Am Samstag, neben der Buehne."),
    ("Gartenfreunde gesucht", "Jäten und schneiden bei den Gärtnerinnen."),
]


@pytest.fixture
def city(db_app: Any) -> Any:
    city = make_city()
    association = make_association(city, name="Müttertreff Südstadt")
    for days, (title, summary) in enumerate(SHELF):
        offer(city, association, title=title, summary=summary, description_html="", starts_in=timedelta(days=days + 1))
    return city


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Buehne", [0, 3]),  # the title first
        ("bühnen", [0, 3]),
        ("Müll", [2]),
        ("aufgaben", [1]),
        ("Hausaufgaben Mathe", [1]),
        ("Hausaufgaben Garten", []),
        ("repaircafe", [3]),
        ("Repair-Cafe", [3]),
        ("garten", [4, 0]),
        ("Muettertreff", [0, 1, 2, 3, 4]),
        ("Freizeit", [0, 1, 2, 3, 4]),  # the name of the field
        ("wir im am der", [0, 1, 2, 3, 4]),
        ("xylophon", []),
        ("an", [0, 1, 2, 3, 4]),
        ("al", []),  # too short for parts
    ],
)  # fmt: skip
def test_words_find(city: Any, text: str, expected: list[int]) -> None:
    assert titles(city, text=text) == [SHELF[index][0] for index in expected]


def test_soonest_first_when_the_words_weigh_the_same(city: Any) -> None:
    assert titles(city, text="Müttertreff", sort=Sort.SOONEST)[0] == SHELF[0][0]
    assert titles(city, text="Müttertreff", sort=Sort.NEWEST)[0] == SHELF[4][0]


def test_a_hit_in_the_title_comes_before_an_earlier_date(city: Any) -> None:
    assert titles(city, text="Garten") == [SHELF[4][0], SHELF[0][0]]
    assert titles(city, text="Garten", sort=Sort.SOONEST) == [SHELF[0][0], SHELF[4][0]]


def test_a_new_text_replaces_the_old_one(city: Any) -> None:
    import sqlalchemy as sa

    from engagement.core.transaction import writing
    from engagement.extensions import db
    from engagement.opportunities.models import Publication, Revision
    from engagement.opportunities.search import index_publication

    with writing():
        publication = db.session.scalars(sa.select(Publication).order_by(Publication.id)).first()
        assert publication is not None
        revision = db.session.scalars(sa.select(Revision).where(Revision.id == publication.shown_revision_id)).one()
        revision.title = "Xylophone für alle"
        index_publication(publication, revision, "Verein", None)
    assert titles(city, text="xylophon") == ["Xylophone für alle"]
    assert SHELF[0][0] not in titles(city, text="Bühne")


@pytest.mark.parametrize("text", ["3D", "24/7", "007", "1e5", "R2D2", "Web 2.0", "c't", "A-B_C", "музика", "咖啡"])
def test_odd_words_are_found_on_either_engine(city: Any, text: str) -> None:
    offer(city, make_association(city), title="Seltenes", summary="3D 24/7 007 1e5 R2D2 Web 2.0 c't A-B_C Музика 咖啡")
    assert titles(city, text=text)[:1] == ["Seltenes"]
    assert titles(city, text="4D") == []


@pytest.mark.parametrize("state", [state for state in PublicationState if state is not PublicationState.PUBLISHED])
def test_only_published_offers_are_found(city: Any, state: PublicationState) -> None:
    association = make_association(city)
    if state in (PublicationState.DRAFT, PublicationState.IN_REVIEW, PublicationState.CHANGES_REQUESTED,
                 PublicationState.REJECTED):  # fmt: skip
        from tests.support.factories import make_opportunity

        make_opportunity(city, association, state=state, title="Xylophon")
    else:
        offer(city, association, state=state, title="Xylophon")
    assert titles(city, text="Xylophon") == []


def test_another_city_has_its_own_shelf(city: Any) -> None:
    other = make_city("andersstadt")
    offer(other, make_association(other), title="Xylophon")
    assert titles(city, text="Xylophon") == []
    assert titles(other, text="Xylophon") == ["Xylophon"]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40) | st.text(alphabet="ab\"*()'%_-: ANDORNT^\\{}|&!<>", max_size=30))
def test_nothing_that_people_type_breaks_the_search(city: Any, text: str) -> None:
    assert set(titles(city, text=text)) <= {title for title, _ in SHELF}
