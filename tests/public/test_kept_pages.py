"""A kept page is what would be made again: whatever changes it, in whichever process, shows with the next look."""

from __future__ import annotations

import gzip
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engagement.associations.enums import ListingState
from engagement.associations.models import Association, Contact, Listing, Logo
from engagement.cities.models import City, CityPage, District
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import today, utcnow
from engagement.media.models import Picture
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.web.kept_pages import Pages
from tests.search.shelf import offer
from tests.support.factories import make_association, make_city

pytestmark = pytest.mark.usefixtures("clock")


def of_all(entity: type[Any], **values: Any) -> Callable[[], None]:
    """A change of every row of a table, as operations make it."""

    def change() -> None:
        for row in db.session.scalars(sa.select(entity)):
            for name, value in values.items():
                setattr(row, name, value)

    return change


def past_the_session(statement: str) -> Callable[[], None]:
    """What an engineer does on the database's shell: no mark changes."""
    return lambda: db.session.connection().exec_driver_sql(statement) and None


def new_logo() -> None:
    association = db.session.scalars(sa.select(Association)).first()
    assert association is not None
    picture = Picture(
        association_id=association.id, width=160, height=80, variants={"160": "neu.webp"}, content_hash="0"
    )  # fmt: skip
    db.session.add(picture)
    db.session.flush()
    db.session.add(Logo(association_id=association.id, picture_id=picture.id, alt="Ein Baum"))


def new_contact() -> None:
    association = db.session.scalars(sa.select(Association)).first()
    assert association is not None
    db.session.add(Contact(association_id=association.id, name="Karl Beispiel", phone="07000 55", is_public=True))


def new_page() -> None:
    city = db.session.scalars(sa.select(City)).one()
    db.session.add(CityPage(city_id=city.id, slug="impressum", title="Wer wir sind", source="Die Stadt."))


def rename_district() -> None:
    district = db.session.scalars(sa.select(District).order_by(District.position)).first()
    assert district is not None
    district.name = "Altstadt"


CHANGES: dict[str, Callable[[], Any]] = {
    "a place taken": of_all(Shift, taken=1),
    "a place taken in one statement": lambda: db.session.execute(
        sa.update(Shift).values(taken=2).execution_options(changes_no_shelf=True)
    ),
    "all places taken": of_all(Shift, taken=5),
    "places given back": of_all(Shift, taken=0),
    "another date": lambda: of_all(Shift, ends_at=utcnow() + timedelta(days=9))(),
    "a note on the date": of_all(Shift, note="Am Brunnen"),
    "another text": of_all(Revision, title="Kuchen für das Fest backen", summary="Backen Sie mit."),
    "urgency": lambda: of_all(Opportunity, urgent_until=today() + timedelta(days=1), urgent_reason="Zwei fehlen")(),
    "name of the association": of_all(Association, name="Ganz anders e. V."),
    "purpose of the association": of_all(Association, purpose="Wir backen."),
    "purpose on the database's shell": past_the_session("UPDATE association SET purpose = 'Wir kochen.'"),
    "opening hours": of_all(Association, opening_hours={"mon": [[540, 720]]}),
    "logo": new_logo,
    "words of the logo": of_all(Logo, alt="Zwei Bäume"),
    "the logo's picture on the shell": past_the_session("UPDATE picture SET height = 120"),
    "contact": new_contact,
    "number of the contact": of_all(Contact, phone="07000 66"),
    "contact no longer public": of_all(Contact, is_public=False),
    "phone of the city": of_all(City, contact_phone="07000 77"),
    "introduction of the city": of_all(City, intro="Machen Sie mit!"),
    "colours of the city": of_all(City, theme_version="2"),
    "name of the city": of_all(City, name="Neustadt"),
    "districts": rename_district,
    "a page of the city": new_page,
    "text of the page": of_all(CityPage, source="Die **neue** Stadt."),
    "the city's own host": of_all(City, domain="mitmachen.musterstadt.example", is_domain_used=True),
    "the entry no longer confirmed": of_all(Listing, state=ListingState.UNVERIFIED),
    "the entry confirmed": of_all(Listing, state=ListingState.VERIFIED),
    "paused": of_all(Publication, state=PublicationState.PAUSED),
    "shown again": of_all(Publication, state=PublicationState.PUBLISHED),
    "suspended": of_all(Listing, state=ListingState.SUSPENDED),
}


