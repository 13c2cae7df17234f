"""How a town looks: choosing, refusing, previewing, publishing, taking back."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from engagement.accounts.queries import actor_of
from engagement.audit.models import AuditEntry
from engagement.cities.look import SECTIONS, LookValues, ordered
from engagement.cities.models import City
from engagement.cities.queries import look_history, look_mark
from engagement.core.actor import CityRole
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.extensions import db
from engagement.workflows import city_look as operations
from tests.support.accounts import sign_in
from tests.support.factories import PASSWORD, make_city, make_staff
from tests.support.looks import fresh, picture, upload, values_of

BOSS = "leitung@stadt.example"
HERE = "/musterstadt/stadt/einstellungen/aussehen"


@pytest.fixture
def boss(app: Any) -> Any:
    with app.app_context():
        return make_staff(make_city(), CityRole.ADMINISTRATOR, email=BOSS, password=PASSWORD)


def changed(values: LookValues, **choice: Any) -> LookValues:
    return replace(values, choice=replace(values.choice, **choice))


def test_a_look_is_tried_out_by_administrators_alone_then_published(
    app: Any, client: Any, new_client: Any, boss: Any
) -> None:
    sign_in(client, "musterstadt", BOSS)
    page = client.get(HERE)
    values = {"action": "#7a1f4f", "claim": "packt an"}
    assert client.submit(page, values, button="Entwurf sichern und ansehen").status_code == 303
    visitor = new_client()
    assert "packt an" not in visitor.get("/musterstadt/").visible_text
    assert "packt an" not in visitor.get("/musterstadt/?entwurf=1").visible_text, "only administrators see a draft"
    draft = client.get("/musterstadt/?entwurf=1")
    assert "packt an" in draft.visible_text
    assert "frame-ancestors 'self'" in draft.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in client.get("/musterstadt/").headers["Content-Security-Policy"]
    sheet = sheet_of(draft)
    assert "--t-action:#7a1f4f" in client.get(sheet).text
    assert "no-store" in client.get(sheet).headers["Cache-Control"]
    assert "--t-action:#7a1f4f" not in visitor.get(sheet).text
    links = [link.get("href") for link in draft.document.all("nav a") if "/vereine/" in link.get("href")]
    assert links
    assert all("entwurf=1" in link for link in links), "links stay within the draft"

    page = client.get(HERE)
    assert page.document.one("#action")["value"] == "#7a1f4f"
    assert client.submit(page, button="Veröffentlichen").status_code == 303
    home = visitor.get("/musterstadt/")
    assert "packt an" in home.visible_text
    assert "--t-action:#7a1f4f" in visitor.get(sheet_of(home)).text
    with app.app_context(), entered(SYSTEM):
        entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "look.published")).one()
        assert entry.details["changed"] == ["action", "claim"]
        assert [row.number for row in look_history(fresh(boss_city()).id)] == [2, 1]


def boss_city() -> int:
    with entered(SYSTEM):
        return db.session.scalars(sa.select(City.id)).one()


def sheet_of(page: Any) -> str:
    """The address of the town's own stylesheet."""
    found = [link.get("href") for link in page.document.all("link") if "/theme-" in link.get("href")]
    assert len(found) == 1
    return str(found[0])


def test_what_nobody_could_read_is_refused_with_the_nearest_that_passes(client: Any, boss: Any) -> None:
    sign_in(client, "musterstadt", BOSS)
    refused = client.submit(client.get(HERE), {"action": "ffcc00", "claim": "bleibt"}, button="Veröffentlichen")
    assert refused.status_code == 422
    error = refused.document.one("#action-error").text
    assert "Kontrast" in error
    assert "4,5" in error
    button = refused.document.one('button[name="take"]')
    offered = str(button["value"]).removeprefix("action:")
    assert re.fullmatch(r"#[0-9a-f]{6}", offered)
    assert refused.document.one("#claim")["value"] == "bleibt", "nothing typed is lost"
    taken = client.submit(refused, button=button.text.strip())
    assert taken.status_code == 303, "one click is enough"
    assert client.get(HERE).document.one("#action")["value"] == offered


