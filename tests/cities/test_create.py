"""Starting a city, by operation, command and browser."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from engagement.audit.models import AuditEntry
from engagement.cities.models import City, District, StaffInvitation
from engagement.cities.operations import create_city
from engagement.cities.pages import BLOCKS, ORDER, PageText, placeholders_in, render
from engagement.cities.queries import city_rows, page_entries, shown_page
from engagement.cities.rules import CityExists, SlugInvalid, SlugReserved, check_slug
from engagement.core.actor import SYSTEM_ACTOR, Actor
from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from engagement.kernel.errors import Forbidden
from engagement.web.reserved import first_segments
from tests.support.accounts import link_in, mails_to, sign_in
from tests.support.factories import PASSWORD, make_association, make_city, make_opportunity, make_staff, make_user


@pytest.mark.parametrize("slug", ["bretten", "baden-baden", "bad-muster-2", "x1"])
def test_good_addresses(slug: str) -> None:
    check_slug(slug, reserved=set())


@pytest.mark.parametrize(
    "slug", ["", "Bretten", "bühl", "bad muster", "-bretten", "bretten-", "a--b", "2bretten", "a" * 41, "a/b"]
)
def test_bad_addresses(slug: str) -> None:
    with pytest.raises(SlugInvalid):
        check_slug(slug, reserved=set())


def test_no_city_takes_a_first_segment_of_the_url_map(app: Any) -> None:
    segments = first_segments(app)
    assert {"konto", "plattform", "media", "healthz", "readyz"} <= segments
    for segment in segments:
        with pytest.raises((SlugReserved, SlugInvalid)):
            check_slug(segment, reserved=segments)


def test_languages_and_segments_of_other_environments_are_reserved(app: Any, make_app: Any) -> None:
    demo = first_segments(make_app(environment="demo"))
    for segment in (*demo, "en", "api"):
        with pytest.raises((SlugReserved, SlugInvalid)):
            check_slug(segment, reserved=() if segment in ("en", "api", "demo") else demo)


@pytest.mark.both_engines
def test_a_new_city_has_what_it_needs(db_app: Any) -> None:
    city_id = create_city(
        "bad-muster", name="Bad Muster", actor=SYSTEM_ACTOR, admin_email="leitung@bad-muster.example",
        contact_phone="07000 0000-1",
    )  # fmt: skip
    city = db.session.scalars(sa.select(City).where(City.id == city_id)).one()
    assert city.theme["character"] == "neutral"
    assert [district.name for district in db.session.scalars(sa.select(District))] == ["Kernstadt"]
    pages = {entry.slug: shown_page(city, entry.slug) for entry in page_entries(city)}
    assert list(pages) == list(ORDER)
    imprint = pages["impressum"]
    assert imprint is not None
    assert "Bad Muster" in imprint.html
    assert "07000 0000-1" in imprint.html
    assert "Bitte ergänzen" in imprint.html, "what is missing is a visible gap"
    assert {name for page in pages.values() if page for name in placeholders_in(page.html)} <= BLOCKS
    (mail,) = mails_to(db_app, "leitung@bad-muster.example")
    assert "/bad-muster/stadt/einladung/" in mail.body_text
    actions = [entry.action for entry in db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))]
    assert actions == ["city.created", "staff.invited"]
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert "leitung@" not in entry.subject_label, "the log holds no contact data"


def test_an_address_is_given_once_and_only_by_the_platform(db_app: Any) -> None:
    make_city("bretten")
    with pytest.raises(CityExists):
        create_city("bretten", name="Bretten", actor=SYSTEM_ACTOR)
    with pytest.raises(SlugReserved):
        create_city("verein", name="Verein", actor=SYSTEM_ACTOR, reserved={"verein"})
    with pytest.raises(Forbidden):
        create_city("neu", name="Neu", actor=Actor(user_id=make_user().id))
    with pytest.raises(TypeError):
        create_city("neu", name="Neu", actor=SYSTEM_ACTOR, colour="red")


def test_a_page_is_filled_sanitised_and_honest_about_gaps(db_app: Any) -> None:
    text = PageText(
        "Seite für {city_name}", "Ruf: {phone}, [{email}](mailto:{email})\n\n<script>x</script>\n\n*schräg*"
    )
    full = {"city_name": "A & B", "phone": "*7* <b>", "email": "a_b@c.example"}
    title, html = render(text, full)
    assert title == "Seite für A & B"
    assert "*7* &lt;b&gt;" in html
    assert '<a href="mailto:a_b@c.example">a_b@c.example</a>' in html
    assert "<em>schräg</em>" in html
    assert "<script" not in html
    _title, empty = render(text, dict.fromkeys(full, ""))
    assert "mailto:" not in empty
    assert empty.count("Bitte ergänzen") == 2
    assert "{colour}" in render(PageText("T", "{colour}"), full)[1]


def run(app: Any, *args: str) -> Any:
    return app.test_cli_runner().invoke(args=list(args))


def test_the_command_starts_a_city_and_is_safe_to_run_again(app: Any) -> None:
    create = ("city", "create", "leipzig", "--name", "Leipzig", "--admin-email", "leitung@leipzig.example")
    first = run(app, *create, "--postcode", "04109", "--phone", "0341 0000-0")
    assert first.exit_code == 0, first.output
    assert "/leipzig/" in first.output
    again = run(app, *create)
    assert again.exit_code == 0
    assert "exists already" in again.output
    assert len(mails_to(app, "leitung@leipzig.example")) == 1
    assert run(app, *create, "--resend").exit_code == 0
    assert len(mails_to(app, "leitung@leipzig.example")) == 2
    listed = run(app, "city", "list").output
    assert "leipzig" in listed
    assert "1 invited" in listed
    with app.app_context(), entered(SYSTEM):
        city = db.session.scalars(sa.select(City)).one()
        assert (city.address_postcode, city.contact_phone) == ("04109", "0341 0000-0")
        still_open = db.session.scalars(sa.select(StaffInvitation).where(StaffInvitation.revoked_at.is_(None))).all()
        assert len(still_open) == 1


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("Bad Muster", "--name", "Bad Muster"), "small letters"),
        (("plattform", "--name", "P"), "plattform"),
        (("neu", "--name", "Neu", "--admin-email", "keine-adresse"), "@"),
        (("neu",), "--name"),
    ],
)
def test_the_command_says_what_is_wrong(app: Any, args: tuple[str, ...], words: str) -> None:
    done = run(app, "city", "create", *args)
    assert done.exit_code != 0
    assert words in done.output
    assert "Traceback" not in done.output


def test_a_platform_administrator_from_the_command_to_the_first_page(app: Any, client: Any) -> None:
    email = "pia@region.example"
    assert "set a password" in run(app, "platform", "admin", email, "--name", "Pia Plattner").output
    assert "Nothing was changed" in run(app, "platform", "admin", email).output
    (mail,) = mails_to(app, email)
    link = link_in(mail, "/konto/passwort/")
    answer = client.submit(client.get(link), {"password": "vier wörter und ein hut"})
    assert answer.location.startswith("/konto/einloggen")
    page = client.get(answer.location)
    answer = client.submit(page, {"email": email, "password": "vier wörter und ein hut"})
    assert answer.location == "/plattform/"
    assert client.get("/plattform/").status_code == 200
    with app.app_context():
        make_user(email="da@region.example")
    assert "administers the platform now" in run(app, "platform", "admin", "da@region.example").output


@pytest.fixture
def platform_admin(app: Any, client: Any) -> Any:
    with app.app_context():
        make_user(email="pia@region.example", password=PASSWORD, is_platform_admin=True)
    answer = client.post("/konto/einloggen", data={"email": "pia@region.example", "password": PASSWORD})
    assert answer.location == "/plattform/"
    return client


def test_a_city_is_started_in_the_browser(app: Any, platform_admin: Any) -> None:
    client = platform_admin
    page = client.get("/plattform/staedte/neu")
    values = {"name": "Bad Muster", "slug": "konto", "email": "leitung@bad-muster.example"}
    page = client.submit(page, values)
    assert page.status_code == 422
    assert "braucht die Plattform selbst" in page.visible_text
    answer = client.submit(page, {"slug": "bad-muster", "state_name": "Hessen"})
    assert answer.status_code == 303
    assert "Bad Muster" in client.get(answer.location).visible_text
    assert "65021 Wiesbaden" in client.get("/bad-muster/seite/datenschutz").visible_text
    page = client.get("/plattform/staedte/bad-muster/einladen")
    assert client.submit(page, {"email": "leitung@bad-muster.example"}).status_code == 303
    assert len(mails_to(app, "leitung@bad-muster.example")) == 2
    assert client.get("/plattform/staedte/gibtsnicht/einladen").status_code == 404
    assert client.get("/bad-muster/").status_code == 200


def test_the_list_counts_and_needs_one_statement_for_any_number(db_app: Any, statements: Any) -> None:
    for index in range(3):
        city = make_city(f"stadt-{index}", name=f"Stadt {index}")
        make_staff(city)
        association = make_association(city)
        for _ in range(index):
            make_opportunity(city, association)
    with statements() as seen:
        rows = city_rows()
    assert len(seen) == 1
    assert [(row.slug, row.associations, row.offers, row.staff, row.administrators) for row in rows] == [
        ("stadt-0", 1, 0, 1, 0), ("stadt-1", 1, 1, 1, 0), ("stadt-2", 1, 2, 1, 0),
    ]  # fmt: skip


def test_the_platform_s_pages_are_for_its_administrators(app: Any, client: Any, new_client: Any) -> None:
    with app.app_context():
        make_staff(make_city(), email="rat@stadt.example", password=PASSWORD)
    assert client.get("/plattform/").location.startswith("/konto/einloggen")
    sign_in(client, "musterstadt", "rat@stadt.example")
    for path in ("/plattform/", "/plattform/staedte/neu", "/plattform/staedte/musterstadt/einladen"):
        assert client.get(path).status_code == 404
