"""What the server refuses is shown without leaving the page, and what it accepts leads on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.search.shelf import offer
from tests.support.client import CheckingClient
from tests.support.factories import PASSWORD, make_association, make_city, make_user


def test_a_refused_sign_in_keeps_the_page_and_what_was_typed(
    page: Page, app: Any, live_server: Any, axe: Callable[[Page], None]
) -> None:
    with app.app_context():
        make_city("musterstadt")
        make_user("erna@leute.example", password=PASSWORD)
    page.goto(f"{live_server.url}/musterstadt/konto/einloggen")
    page.evaluate("window.same = true")
    form = page.get_by_role("main")
    form.get_by_label("E-Mail").fill("falsch@leute.example")
    form.get_by_label("Passwort", exact=True).fill(PASSWORD)
    form.get_by_role("button", name="Einloggen").click()
    expect(form.get_by_role("alert")).to_be_focused()
    assert page.title().startswith("Fehler: ")
    assert page.evaluate("window.same")
    expect(form.get_by_label("Passwort", exact=True)).to_have_value(PASSWORD)
    axe(page)
    form.get_by_label("E-Mail").fill("erna@leute.example")
    form.get_by_role("button", name="Einloggen").click()
    expect(page).to_have_url(f"{live_server.url}/musterstadt/konto/")


def test_a_registration_is_refused_and_accepted_in_place(phone_page: Page, app: Any, live_server: Any) -> None:
    page = phone_page
    with app.app_context():
        city = make_city("musterstadt")
        public_id = offer(city, make_association(city), title="Lieder singen").public_id
    page.goto(f"{live_server.url}/musterstadt/mitmachen/{public_id}/zusagen")
    page.evaluate("window.same = true")
    page.get_by_label("Ihr Name").fill("Erna Alt")
    send = page.get_by_role("main").locator("form[data-in-place] button[type=submit]").last
    send.click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert page.evaluate("window.same")
    expect(page.get_by_label("Ihr Name")).to_have_value("Erna Alt")
    page.get_by_label("E-Mail").fill("erna@leute.example")
    page.get_by_label("Ja", exact=True).check(force=True)
    send.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fast geschafft")
    assert not page.context.cookies()


def test_the_script_is_told_where_an_accepted_form_leads(app: Any, client: CheckingClient) -> None:
    with app.app_context():
        make_city("musterstadt")
        make_user("erna@leute.example", password=PASSWORD)
    values = {"email": "erna@leute.example", "password": PASSWORD}
    answer = client.post("/musterstadt/konto/einloggen", data=values, headers={"X-In-Place": "1"})
    assert (answer.status_code, answer.headers["X-Location"], answer.data) == (204, "/musterstadt/konto/", b"")
    assert "Location" not in answer.headers
    assert client.get("/musterstadt/konto/").status_code == 200