def test_colours_at_night_are_checked_too(client: Any, boss: Any) -> None:
    sign_in(client, "musterstadt", BOSS)
    refused = client.submit(client.get(HERE), {"night_action": "#222222"}, button="Veröffentlichen")
    assert "bei Nacht" in refused.document.one("#night_action-error").text
    assert client.submit(client.get(HERE), {"action": "rot"}, button="Veröffentlichen").status_code == 422


def test_the_home_page_follows_the_order(client: Any, new_client: Any, boss: Any) -> None:
    sign_in(client, "musterstadt", BOSS)
    page = client.get(HERE)
    for _ in range(5):
        moved = client.submit(page, button="associations:up")
        assert moved.status_code == 303
        page = client.get(HERE)
    assert page.document.one('input[name="sections"]')["value"].startswith("associations,themes")
    assert ordered(["figures", "nonsense", "figures"]) == ("figures", *(each for each in SECTIONS if each != "figures"))


def test_own_pictures_are_shown_by_day_and_by_night(client: Any, new_client: Any, boss: Any, media_folder: Any) -> None:
    sign_in(client, "musterstadt", BOSS)
    sent = client.submit(
        client.get(HERE),
        {"logo": upload(picture(300, 280)), "night_logo": upload(picture(300, 280, colour="white")),
         "hero": upload(picture())},
        button="Veröffentlichen",
    )  # fmt: skip
    assert sent.status_code == 422
    assert "Was zeigt das Bild?" in sent.document.one("#hero_alt-error").text
    done = client.submit(sent, {"hero_alt": "Der Marktplatz am Abend."}, button="Veröffentlichen")
    assert done.status_code == 303, "the files need not be chosen again"
    home = new_client().get("/musterstadt/")
    brand = home.document.one(".top .brand picture")
    assert brand.one("source").get("media") == "(prefers-color-scheme: dark)"
    assert brand.one("source").get("srcset") != brand.one("img").get("srcset")
    hero = home.document.one(".hero__pic img")
    assert hero["alt"] == "Der Marktplatz am Abend."
    assert new_client().get(hero["src"]).status_code == 200
    icon = home.document.one('link[rel="icon"]').get("href")
    answer = new_client().get(icon)
    assert answer.mimetype == "image/png"
    assert "immutable" in answer.headers["Cache-Control"]

    removed = client.submit(client.get(HERE), {"logo_remove": "y"}, button="Veröffentlichen")
    assert removed.status_code == 303
    assert new_client().get("/musterstadt/").document.all(".top .brand svg")
    assert new_client().get(icon).status_code == 404


def test_a_new_picture_does_not_keep_the_old_sentence_unseen(
    client: Any, new_client: Any, boss: Any, media_folder: Any
) -> None:
    sign_in(client, "musterstadt", BOSS)
    first = {"hero": upload(picture()), "hero_alt": "Der Marktplatz am Abend."}
    page = client.get(HERE)
    assert not page.document.all("#hero_alt_fits"), "there is nothing to ask yet"
    assert client.submit(page, first, button="Veröffentlichen").status_code == 303
    old = new_client().get("/musterstadt/").document.one(".hero__pic img")["src"]

    asked = client.submit(client.get(HERE), {"hero": upload(picture(colour="navy"))}, button="Veröffentlichen")
    assert asked.status_code == 422
    assert "noch der alte" in asked.document.one("#hero_alt-error").text
    assert new_client().get("/musterstadt/").document.one(".hero__pic img")["src"] == old
    again = client.submit(asked, button="Veröffentlichen")
    assert again.status_code == 422, "the second time it asks as well"

    draft = client.submit(again, button="Entwurf sichern und ansehen")
    assert draft.status_code == 303
    page = client.get(HERE)
    assert page.document.one("#hero_alt_fits"), "a draft asks before it is published"
    assert client.submit(page, {"hero_alt_fits": "y"}, button="Veröffentlichen").status_code == 303
    hero = new_client().get("/musterstadt/").document.one(".hero__pic img")
    assert hero["src"] != old
    assert hero["alt"] == "Der Marktplatz am Abend."

    third = {"hero": upload(picture(colour="olive")), "hero_alt": "Der Brunnen."}
    assert client.submit(client.get(HERE), third, button="Veröffentlichen").status_code == 303
    assert new_client().get("/musterstadt/").document.one(".hero__pic img")["alt"] == "Der Brunnen."