@pytest.fixture
def paths(app: Any) -> list[str]:
    """Every page that is kept, and two in another language."""
    with app.app_context():
        city = make_city()
        association = make_association(city)
        one = offer(city, association, starts_in=timedelta(days=1), fields=["sport"])
        offer(city, association, starts_in=timedelta(days=3))
        offer(city, association, is_ongoing=True, title="Immer")
        home = f"/{city.slug}/"
        return [
            home, f"{home}mitmachen/", f"{home}mitmachen/?q=Kuchen&thema=sport", f"{home}mitmachen/{one.public_id}",
            f"{home}vereine/", f"{home}vereine/{association.public_id}", f"{home}seite/impressum", "/", "/suche",
            f"/en{home}mitmachen/", f"/en{home}mitmachen/{one.public_id}",
        ]  # fmt: skip


@pytest.fixture
def processes(app: Any, make_app: Callable[..., Any]) -> list[Any]:
    """Visitors of two processes, and one of a process that keeps no page and no shelf."""
    apps = [app, make_app(), make_app()]
    apps[2].extensions["kept_pages"] = Pages(most_bytes=0)
    return [visitor(each) for each in apps]


def visitor(app: Any) -> Any:
    client = app.test_client()
    client.environ_base["HTTP_HOST"] = app.config["SETTINGS"].platform_host
    client.checked = False  # the pages themselves are looked at elsewhere
    return client


def look(client: Any, paths: list[str]) -> list[tuple[int, bytes]]:
    answers = [client.get(path) for path in paths]
    return [(answer.status_code, answer.data) for answer in answers]


def made_anew(client: Any, paths: list[str]) -> list[tuple[int, bytes]]:
    client.application.extensions.pop("shelves", None)
    client.application.extensions["remembered"].clear()
    return look(client, paths)


@pytest.mark.both_engines
def test_whatever_changes_shows_at_once_in_every_process(app: Any, paths: list[str], processes: list[Any]) -> None:
    first, second, reference = processes
    shown = made_anew(reference, paths)
    assert look(first, paths) == look(second, paths) == shown
    for name, change in CHANGES.items():
        with app.app_context(), entered(SYSTEM), writing():
            change()
        now = made_anew(reference, paths)
        assert now != shown, f"{name} changes no page"
        for client in (first, second):
            for path, got, right in zip(paths, look(client, paths), now, strict=True):
                assert got == right, f"{path} after {name}"
        shown = now


@pytest.mark.both_engines
def test_time_alone_changes_pages(app: Any, clock: Any, paths: list[str], processes: list[Any]) -> None:
    """A date begins, „dringend“ ends, the question to the team has had no answer for 60 days."""
    first, _second, reference = processes
    with app.app_context(), entered(SYSTEM), writing():
        of_all(Opportunity, urgent_until=today() + timedelta(days=1), urgent_reason="Zwei fehlen")()
        of_all(Association, ask_open_since=utcnow())()
    changed = set()
    steps = (timedelta(hours=5), timedelta(hours=18, minutes=59), timedelta(minutes=2), timedelta(days=1),
             timedelta(days=57), timedelta(days=1, hours=1))  # fmt: skip
    before = look(first, paths)
    for step in steps:
        clock.shift(step)
        now = made_anew(reference, paths)
        assert look(first, paths) == now
        assert look(first, paths) == now
        changed |= {path for path, old, new in zip(paths, before, now, strict=True) if old != new}
        before = now
    assert {paths[1], paths[3], paths[5]} <= changed


def test_what_is_kept_is_used(app: Any, paths: list[str], client: Any, caplog: Any, statements: Any) -> None:
    caplog.set_level(logging.INFO, "engagement.request")
    for path in paths:
        counted = []
        for _turn in range(3):
            with statements() as seen:
                client.get(path)
            counted.append(len(seen))
        assert [record.kept for record in caplog.records[-3:]] == ["miss", "hit", "hit"]
        assert counted[1] == counted[2] <= counted[0], path
        if "mitmachen" in path or "suche" in path:
            assert counted[1] <= 4, path


