"""A town with thousands of offers, written in bulk: the same for every run, so that figures can be compared.

The words are spread as in real texts: a few stand in many offers, most in very few. Titles and texts have the length of
real ones (a title of about 40 letters, a text of about 740).
"""

from __future__ import annotations

import functools
import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engagement.associations.enums import ListingState
from engagement.associations.models import Association, Listing
from engagement.cities.models import City, District
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.values import new_public_id, sort_key
from engagement.opportunities.enums import Field, PublicationState, TargetGroup, TimeOfDay, TimePattern
from engagement.opportunities.models import (
    CONTENT_COLUMNS,
    Opportunity,
    Publication,
    PublicationFacet,
    Revision,
    Shift,
)
from engagement.opportunities.search.indexing import index_facets, index_texts

BEGINNINGS = (
    "Vorlese", "Garten", "Fahr", "Haus", "Trikot", "Chor", "Feuer", "Besuchs", "Sprach", "Kuchen", "Werk", "Wander",
    "Schwimm", "Archiv", "Kassen", "Bücher", "Tafel", "Nachhilfe", "Reparatur", "Spiel", "Senioren", "Kinder",
    "Familien", "Bühnen", "Technik", "Vereins", "Wald", "Wasser", "Musik", "Sport", "Kirchen", "Schul", "Nachbar",
    "Kleider", "Möbel", "Rad", "Tier", "Vogel", "Bach", "Markt", "Fest", "Licht", "Ton", "Bild", "Film", "Theater",
    "Näh", "Koch", "Back", "Computer",
)  # fmt: skip
ENDINGS = (
    "pate", "dienst", "hilfe", "aufgaben", "wehr", "kurs", "gruppe", "treff", "laden", "fest", "tag", "stunde",
    "arbeit", "begleitung", "werkstatt", "garten", "platz", "lauf", "abend", "verein", "team", "runde", "kreis",
    "haus", "stube", "börse", "führung", "leitung", "pflege", "betreuung",
)  # fmt: skip
VOCABULARY = [first + last for first, last in itertools.product(BEGINNINGS, ENDINGS)]
DISTRICTS = ("Kernstadt", "Nordstadt", "Südstadt", "Oststadt", "Weststadt", "Lichtental", "Steinbach", "Haueneberstein")
ASSOCIATION_SIZE = 12  # offers
CHUNK = 1000


@dataclass(frozen=True)
class Offers:
    """What the scenarios ask for."""

    offers: list[str]  # public ids of offers with dates
    shifts: list[tuple[str, str]]  # an offer and one of its dates, with many places
    few: list[tuple[str, str]]  # the same with few places
    pages: int


def words(chance: random.Random, number: int) -> list[str]:
    """Words as they come in a text: the first of the vocabulary often, the last hardly ever."""
    size = len(VOCABULARY)
    return [VOCABULARY[int(size * chance.random() ** 3)] for _ in range(number)]


def questions() -> tuple[list[str], list[str], list[str]]:
    """Words that some offers contain, parts of words, pairs of words: many of each, as many people ask."""
    chance = random.Random(7)
    single = [VOCABULARY[index] for index in range(20, 420, 2)]
    parts = sorted({word[2:9].lower() for word in single})
    pairs = [" ".join(chance.sample(VOCABULARY[:300], 2)) for _ in range(200)]
    return single, parts, pairs


