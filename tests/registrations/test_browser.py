"""A guest in a real browser: on a narrow phone, and by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from playwright.sync_api import expect

from engagement.core.scope import SYSTEM, entered
from engagement.registrations.enums import RegistrationState
from tests.registrations.support import Stagecraft, mails, make_stage, registration, taken

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def offer(app: Flask) -> Stagecraft:
    with app.app_context(), entered(SYSTEM):
        return make_stage(shifts=2, contact_phone="0157 0000 4711")


def form_address(offer: Stagecraft) -> str:
    return f"/{offer.city.slug}/mitmachen/{offer.opportunity.public_id}/zusagen"


def link_of_last_mail(app: Flask) -> str:
    with app.app_context():
        found = re.search(r"http://\S+?(/\S+/zusage/\S+)", mails()[-1].body_text)
    assert found
    return found[1]


def test_guest_with_a_narrow_phone(
    app: Flask, offer: Stagecraft, phone_page: Page, axe: Callable[[Page], None]
) -> None:
    page = phone_page
    page.goto(form_address(offer))
    axe(page)
    page.get_by_role("button", name="Mitmachen", exact=True).click()
    expect(page).to_have_title(re.compile("^Fehler: "))
    axe(page)
    page.locator(".choice").first.click()
    page.get_by_label("Ihr Name").fill("Hanna Keller")
    page.get_by_label("E-Mail").fill("hanna@leute.example")
    page.get_by_text("Nein", exact=True).click()
    page.get_by_role("button", name="Mitmachen", exact=True).click()
    page.get_by_text("Sie sind jünger?").wait_for()
    page.get_by_text("Ja", exact=True).click()
    page.get_by_role("button", name="Mitmachen", exact=True).click()
    page.get_by_role("heading", name="Fast geschafft: Schauen Sie in Ihre E-Mails").wait_for()
    axe(page)
    page.goto(link_of_last_mail(app))
    axe(page)
    page.get_by_role("button", name="Ja, ich mache mit").click()
    page.get_by_role("heading", name="Ihr Platz ist sicher").wait_for()
    page.get_by_role("link", name="0157 0000 4711").wait_for()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    with app.app_context():
        assert taken(offer.shift) == 1


def test_guest_by_keyboard_alone(app: Flask, offer: Stagecraft, page: Page) -> None:
    def tab_to(selector: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"Tab does not lead to {selector}")

    page.goto(form_address(offer))
    tab_to("input[name=shift]")
    page.keyboard.press("Space")
    tab_to("input[name=name]")
    page.keyboard.type("Hanna Keller")
    tab_to("input[name=email]")
    page.keyboard.type("hanna@leute.example")
    tab_to("input[name=is_adult]")
    page.keyboard.press("Space")
    tab_to("main button")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Fast geschafft: Schauen Sie in Ihre E-Mails").wait_for()
    page.goto(link_of_last_mail(app))
    tab_to("main button")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Ihr Platz ist sicher").wait_for()
    tab_to("main summary")
    page.keyboard.press("Enter")
    tab_to(".confirm button")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Sie haben abgesagt").wait_for()
    with app.app_context():
        public_id = offer_registration(offer)
        assert registration(public_id).state is RegistrationState.WITHDRAWN
        assert taken(offer.shift) == 0


def offer_registration(offer: Stagecraft) -> str:
    import sqlalchemy as sa

    from engagement.extensions import db
    from engagement.registrations.models import Registration

    with entered(SYSTEM):
        statement = sa.select(Registration.public_id).where(Registration.opportunity_id == offer.opportunity.id)
        return db.session.scalars(statement).one()
