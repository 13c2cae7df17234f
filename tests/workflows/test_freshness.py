"""Asked after half a year, reminded, ended; answered by a link; told once, whatever the job does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.associations.enums import ListingState
from engagement.associations.models import Listing
from engagement.core.scope import SYSTEM, entered
from engagement.core.tokens import TokenExpired, TokenInvalid
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities import operations as act
from engagement.opportunities.enums import PublicationState as State
from engagement.opportunities.models import Publication
from engagement.opportunities.rules.freshness import AlreadyAnswered, Step, next_step
from engagement.workflows.freshness import answer_question, ask_whether_current, expire_past, question_of
from tests.opportunities.world import World, opportunity, publication
from tests.registrations.support import mails
from tests.support import factories as make
from tests.support.client import CheckingClient

ONGOING: dict[str, Any] = {"days": (), "is_ongoing": True, "schedule_note": "mittwochs", "people_needed": 2}
HALF_A_YEAR = timedelta(days=183)


@pytest.fixture
def world(db_app: Flask, clock: Any) -> World:
    return World()


def kinds() -> list[str]:
    return [mail.kind for mail in mails() if mail.kind.startswith("offer_")]


def link() -> str:
    """The token in the newest question."""
    text = next(mail.body_text for mail in reversed(mails()) if "/angebot-pruefen/" in (mail.body_text or ""))
    return text.split("/angebot-pruefen/")[1].split()[0]


@pytest.mark.parametrize(
    ("days", "asked", "reminded", "step"),
    [
        (181, None, None, None), (182, None, None, Step.ASK), (200, 13, None, None), (200, 14, None, Step.REMIND),
        (220, 29, 15, None), (220, 30, 15, None), (220, 30, 16, Step.EXPIRE), (400, 200, None, Step.REMIND),
        (400, 200, 1, None),
    ],
)  # fmt: skip
def test_what_is_due(days: int, asked: int | None, reminded: int | None, step: Step | None) -> None:
    now = datetime(2026, 5, 4, 8, tzinfo=UTC)

    def ago(number: int | None) -> datetime | None:
        return None if number is None else now - timedelta(days=number)

    since = ago(days)
    assert since is not None
    assert next_step(now, since=since, asked_at=ago(asked), reminded_at=ago(reminded)) is step


@pytest.mark.both_engines
def test_asked_reminded_and_ended_each_once(world: World, clock: Any) -> None:
    public_id = world.published(**ONGOING)
    assert ask_whether_current() == 0
    clock.shift(HALF_A_YEAR)
    assert [ask_whether_current(), ask_whether_current()] == [1, 0]
    assert kinds() == ["offer_current"]
    clock.shift(timedelta(days=14))
    assert [ask_whether_current(), ask_whether_current()] == [1, 0]
    assert publication(public_id).state is State.PUBLISHED
    clock.shift(timedelta(days=16))
    assert [ask_whether_current(), ask_whether_current()] == [1, 0]
    assert kinds() == ["offer_current", "offer_current_again", "offer_expired"]
    assert publication(public_id).state is State.EXPIRED
    with pytest.raises(AlreadyAnswered):
        answer_question(link(), holds=True)
    # Through the normal way it comes back, and has half a year again.
    act.submit(public_id, actor=world.editor)
    assert publication(public_id).state is State.PUBLISHED
    assert ask_whether_current() == 0


def test_a_change_is_an_answer(world: World, clock: Any) -> None:
    public_id = world.published(**ONGOING)
    clock.shift(HALF_A_YEAR)
    ask_whether_current()
    world.save(public_id, skills="Geduld")
    assert opportunity(public_id).asked_at is None
    clock.shift(timedelta(days=40))
    assert ask_whether_current() == 0


def test_offers_with_an_end_or_a_pause_are_not_asked(world: World, clock: Any) -> None:
    world.published(**ONGOING, ends_on=utcnow().date() + timedelta(days=400))
    world.published(days=(300,))
    paused = world.published(**ONGOING)
    act.pause(paused, actor=world.editor)
    clock.shift(HALF_A_YEAR)
    assert ask_whether_current() == 0


@pytest.mark.parametrize(("button", "state"), [("Ja, stimmt noch", State.PUBLISHED), ("Ist vorbei", State.EXPIRED)])
def test_the_link_asks_and_its_buttons_answer(
    world: World, clock: Any, client: CheckingClient, button: str, state: State
) -> None:
    public_id = world.published(**ONGOING)
    clock.shift(HALF_A_YEAR)
    ask_whether_current()
    address = f"/{world.city.slug}/angebot-pruefen/{link()}"
    page = client.get(address)
    assert "Stimmt das Angebot noch?" in page.visible_text
    assert opportunity(public_id).asked_at is not None  # a mail scanner opens links: nothing has happened
    done = client.submit(page, {}, button=button)
    assert "Danke!" in done.visible_text
    assert publication(public_id).state is state
    assert opportunity(public_id).asked_at is None
    told = "schon beantwortet" if state is State.PUBLISHED else "wird nicht mehr gezeigt"
    assert told in client.submit(page, {}, button=button).visible_text
    late = client.get(address)
    assert told in late.visible_text and late.document.one("h1").text == "Das ist nicht mehr offen"
    assert client.post(address, data={"antwort": "vielleicht"}).status_code == 400
    assert client.get(f"/{world.city.slug}/angebot-pruefen/erfunden").status_code == 410


def test_who_opens_the_link_too_late_reads_how_the_offer_comes_back(
    world: World, clock: Any, client: CheckingClient
) -> None:
    public_id = world.published(**ONGOING)
    clock.shift(HALF_A_YEAR)
    ask_whether_current()
    address = f"/{world.city.slug}/angebot-pruefen/{link()}"
    for days in (14, 16):
        clock.shift(timedelta(days=days))
        ask_whether_current()
    assert publication(public_id).state is State.EXPIRED
    page = client.get(address)
    assert "wird nicht mehr gezeigt. Sie können es jederzeit zurückholen" in page.visible_text
    assert "schon beantwortet" not in page.visible_text
    assert any(a["href"].endswith(f"/angebote/{public_id}/bearbeiten") for a in page.document.all("main a"))


def test_over_in_one_town_is_over_in_all(world: World, clock: Any, client: CheckingClient) -> None:
    public_id = world.published(**ONGOING)
    there, first = make.make_city("nachbarstadt"), publication(public_id)
    with entered(SYSTEM), writing():
        db.session.add(Listing(city_id=there.id, association_id=world.association.id, state=ListingState.VERIFIED))
        db.session.add(
            Publication(
                city_id=there.id, opportunity_id=first.opportunity_id, association_id=world.association.id,
                state=State.PUBLISHED, shown_revision_id=first.shown_revision_id, published_at=utcnow(),
            )
        )  # fmt: skip
    clock.shift(HALF_A_YEAR)
    ask_whether_current()
    client.submit(client.get(f"/{world.city.slug}/angebot-pruefen/{link()}"), {}, button="Ist vorbei")
    with entered(SYSTEM):
        assert set(db.session.scalars(sa.select(Publication.state))) == {State.EXPIRED}


def test_a_link_is_void_after_two_months(world: World, clock: Any) -> None:
    world.published(**ONGOING)
    clock.shift(HALF_A_YEAR)
    ask_whether_current()
    token = link()
    clock.shift(timedelta(days=61))
    with pytest.raises(TokenExpired):
        question_of(token)
    with pytest.raises(TokenInvalid):
        question_of("x" + token)


def test_what_is_over_says_so_once_and_leads_on(world: World, clock: Any) -> None:
    public_id = world.published(days=(3,))
    clock.shift(timedelta(days=4))
    assert [expire_past(), expire_past()] == [1, 0]
    (mail,) = [each for each in mails() if each.kind == "offer_over"]
    assert f"/angebote/neu?wie={public_id}" in (mail.body_text or "")
    assert "Ihr Angebot ist vorbei" in mail.subject