def fill(number: int, page_size: int) -> Offers:
    """Write a town called `gross` with that many offers, and a small neighbour."""
    chance = random.Random(1)
    with entered(SYSTEM), writing():
        made = _city("gross", number, chance)
        _city("klein", 60, chance)
    return Offers(made[0], made[1], made[2], -(-number // page_size))


def _city(slug: str, number: int, chance: random.Random) -> tuple[list[str], list[tuple[str, str]], list[Any]]:
    city = City(
        slug=slug, name=slug.title(), sort_name=sort_key(slug), is_published=True, claim="macht mit",
        contact_phone="07000 0000-1", contact_email=f"ehrenamt@{slug}.example", intro="Wir machen mit. Sie auch?",
    )  # fmt: skip
    city.districts = [District(name=name, position=n, is_core=not n) for n, name in enumerate(DISTRICTS)]
    db.session.add(city)
    db.session.flush()
    associations = _associations(city, max(2, number // ASSOCIATION_SIZE))
    offers: list[str] = []
    shifts: list[tuple[str, str]] = []
    few: list[tuple[str, str]] = []
    for begun in range(0, number, CHUNK):
        rows = [_content(chance, city) for _ in range(min(CHUNK, number - begun))]
        made = _write(city, rows, associations, chance)
        for public_id, dates in made:
            if dates:
                offers.append(public_id)
            shifts += [(public_id, shift["public_id"]) for shift in dates if shift["capacity"] > 500]
            few += [(public_id, shift["public_id"]) for shift in dates if shift["capacity"] <= 5]
        db.session.expunge_all()
        city = db.session.scalars(sa.select(City).where(City.slug == slug)).one()
    return offers, shifts, few


def _associations(city: City, number: int) -> Sequence[tuple[int, str]]:
    rows = []
    for n in range(number):
        name = f"{VOCABULARY[(n * 7) % len(VOCABULARY)]} {city.name} {n} e. V."
        row = Association(home_city_id=city.id, name=name, sort_name=sort_key(name), purpose="Wir helfen.")
        rows.append(row)
    db.session.add_all(rows)
    db.session.flush()
    db.session.add_all(
        Listing(city_id=city.id, association_id=row.id, state=ListingState.VERIFIED) for row in rows
    )  # fmt: skip
    db.session.flush()
    return [(row.id, row.name) for row in rows]


@functools.cache
def _texts() -> list[tuple[str, str, str]]:
    """Titles, summaries and texts, each of a few offers: to index them takes longer than to store them."""
    chance = random.Random(2)
    return [tuple(" ".join(words(chance, number)) for number in (3, 8, 70)) for _ in range(1000)]


@functools.cache
def _index(title: str, summary: str, html: str) -> tuple[str, str]:
    return index_texts(
        Revision(
            title=title, summary=summary, description_html=html, fields=[], target_groups=[],
            location_name="Gemeindehaus", town="", skills="", schedule_note="",
        ),
        "", None,
    )  # fmt: skip


def _content(chance: random.Random, city: City) -> dict[str, Any]:
    is_ongoing = chance.random() < 0.35
    district = chance.choice(city.districts) if chance.random() < 0.85 else None
    title, summary, text = chance.choice(_texts())
    return {
        "title": title, "summary": summary,
        "description_html": f"<p>{text}</p>", "fields": chance.sample([*Field], chance.choice((1, 1, 2))),
        "target_groups": chance.sample([*TargetGroup], chance.choice((1, 2))),
        "time_patterns": [chance.choice([*TimePattern])], "times_of_day": [chance.choice([*TimeOfDay])],
        "is_ongoing": is_ongoing, "people_needed": 3 if is_ongoing else None, "is_remote": chance.random() < 0.05,
        "location_name": "Gemeindehaus", "town": city.name, "district_id": district.id if district else None,
        "skills": "", "schedule_note": "", "contact_name": "Helga Beispiel", "contact_email": "helga@verein.example",
        "approval_required": False,
    }  # fmt: skip


def _write(
    city: City, rows: Sequence[dict[str, Any]], associations: Sequence[tuple[int, str]], chance: random.Random
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Past the session's objects, which take ten times as long: rows with numbers of our own, table by table."""
    names = {district.id: district.name for district in city.districts}
    now = utcnow().replace(minute=0, second=0, microsecond=0)
    first = (db.session.scalar(sa.select(sa.func.max(Opportunity.id))) or 0) + 1
    tables: dict[Any, list[dict[str, Any]]] = {
        each: [] for each in (Opportunity, Revision, Publication, PublicationFacet, Shift)
    }
    made = []
    for number, values in enumerate(rows, first):
        association_id, _name = chance.choice(associations)
        whose = {"id": number, "public_id": new_public_id(), "association_id": association_id}
        tables[Opportunity].append({**whose, "home_city_id": city.id, **values})
        dates = [] if values["is_ongoing"] else list(_shifts(number, association_id, now, chance))
        revision = Revision(**values)
        content = {column: getattr(revision, column) for column in CONTENT_COLUMNS if column in values}
        tables[Revision].append(
            {"id": number, "opportunity_id": number, "association_id": association_id, "number": 1, **content}
        )
        district = names.get(revision.district_id or 0)
        stems, folded = _index(revision.title, revision.summary, revision.description_html)
        tables[Publication].append({
            "id": number, "opportunity_id": number, "association_id": association_id, "city_id": city.id,
            "submitted_at": now, "state": PublicationState.PUBLISHED, "shown_revision_id": number,
            "search_stems": stems, "search_folded": folded,
            "published_at": now - timedelta(minutes=chance.randrange(400_000)),
        })  # fmt: skip
        tables[PublicationFacet] += [
            {"publication_id": number, "city_id": city.id, "kind": kind, "value": value}
            for kind, value in index_facets(revision, district)
        ]
        tables[Shift] += dates
        made.append((str(whose["public_id"]), dates))
    for entity, new in tables.items():
        db.session.execute(sa.insert(entity.__table__), new)
    return made


def _shifts(opportunity_id: int, association_id: int, now: datetime, chance: random.Random) -> Iterator[dict[str, Any]]:
    begun = now + timedelta(hours=chance.randrange(24, 24 * 90))
    for week in range(chance.choice((1, 1, 2, 4))):
        start = begun + timedelta(days=7 * week)
        capacity = chance.choice((3, 5, 8, 12, 20, 1000))
        yield {
            "public_id": new_public_id(), "opportunity_id": opportunity_id, "association_id": association_id,
            "starts_at": start, "ends_at": start + timedelta(hours=2), "capacity": capacity,
        }  # fmt: skip
