"""The statement on accessibility: fields, rules, page; the pages in easy and in sign language."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.cities import operations
from engagement.cities.accessibility import LAWS, Statement
from engagement.cities.enums import Assessment, Compliance
from engagement.cities.lands import LANDS
from engagement.cities.models import City
from engagement.cities.pages import default_text
from engagement.cities.queries import statement_of
from engagement.cities.rules.accessibility import (
    MAX_BARRIERS,
    BarriersLeft,
    BarriersMissing,
    DayAhead,
    StatementChanged,
    TooManyBarriersNamed,
    VideoAddressInvalid,
)
from engagement.core.actor import CityRole
from engagement.core.scope import SYSTEM, entered
from engagement.kernel.errors import Forbidden
from tests.registrations.support import change
from tests.support.actors import sign_in
from tests.support.factories import make_city, make_staff

pytestmark = pytest.mark.usefixtures("clock")
ROW = {"what": "Stadtplan", "why": "Er ist ein Bild.", "help": "Rufen Sie an.", "ground": "open"}
VALUES: dict[str, Any] = {
    "status": Compliance.PARTIAL, "barriers": [ROW], "method": Assessment.SELF, "assessed_by": "Ehrenamtsbüro",
    "assessed_on": date(2026, 4, 1), "reviewed_on": None, "commissioner": "", "body": "", "sign_video_url": "",
    "version": 0,
}  # fmt: skip


@pytest.fixture
def town(db_app: Flask) -> tuple[Any, Any]:
    city = make_city()
    return city, make_staff(city, CityRole.ADMINISTRATOR)


def save(city: Any, user: Any, **values: Any) -> None:
    with entered(SYSTEM):
        operations.save_statement(city.id, actor=actor_of(user.id), **(VALUES | values))


@pytest.mark.parametrize(("values", "refusal"), [
    ({"status": Compliance.FULL}, BarriersLeft),
    ({"barriers": [ROW | {"ground": "outside"}]}, BarriersMissing),
    ({"barriers": [ROW] * (MAX_BARRIERS + 1)}, TooManyBarriersNamed),
    ({"assessed_on": date(2026, 5, 5)}, DayAhead),
    ({"sign_video_url": "http://video.example/dgs"}, VideoAddressInvalid),
    ({"sign_video_url": "https://video"}, VideoAddressInvalid),
    ({"version": 1}, StatementChanged),
])  # fmt: skip
def test_refusals(town: tuple[Any, Any], values: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        save(*town, **values)


def test_only_administrators_write_it(town: tuple[Any, Any]) -> None:
    with pytest.raises(Forbidden):
        save(town[0], make_staff(town[0], CityRole.MODERATOR))


@pytest.mark.both_engines
def test_what_is_outside_the_law_leaves_everything_accessible(town: tuple[Any, Any]) -> None:
    save(*town, status=Compliance.FULL, barriers=[ROW | {"ground": "outside"}])
    with entered(SYSTEM):
        found = statement_of(town[0])
    assert (found.status, found.version, found.barriers[0].what) == (Compliance.FULL, 1, "Stadtplan")
    assert found.is_assessed
    save(*town, version=1)


def test_the_default_names_its_gaps_and_the_law(town: tuple[Any, Any], client: Any) -> None:
    page = client.get(f"/{town[0].slug}/seite/barrierefreiheit")
    text = page.visible_text
    assert "teilweise mit § 10 Absatz 1 des Landes-Behindertengleichstellungsgesetzes" in text
    assert "Landeszentrum Barrierefreiheit" in text
    assert "Wir haben die Seiten selbst geprüft" not in text, "nobody has said so"
    assert [h.text for h in page.document.all("main h2") if h.text != "Auf dieser Seite"][:2] == [
        "Wie barrierefrei sind diese Seiten?",
        "Was nicht barrierefrei ist",
    ]


@pytest.mark.parametrize(("values", "land", "gaps"), [
    ({}, "Baden-Württemberg", 4 - 1), ({}, "Hessen", 3), ({}, "Sachsen", 4),
    ({"body": "Durchsetzungsstelle, Dresden"}, "Sachsen", 3),
    ({}, "Tirol", 4),
    ({"assessed_by": "Büro Blick", "assessed_on": date(2026, 4, 1)}, "Baden-Württemberg", 1),
    ({"assessed_by": "Büro Blick", "assessed_on": date(2026, 4, 1), "commissioner": "Rathaus"}, "Baden-Württemberg", 0),
])  # fmt: skip
def test_what_a_statement_lacks_depends_on_the_land(values: dict[str, Any], land: str, gaps: int) -> None:
    assert Statement(**values).gaps(land) == gaps


def test_the_law_and_the_body_are_those_of_the_land(
    town: tuple[Any, Any], db_app: Flask, client: Any, new_client: Any
) -> None:
    city, boss = town
    work = new_client()
    sign_in(db_app, work, boss)

    def seen(land: str) -> tuple[str, str]:
        change(City, city.id, state_name=land)
        settings = work.get(f"/{city.slug}/stadt/einstellungen/barrierefreiheit").visible_text
        return client.get(f"/{city.slug}/seite/barrierefreiheit").visible_text, settings

    page, settings = seen("Hessen")
    assert "teilweise mit § 14 des Hessischen Behinderten-Gleichstellungsgesetzes" in page
    assert "Regierungspräsidium Gießen" in page and "fragt bei uns nach" in page
    assert "keinen Anwalt" not in page, "only where the law of the Land says so"
    assert "Dann steht dort die Stelle des Landes: Durchsetzungs- und Überwachungsstelle" in settings
    page, settings = seen("Sachsen")
    assert "Barrierefreie-Websites-Gesetz" in page and "Stuttgart" not in page
    assert "Die Stelle für Sachsen kennen wir nicht." in settings
    save(city, boss, body="Beauftragter, Dresden")
    page, _settings = seen("Sachsen")
    assert "Dann können Sie sich an diese Stelle wenden:" in page and "Beauftragter, Dresden" in page


@pytest.mark.parametrize("land", sorted(LAWS))
def test_a_known_body_has_a_page(land: str) -> None:
    law = LAWS[land]
    assert land in LANDS
    assert bool(law.body) == bool(law.body_url)
    assert law.body_url == "" or law.body_url.startswith("https://")


def test_staff_are_told_what_the_statement_lacks(
    town: tuple[Any, Any], db_app: Flask, client: Any, new_client: Any
) -> None:
    city, boss = town
    settings = f"/{city.slug}/stadt/einstellungen/barrierefreiheit"
    work = new_client()
    sign_in(db_app, work, boss)
    (entry,) = [each for each in work.get(f"/{city.slug}/stadt/").document.all(".log li") if "Erklärung" in each.text]
    assert "3 Lücken" in entry.text and entry.one("a")["href"] == settings
    moderator = new_client()
    sign_in(db_app, moderator, make_staff(city, CityRole.MODERATOR, email="pruefung@stadt.example"))
    page = moderator.get(f"/{city.slug}/stadt/")
    (entry,) = [each for each in page.document.all(".log li") if "Erklärung" in each.text]
    assert "das macht die Leitung" in entry.text and not entry.all("a")
    save(city, boss, commissioner="Rathaus")
    assert "Erklärung zur Barrierefreiheit" not in work.get(f"/{city.slug}/stadt/").document.one("main").text


def test_administrator_fills_it_in(town: tuple[Any, Any], db_app: Flask, client: Any, new_client: Any) -> None:
    city, boss = town
    work = new_client()
    sign_in(db_app, work, boss)
    page = work.get(f"/{city.slug}/stadt/einstellungen/barrierefreiheit")
    assert page.document.one("#barriers-0-what")["value"] == "Texte von Angeboten und Vereinen"
    more = work.submit(page, {}, button="Noch eine Barriere")
    assert len(more.document.all("fieldset.date-row")) == 4
    wrong = work.submit(more, {"barriers-3-why": "Nur ein Grund."}, button="Speichern")
    assert (wrong.status_code, wrong.document.one(".errors a")["href"]) == (422, "#barriers-3-what")
    done = work.submit(
        more,
        {"barriers-0-what": "", "barriers-0-why": "", "barriers-0-help": "", "barriers-3-what": "Ein Film",
         "assessed_by": "Büro Blick", "assessed_on": "2026-04-01", "sign_video_url": "https://video.example/dgs"},
        button="Speichern", follow_redirects=True,
    )  # fmt: skip
    assert "Gespeichert." in done.document.one(".notices").text
    shown = client.get(f"/{city.slug}/seite/barrierefreiheit").visible_text
    assert "Ein Film." in shown and "Büro Blick" in shown and "Texte von Angeboten" not in shown
    assert "Wir haben die Seiten selbst geprüft." in shown
    video = client.get(f"/{city.slug}/gebaerdensprache")
    assert "https://video.example/dgs" in {link["href"] for link in video.document.all("main a")}
    stale = work.submit(page, {}, button="Speichern")
    assert stale.status_code == 409


def test_without_a_video_the_page_says_so(town: tuple[Any, Any], client: Any) -> None:
    page = client.get(f"/{town[0].slug}/gebaerdensprache")
    assert "Es gibt noch kein Video in Gebärdensprache." in page.visible_text
    english = client.get(f"/en/{town[0].slug}/leichte-sprache")
    assert english.document.one("h1").text == "Easy language"


def test_easy_language_keeps_its_rules() -> None:
    """Short sentences, one statement each; long words are parted by a hyphen."""
    text = default_text("leichte-sprache")
    assert text is not None
    plain = re.sub(r"\]\([^)]*\)|[\[*#]", "", text.source)
    for sentence in re.split(r"(?<=[.!?:])\s+|\n+", plain):
        words = re.findall(r"[\w{}-]+", sentence)
        assert len(words) <= 12, sentence
        for word in words:
            assert all(len(part) <= 15 for part in re.split("-", word)) or "{" in word, word
