"""The form in Chromium: with a script, without one, on a phone, by keyboard; and no page that axe objects to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from engagement.accounts.enums import SignInMethod
from engagement.accounts.models import User
from engagement.accounts.operations.sessions import open_session
from engagement.accounts.session import TOKEN
from engagement.associations.models import Association
from engagement.cities.models import City
from engagement.core.scope import SYSTEM, entered
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity
from tests.support import factories as make
from tests.support.browsing import no_sideways_scroll
from tests.support.server import LiveServer

WORD = """<html><head><style>p.MsoNormal {margin:0}</style></head><body>
<b style="font-weight:normal"><p class=MsoNormal style="margin:0"><b>Was</b> wir tun:<o:p></o:p></p>
<p class=MsoListParagraph><span>·&nbsp;&nbsp;</span>Kochen</p>
<ul><li>Spülen</li><li>Essen <i>ausgeben</i></li></ul>
<p class=MsoNormal>Mehr unter <a href="https://verein.example/plan">diesem Plan</a>.</p></b></body></html>"""
PASTE = """([element, html]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  element.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@dataclass
class Workplace:
    server: LiveServer
    city: City
    owner: User
    association: Association
    offer: Opportunity

    @property
    def base(self) -> str:
        return f"/{self.city.slug}/verein/{self.association.public_id}/angebote"

    def enter(self, page: Page) -> Page:
        """Sign the browser in."""
        app = self.server.app
        with app.app_context(), entered(SYSTEM):
            token = open_session(self.owner.id, SignInMethod.PASSWORD)
        signer = app.session_interface.get_signing_serializer(app)
        value = signer.dumps({TOKEN: token})
        page.context.add_cookies([{"name": app.config["SESSION_COOKIE_NAME"], "value": value, "url": self.server.url}])
        return page


@pytest.fixture
def work(live_server: LiveServer) -> Workplace:
    with live_server.app.app_context():
        city, owner = make.make_city(), make.make_user(name="Elke Vogt")
        association = make.make_association(city, owner=owner, name="Mittagstisch")
        offer = make.make_opportunity(city, association, shifts=2)
        make.make_opportunity(city, association, state=PublicationState.DRAFT)
    return Workplace(live_server, city, owner, association, offer)


@pytest.mark.parametrize("script", [True, False])
def test_writing_on_a_phone(work: Workplace, new_page: Callable[..., Page], script: bool) -> None:
    page = work.enter(new_page(width=360, height=740, java_script_enabled=script))
    page.goto(f"{work.base}/neu")
    page.get_by_label("Mittagstisch sucht").fill("Hände, die kochen")
    page.locator("#shifts-0-day").fill("2030-06-01")
    page.locator("#shifts-0-begins").fill("10:00")
    page.locator("#shifts-0-ends").fill("14:00")
    page.get_by_role("button", name="Weiterer Termin").click()
    rows = page.locator("[data-row]:visible")
    expect(rows).to_have_count(2)
    second = rows.nth(1)
    second.get_by_label("Tag", exact=True).fill("2030-06-08")
    second.get_by_label("Von").fill("10:00")
    second.get_by_label("Bis").fill("14:00")
    page.get_by_label("Ort", exact=True).fill("Gemeindehaus")
    page.get_by_label("Wie viele Menschen?").fill("4")
    no_sideways_scroll(page)
    page.get_by_role("button", name="Einreichen", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Eingereicht.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hände, die kochen")
    expect(page.get_by_text("8. Juni 2030").first).to_be_visible()


def test_word_keeps_its_shape(work: Workplace, page: Page) -> None:
    work.enter(page).goto(f"{work.base}/neu")
    page.get_by_text("Beschreibung und Bild").click()
    field = page.get_by_label("Was passiert dort?")
    field.click()
    field.evaluate("(element, html) => (" + PASTE + ")([element, html])", WORD)
    assert page.locator("textarea[name=description]").input_value() == (
        "**Was** wir tun:\n\n- Kochen\n- Spülen\n- Essen _ausgeben_\n\n"
        "Mehr unter [diesem Plan](https://verein.example/plan)."
    )
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.wait_for_url("**/bearbeiten**")
    page.get_by_role("button", name="Speichern und ansehen").click()
    page.wait_for_url("**/vorschau**")
    expect(page.locator(".prose li")).to_have_text(["Kochen", "Spülen", "Essen ausgeben"])
    expect(page.locator(".prose a")).to_have_attribute("href", "https://verein.example/plan")


def test_enter_saves_and_does_not_remove_a_date(work: Workplace, page: Page) -> None:
    work.enter(page).goto(f"{work.base}/{work.offer.public_id}/bearbeiten")
    page.locator("#title").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Gespeichert.")
    expect(page.locator("[data-row]:visible")).to_have_count(2)


def test_by_keyboard_to_the_gap(work: Workplace, page: Page) -> None:
    work.enter(page).goto(f"{work.base}/neu")
    page.locator("button[value=submit]").focus()
    page.keyboard.press("Enter")
    summary = page.locator(".errors")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#title")).to_be_focused()


def test_what_does_not_apply_is_hidden(work: Workplace, page: Page) -> None:
    work.enter(page).goto(f"{work.base}/neu")
    expect(page.locator("#shifts")).to_be_visible()
    page.get_by_text("Laufend oder nach Absprache").click()
    expect(page.locator("#shifts")).to_be_hidden()
    expect(page.get_by_label("Letzter Tag")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_nobody_is_kept_out(
    work: Workplace, new_page: Callable[..., Page], axe: Callable[[Page], None], width: int, scheme: Any
) -> None:
    page = work.enter(new_page(width=width, color_scheme=scheme))
    one = f"{work.base}/{work.offer.public_id}"
    for path in (f"{work.base}/", f"{work.base}/neu", f"{one}/bearbeiten", f"{one}/vorschau", f"{one}/zurueckziehen"):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        no_sideways_scroll(page)
        axe(page)
    page.goto(f"{work.base}/neu")
    page.locator("#shifts-0-begins").fill("10:00")
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.locator(".errors")).to_be_visible()
    no_sideways_scroll(page)
    axe(page)


def test_a_draft_saves_itself(work: Workplace, page: Page) -> None:
    work.enter(page).goto(f"{work.base}/neu")
    saved = page.locator("[data-autosave-status]")
    page.get_by_label("Mittagstisch sucht").fill("Hände, die kochen")
    expect(saved).to_contain_text("Entwurf gespeichert um")
    page.wait_for_url("**/bearbeiten")
    page.locator("#people_needed").fill("4")
    with page.expect_response("**/entwurf") as answer:
        page.locator("#location_name").fill("Gemeindehaus")
    assert answer.value.status == 200
    page.reload()
    expect(page.get_by_label("Mittagstisch sucht")).to_have_value("Hände, die kochen")
    expect(page.locator("#people_needed")).to_have_value("4")
    # The button meets what the background has saved, also in the middle of it.
    page.locator("#skills").evaluate("e => e.closest('details').open = true")
    page.locator("#skills").fill("Geduld")
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Gespeichert.")
    page.goto(f"{work.base}/")
    expect(page.get_by_role("link", name="Hände, die kochen", exact=True)).to_have_count(1)


def test_without_a_connection_it_says_so_and_goes_on(work: Workplace, page: Page) -> None:
    work.enter(page).goto(f"{work.base}/neu")
    saved = page.locator("[data-autosave-status]")
    page.context.set_offline(True)
    page.get_by_label("Mittagstisch sucht").fill("Hände, die kochen")
    expect(saved).to_have_text("Nicht gespeichert: keine Verbindung. Wir versuchen es weiter.")
    page.context.set_offline(False)
    expect(saved).to_contain_text("Entwurf gespeichert um")


def test_dates_by_a_rule(work: Workplace, phone_page: Page) -> None:
    page = work.enter(phone_page)
    page.goto(f"{work.base}/neu")
    page.get_by_text("Mehrere Termine auf einmal").click()
    rule = page.locator("#series")
    rule.locator("#series-first").fill("2030-06-01")
    rule.locator("#series-count").fill("3")
    rule.locator("#series-begins").fill("20:00")
    rule.locator("#series-ends").fill("22:00")
    page.get_by_role("button", name="Termine vorschlagen").click()
    expect(page.get_by_label("Sa., 8. Juni 2030")).to_be_checked()
    page.get_by_label("Sa., 8. Juni 2030").uncheck()
    no_sideways_scroll(page)
    page.get_by_role("button", name="Angekreuzte Termine übernehmen").click()
    expect(page.locator("[data-row]:visible")).to_have_count(2)