def test_a_long_logo_has_the_letter_of_the_town_as_icon(client: Any, new_client: Any, boss: Any) -> None:
    sign_in(client, "musterstadt", BOSS)
    assert (
        client.submit(client.get(HERE), {"logo": upload(picture(400, 90))}, button="Veröffentlichen").status_code == 303
    )
    home = new_client().get("/musterstadt/")
    answer = new_client().get(home.document.one('link[rel="icon"]').get("href"))
    assert answer.mimetype == "image/svg+xml"
    assert ">M</text>" in answer.text
    assert home.document.one(".top .brand picture").get("class") == "brand__logo brand__logo--plate"


def test_files_that_are_no_logo_are_refused(client: Any, boss: Any) -> None:
    sign_in(client, "musterstadt", BOSS)
    white = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    white.paste((255, 255, 255, 255), (50, 90, 150, 110))
    target = io.BytesIO()
    white.save(target, "PNG")
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    for content, words in ((svg, "kein Bild"), (target.getvalue(), "fast weiß")):
        refused = client.submit(client.get(HERE), {"logo": upload(content)}, button="Veröffentlichen")
        assert words in refused.document.one("#logo-error").text


def test_two_administrators_at_once(client: Any, new_client: Any, app: Any, boss: Any) -> None:
    sign_in(client, "musterstadt", BOSS)
    page = client.get(HERE)
    with app.app_context():
        city = fresh(boss_city())
        other = actor_of(make_staff(city, CityRole.ADMINISTRATOR, name="Ines Imhof").id)
        with entered(Scope.city(city.id)):
            theirs = replace(values_of(city.id), claim="hilft mit")
            operations.save_look(city.id, values=theirs, seen=look_mark(city.id), actor=other)
    stale = client.submit(page, {"claim": "packt an"}, button="Veröffentlichen")
    assert stale.status_code == 409
    assert "hilft mit" in stale.visible_text
    assert "packt an" in stale.document.one('section[aria-labelledby="clash"]').text
    assert stale.document.one("#claim")["value"] == "packt an"
    assert client.submit(stale, button="Veröffentlichen").status_code == 303, "having looked, she publishes"
    assert "packt an" in new_client().get("/musterstadt/").visible_text


def test_an_earlier_look_comes_back(client: Any, new_client: Any, boss: Any) -> None:
    sign_in(client, "musterstadt", BOSS)
    client.submit(client.get(HERE), {"claim": "packt an", "character": "wave"}, button="Veröffentlichen")
    versions = client.get(f"{HERE}/fassungen")
    assert "wie am Anfang" in versions.visible_text
    assert client.submit(versions, button="Dieses Aussehen wieder aufnehmen").status_code == 303
    home = new_client().get("/musterstadt/")
    assert "macht mit" in home.document.one(".brand").text
    assert home.document.one("html").get("data-character") == "neutral"


def test_a_draft_can_be_thrown_away_and_sends_nothing(client: Any, boss: Any) -> None:
    sign_in(client, "musterstadt", BOSS)
    client.submit(client.get(HERE), {"claim": "packt an"}, button="Entwurf sichern und ansehen")
    answer = client.post("/musterstadt/anruf?entwurf=1", data={"phone": "07252 1"})
    assert answer.status_code == 303, "nothing is sent from a draft"
    page = client.get(HERE)
    assert client.submit(page, button="Ja, verwerfen").status_code == 303
    assert client.get(HERE).document.one("#claim")["value"] == "macht mit"
    assert client.submit(page, button="Ja, verwerfen").status_code == 303, "an old page does no harm"