def test_headers_are_those_of_a_fresh_page(app: Any, paths: list[str], client: Any) -> None:
    path = paths[1]
    fresh, kept = client.get(path), client.get(path)
    assert fresh.data == kept.data
    one, other = dict(fresh.headers), dict(kept.headers)
    assert one.pop("X-Request-ID") != other.pop("X-Request-ID")
    assert one == other
    assert kept.headers["Cache-Control"] == "no-cache"
    assert kept.vary.as_set() == {"cookie", "accept-encoding"} and "Set-Cookie" not in kept.headers
    again = client.get(path, headers={"If-None-Match": kept.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Content-Security-Policy"] == kept.headers["Content-Security-Policy"]
    with app.app_context(), entered(SYSTEM), writing():
        of_all(Shift, taken=1)()
    changed = client.get(path, headers={"If-None-Match": kept.headers["ETag"]})
    assert changed.status_code == 200 and changed.headers["ETag"] != kept.headers["ETag"]


def test_who_takes_compressed_pages_gets_the_same(app: Any, paths: list[str], client: Any) -> None:
    client.checked = False
    plain = client.get(paths[1])
    packed = [client.get(path, headers={"Accept-Encoding": "gzip"}) for path in (paths[1], paths[2], paths[2])]
    assert [answer.headers["Content-Encoding"] for answer in packed] == ["gzip"] * 3
    assert gzip.decompress(packed[0].data) == plain.data
    assert gzip.decompress(packed[1].data) == gzip.decompress(packed[2].data)
    assert len(packed[2].data) < len(packed[1].data) < 10_000, "tightly as soon as somebody asks for it again"
    assert packed[1].headers["ETag"] == packed[2].headers["ETag"]
    pages = app.extensions["kept_pages"]
    assert pages.bytes == sum(page.size for page in pages._pages.values())
    again = client.get(paths[1], headers={"Accept-Encoding": "gzip", "If-None-Match": packed[0].headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_another_host_scheme_or_question_is_another_page(app: Any, client: Any, paths: list[str]) -> None:
    with app.app_context(), entered(SYSTEM), writing():
        of_all(City, domain="mitmachen.musterstadt.example")()
    client.get(paths[1])
    own = client.get("/mitmachen/", base_url="http://mitmachen.musterstadt.example")
    assert 'href="/mitmachen/' in own.get_data(as_text=True) and own.data != client.get(paths[1]).data
    assert own.data == client.get("/mitmachen/", base_url="http://mitmachen.musterstadt.example").data
    assert client.get(f"{paths[1]}?q=Kuchen").document.all("input[name=q]")[0]["value"] == "Kuchen"
    assert client.get(f"{paths[1]}?q=Torte").document.all("input[name=q]")[0]["value"] == "Torte"
    assert len(app.extensions["kept_pages"]) == 4
    with app.app_context(), entered(SYSTEM), writing():
        of_all(City, domain=None)()
    assert client.get("/mitmachen/", base_url="http://mitmachen.musterstadt.example").status_code == 404


def test_notices_cookies_and_what_went_wrong_are_not_kept(app: Any, client: Any, paths: list[str]) -> None:
    client.checked = False
    client.get(f"{paths[0]}?hinweis=abc")
    client.head(paths[0])
    client.get("/musterstadt/mitmachen/gibtesnicht")
    client.get(f"{paths[1]}?q={'x' * 600}")
    client.set_cookie("engagement", "something")
    client.get(paths[0])
    assert len(app.extensions["kept_pages"]) == 0


def test_memory_is_bounded_and_the_oldest_goes_first(app: Any, client: Any, paths: list[str]) -> None:
    kept = app.extensions["kept_pages"]
    client.get(paths[1])
    room = kept.bytes
    kept.most_bytes = 3 * room
    for number in range(10):
        client.get(f"{paths[1]}?q=Wort{number}")
        client.get(paths[1])
        assert kept.bytes <= kept.most_bytes
    assert 1 < len(kept) < 11
    with_words = kept.bytes
    client.get(paths[1])
    assert kept.bytes == with_words  # the one that is asked for again and again has stayed
    kept.most_bytes = 0
    client.get(f"{paths[1]}?q=Neu")
    assert (len(kept), kept.bytes) == (0, 0)
