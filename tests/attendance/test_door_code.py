"""The code on a person's page, and the page that it opens for the team."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from engagement.kernel.clock import utcnow
from engagement.opportunities.models import Shift
from tests.attendance.test_operations import rows
from tests.attendance.test_pages import link, team, work
from tests.registrations.support import change, make_stage

pytestmark = pytest.mark.usefixtures("clock")
__all__ = ["team"]  # a fixture


def test_a_code_opens_a_page_whose_button_ticks_off(db_app: Flask, team: Any, new_client: Any) -> None:
    stage = make_stage()
    done = stage.guest(name="Hanna Keller")
    change(Shift, stage.shift.id, starts_at=utcnow(), ends_at=utcnow() + timedelta(hours=2))
    picture = new_client().get(link(stage, done.registration_id, "/code.svg"))
    assert picture.mimetype == "image/svg+xml"
    assert picture.get_data().startswith(b"<svg")
    address = work(stage, f"/da/{done.registration_id}")
    assert new_client().get(address).status_code == 302, "the code is of no use to anybody else"
    client = team(stage)
    page = client.get(address)
    assert rows() == []
    answer = client.submit(page, button="Ist da", follow_redirects=True)
    assert "Hanna Keller ist da." in answer.visible_text
    assert [row.was_there for row in rows()] == [True]


def test_the_code_for_the_door_stands_there_when_the_day_is_near(db_app: Flask, client: Any, clock: Any) -> None:
    stage = make_stage(starts_in=timedelta(days=20))
    mine = link(stage, stage.guest().registration_id)
    page = client.get(mine)
    assert "an finden Sie hier Ihren Code für den Tag" in page.visible_text and not page.document.all(".ticket")
    clock.move_to(stage.shift.starts_at - timedelta(hours=24, minutes=1))
    assert not client.get(mine).document.all(".ticket")
    clock.shift(timedelta(minutes=1))
    assert client.get(mine).document.one(".ticket img")["src"].endswith("/code.svg")
    clock.move_to(stage.shift.ends_at - timedelta(minutes=1))
    assert client.get(mine).document.all(".ticket")
    clock.shift(timedelta(minutes=1))
    assert "Code für den Tag" not in client.get(mine).visible_text


def test_the_page_behind_the_code_says_from_when_on(db_app: Flask, team: Any, clock: Any) -> None:
    stage = make_stage(starts_in=timedelta(days=20))
    address = work(stage, f"/da/{stage.guest(name='Hanna Keller').registration_id}")
    clock.move_to(stage.shift.starts_at - timedelta(hours=3, minutes=1))
    client = team(stage)
    page = client.get(address)
    assert "Abhaken können Sie ab" in page.visible_text and not page.document.all("main form")
    clock.shift(timedelta(minutes=1))
    ticked = client.submit(client.get(address), button="Ist da", follow_redirects=True)
    assert "Hanna Keller ist da." in ticked.visible_text
