"""The town's pages: written by its staff, filled in when they are shown."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest
import sqlalchemy as sa

from engagement.accounts.queries import actor_of
from engagement.audit.models import AuditEntry
from engagement.cities import operations
from engagement.cities.differences import Kind, differences
from engagement.cities.models import City, CityPage, CityPageVersion
from engagement.cities.pages import BLOCKS, FOLDER, GERMAN, ORDER, PageText, default_text, gaps_in, render
from engagement.cities.queries import page_entries, shown_page
from engagement.cities.rules.pages import (
    MAX_OWN_PAGES,
    MAX_SOURCE,
    PageChanged,
    PageEmpty,
    PageNeeded,
    PageTooLong,
    PlaceholderUnknown,
    TooManyPages,
    free_slug,
    moved,
)
from engagement.core.actor import CityRole
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.errors import Forbidden, NotFound
from engagement.kernel.languages import LANGUAGES
from tests.support.accounts import sign_in
from tests.support.factories import PASSWORD, make_city, make_staff, make_user

EDITOR = "redaktion@stadt.example"
PAGES = "/musterstadt/stadt/seiten"


@pytest.fixture
def editor(app: Any) -> Any:
    with app.app_context():
        return make_staff(make_city(), CityRole.EDITOR, email=EDITOR, name="Edda Redakteurin", password=PASSWORD)


@pytest.fixture
def town(db_app: Any) -> tuple[City, Any]:
    city = make_city()
    return city, actor_of(make_staff(city, CityRole.EDITOR, name="Edda Redakteurin").id)


def save(town: tuple[City, Any], source: str, version: int = 0, **values: Any) -> None:
    city, actor = town
    given = {"language": GERMAN, "title": "Impressum", "version": version} | values
    operations.save_page(city.id, given.pop("slug", "impressum"), source=source, actor=actor, **given)


def shown(city: City, slug: str = "impressum", language: str = GERMAN) -> Any:
    with entered(SYSTEM):
        return shown_page(db.session.scalars(sa.select(City).where(City.id == city.id)).one(), slug, language)


def test_a_changed_number_changes_everywhere_and_nothing_dangerous_gets_through(town: tuple[City, Any]) -> None:
    city, _actor = town
    save(town, "Telefon {contact_phone}\n\n<script>x</script> [böse](javascript:alert(1)) **fett** {claim}")
    html = shown(city).html
    assert "07000 0000-1" in html
    assert "<strong>fett</strong>" in html
    assert "<script" not in html
    assert "javascript:" not in html.replace("(javascript:alert(1))", "")
    assert "href" not in html
    with entered(SYSTEM), writing():
        db.session.execute(sa.update(City).values(contact_phone="07111 2", claim="*lacht*"))
    assert "07111 2" in shown(city).html
    assert "*lacht*" in shown(city).html, "what a value says means nothing to Markdown"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", ORDER)
def test_every_default_text_is_whole(town: tuple[City, Any], slug: str, language: str) -> None:
    found = shown(town[0], slug, language)
    assert found.language == language
    assert set(re.findall(r"{(\w+)", found.html)) <= BLOCKS
    assert found.is_translation == (language != GERMAN)
    german, other = default_text(slug), default_text(slug, language)
    assert german is not None
    assert other is not None
    assert other.source.count("\n## ") == german.source.count("\n## "), "the translation has the same parts"
    assert {path.stem for path in FOLDER.glob("*.md")} == set(ORDER)


def test_a_translation_of_the_product_never_contradicts_the_town(town: tuple[City, Any]) -> None:
    city, _actor = town
    assert shown(city, language="en").title == "Legal notice"
    save(town, "Wir sind wir.")
    found = shown(city, language="en")
    assert (found.language, found.is_untranslated) == (GERMAN, True)
    assert "Wir sind wir" in found.html
    save(town, "We are we.", language="en", title="About us")
    found = shown(city, language="en")
    assert (found.title, found.is_translation, found.is_untranslated) == ("About us", True, False)


def test_what_is_missing_is_listed(town: tuple[City, Any]) -> None:
    city, _actor = town
    values = {"contact_phone": "1", "claim": ""}
    text = PageText("Impressum", "{contact_phone} {claim} **Bitte ergänzen: Rechtsaufsicht** {nichts}")
    assert gaps_in(text, values) == ["Bitte ergänzen: Rechtsaufsicht", "claim"]
    assert "Please add" in render(PageText("T", "{claim}"), values, "en")[1]
    with entered(SYSTEM):
        row = db.session.scalars(sa.select(City).where(City.id == city.id)).one()
        assert page_entries(row)[0].gaps
    save(town, "Alles gesagt.")
    with entered(SYSTEM):
        row = db.session.scalars(sa.select(City).where(City.id == city.id)).one()
        assert page_entries(row)[0].gaps == []


def test_what_cannot_be_saved(town: tuple[City, Any]) -> None:
    city, actor = town
    for source, refusal in (
        (" ", PageEmpty), ("x" * (MAX_SOURCE + 1), PageTooLong), ("Hallo {telefon}", PlaceholderUnknown),
    ):  # fmt: skip
        with pytest.raises(refusal):
            save(town, source)
    save(town, "Eins.")
    with pytest.raises(PageChanged):
        save(town, "Zwei.", version=0)
    with pytest.raises(NotFound):
        save(town, "Text.", slug="gibt-es-nicht")
    with pytest.raises(NotFound):
        save(town, "Text.", language="fr")
    with pytest.raises(PageNeeded):
        operations.remove_page(city.id, "impressum", actor=actor)
    for slug in ("gibt-es-nicht", "impressum"):
        with pytest.raises(NotFound):
            operations.move_page(city.id, slug, up=True, actor=actor)
    with pytest.raises(NotFound):
        operations.reset_page(city.id, "hilfe", language=GERMAN, version=0, actor=actor)
    with pytest.raises(NotFound):
        operations.restore_page(city.id, "bcdfghjkmnpq", actor=actor)
    with pytest.raises(Forbidden):
        operations.save_page(
            city.id, "hilfe", language=GERMAN, title="T", source="T", version=0, actor=actor_of(make_user().id)
        )
    with pytest.raises(NotFound):
        operations.remove_page(city.id, "gibt-es-nicht", actor=actor)


@pytest.mark.both_engines
def test_versions_restore_and_reset(town: tuple[City, Any]) -> None:
    city, actor = town
    save(town, "Eins.")
    save(town, "Zwei.", version=1)
    with entered(SYSTEM):
        first = db.session.scalars(sa.select(CityPageVersion).order_by(CityPageVersion.number)).first()
        assert first is not None
        assert (first.source, first.author_name) == ("Eins.", "Edda Redakteurin")
    assert operations.restore_page(city.id, first.public_id, actor=actor) == ("impressum", GERMAN)
    assert "Eins." in shown(city).html
    with pytest.raises(PageChanged):
        operations.reset_page(city.id, "impressum", language=GERMAN, version=2, actor=actor)
    operations.reset_page(city.id, "impressum", language=GERMAN, version=3, actor=actor)
    assert "Digitale-Dienste-Gesetz" in shown(city).html
    with entered(SYSTEM):
        numbers = db.session.scalars(sa.select(CityPageVersion.number).order_by(CityPageVersion.number)).all()
        actions = db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert numbers == [1, 2, 3, 4]
    assert actions == ["page.saved", "page.saved", "page.restored", "page.reset"]


@pytest.mark.both_engines
def test_own_pages_stand_in_the_footer(town: tuple[City, Any]) -> None:
    city, actor = town
    slugs = [operations.create_page(city.id, title=t, source="Text.", actor=actor) for t in ("Über uns", "Über uns")]
    assert slugs == ["ueber-uns", "ueber-uns-2"]
    assert operations.create_page(city.id, title="Hilfe", source="Text.", actor=actor) == "hilfe-2"
    save(town, "Text.", slug="ueber-uns", language="en", title="About us")
    operations.move_page(city.id, "ueber-uns-2", up=True, actor=actor)
    operations.remove_page(city.id, "hilfe-2", actor=actor)
    with entered(SYSTEM):
        footer = db.session.scalars(sa.select(City).where(City.id == city.id)).one().footer_pages
        left = db.session.scalar(sa.select(sa.func.count(CityPageVersion.id)).where(CityPageVersion.slug == "hilfe-2"))
    assert footer == [
        {"slug": "ueber-uns-2", "title": {"de": "Über uns"}},
        {"slug": "ueber-uns", "title": {"de": "Über uns", "en": "About us"}},
    ]
    assert left == 0


def test_there_is_an_end_to_pages(town: tuple[City, Any]) -> None:
    city, actor = town
    with entered(SYSTEM), writing():
        db.session.add_all(CityPage(city_id=city.id, slug=f"s{n}", title="T", source="T") for n in range(MAX_OWN_PAGES))
    with pytest.raises(TooManyPages):
        operations.create_page(city.id, title="Noch eine", source="Text.", actor=actor)


@pytest.mark.both_engines
def test_two_who_save_at_once_do_not_overwrite_each_other(app: Any) -> None:
    with app.app_context():
        city = make_city()
        actor = actor_of(make_staff(city, CityRole.EDITOR).id)
    start, refused = threading.Barrier(2), []

    def write(source: str) -> None:
        with app.app_context(), entered(Scope.city(city.id)):
            start.wait()
            try:
                save((city, actor), source)
            except PageChanged as refusal:
                refused.append(refusal)
            db.session.remove()

    threads = [threading.Thread(target=write, args=(text,)) for text in ("Eins.", "Zwei.")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1


def test_small_rules() -> None:
    assert moved(["a", "b", "c"], "c", up=True) == ["a", "c", "b"]
    assert moved(["a", "b"], "a", up=True) == ["a", "b"]
    assert moved(["a", "b"], "a", up=False) == ["b", "a"]
    assert free_slug("hilfe", {"hilfe", "hilfe-2"}) == "hilfe-3"
    assert differences("Eins\nZwei", "Eins\nZwei") == []
    (line,) = differences("Rufen Sie uns an", "Rufen Sie mich an")
    assert [(part.kind, part.text) for part in line] == [
        (Kind.SAME, "Rufen Sie "), (Kind.REMOVED, "uns"), (Kind.ADDED, "mich"), (Kind.SAME, " an"),
    ]  # fmt: skip
    assert [part.kind for line in differences("A", "A\nB\nC") for part in line] == [Kind.ADDED, Kind.ADDED]
    assert [part.kind for line in differences("A\nB", "A") for part in line] == [Kind.REMOVED]


def test_an_editor_writes_looks_and_saves(app: Any, client: Any, new_client: Any, editor: Any) -> None:
    sign_in(client, "musterstadt", EDITOR)
    page = client.get(f"{PAGES}/impressum")
    looked = client.submit(page, {"source": "## Neu\n\nTelefon {contact_phone}"}, button="Vorschau")
    assert looked.status_code == 200
    assert looked.document.one(".prose h2").text == "Neu"
    assert "Neu" not in new_client().get("/musterstadt/seite/impressum").visible_text, "nothing is saved yet"
    refused = client.submit(looked, {"source": "Telefon {telefon}"}, button="Speichern")
    assert refused.status_code == 422
    assert "{telefon}" in refused.visible_text
    assert client.submit(refused, {"source": "Neu: {contact_phone}"}, button="Speichern").status_code == 303
    assert "Neu: 07000 0000-1" in new_client().get("/musterstadt/seite/impressum").visible_text

    stale = client.submit(page, {"source": "Ganz anders"}, button="Speichern")
    assert stale.status_code == 409
    assert "Ganz anders" in stale.visible_text
    assert client.submit(stale, button="Speichern").status_code == 303, "having compared, she saves again"
    versions = client.get(f"{PAGES}/impressum/verlauf")
    assert "Edda Redakteurin" in versions.visible_text
    assert client.submit(versions, button="Diese Fassung wieder zeigen").status_code == 303
    assert "Neu: 07000 0000-1" in new_client().get("/musterstadt/seite/impressum").visible_text
    back = client.get(f"{PAGES}/impressum")
    assert back.document.all("ins"), "the difference to the template is visible"
    assert client.submit(back, button="Ja, Vorlage nehmen").status_code == 303
    assert "Körperschaft" in new_client().get("/musterstadt/seite/impressum").visible_text


def test_an_editor_adds_orders_and_removes_pages(app: Any, client: Any, new_client: Any, editor: Any) -> None:
    sign_in(client, "musterstadt", EDITOR)
    for title in ("Ehrenamtskarte", "Sprechstunde"):
        answer = client.submit(client.get(f"{PAGES}/neu"), {"title": title, "source": "Text."}, button="Speichern")
        assert answer.status_code == 303
    assert (
        client.submit(client.get(f"{PAGES}/neu"), {"title": "", "source": "x"}, button="Speichern").status_code == 422
    )
    assert client.submit(client.get(PAGES), button="Nach oben").status_code == 303
    footer = [a.text for a in new_client().get("/musterstadt/").document.all("footer a")]
    assert footer.index("Sprechstunde") < footer.index("Ehrenamtskarte")
    page = client.get(f"{PAGES}/sprechstunde")
    assert client.submit(page, button="Ja, entfernen").status_code == 303
    assert new_client().get("/musterstadt/seite/sprechstunde").status_code == 404
    assert client.get(f"{PAGES}/impressum?sprache=xx").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_needs_the_same_statements(app: Any, client: Any, editor: Any, statements: Any, count: int) -> None:
    with app.app_context(), entered(SYSTEM), writing():
        city = db.session.scalars(sa.select(City)).one()
        db.session.add_all(CityPage(city_id=city.id, slug=f"s{n}", title="T", source="T") for n in range(count))
    sign_in(client, "musterstadt", EDITOR)
    with statements() as seen:
        client.get(PAGES)
    assert len(seen) == 6, seen
