"""„Dringend gesucht“: for a while, for few at once, with a reason; shown, filtered, and over by itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from engagement.kernel.clock import today
from engagement.kernel.errors import Forbidden
from engagement.opportunities.operations import pause
from engagement.opportunities.operations.urgency import end_urgency, mark_urgent
from engagement.opportunities.rules import urgency
from engagement.opportunities.rules.urgency import is_urgent
from engagement.opportunities.search import Criteria, search_publications
from tests.opportunities.workplace import Workplace, stored
from tests.opportunities.world import World, opportunity
from tests.search.shelf import offer


def mark(world: World, public_id: str, days: int | None = 7, reason: str = "Drei sind krank.", **values: Any) -> None:
    until = None if days is None else today() + timedelta(days=days)
    mark_urgent(public_id, until=until, reason=reason, actor=values.get("actor", world.editor))


def test_the_last_day_belongs_to_it() -> None:
    assert is_urgent(date(2026, 5, 4), date(2026, 5, 4))
    assert not is_urgent(date(2026, 5, 3), date(2026, 5, 4))
    assert not is_urgent(None, date(2026, 5, 4))


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"days": None}, urgency.UrgentUntilMissing),
        ({"days": -1}, urgency.UrgentInPast),
        ({"days": 15}, urgency.UrgentTooLong),
        ({"reason": "  "}, urgency.UrgentReasonMissing),
        ({"reason": "x" * 161}, urgency.UrgentReasonTooLong),
        ({"reason": "Bitte 07252 9876 anrufen"}, urgency.ContactInReason),
    ],
)
def test_refusals(world: World, values: dict[str, Any], refusal: type[Exception]) -> None:
    public_id = world.published()
    with pytest.raises(refusal):
        mark(world, public_id, **values)
    assert opportunity(public_id).urgent_until is None


def test_only_what_is_shown_and_only_by_its_authors(world: World) -> None:
    with pytest.raises(urgency.OnlyShownIsUrgent):
        mark(world, world.draft())
    public_id = world.published()
    with pytest.raises(Forbidden):
        mark(world, public_id, actor=world.moderator)
    with pytest.raises(Forbidden):
        end_urgency(public_id, actor=world.moderator)


@pytest.mark.both_engines
def test_two_at_once_and_no_more(world: World, clock: Any) -> None:
    first, second, third = (world.published() for _ in range(3))
    mark(world, first, 0)
    mark(world, first, 14)  # changing is no second one
    mark(world, second, 1)
    with pytest.raises(urgency.TooManyUrgent):
        mark(world, third)
    pause(second, actor=world.editor)
    mark(world, third)
    end_urgency(first, actor=world.editor)
    end_urgency(first, actor=world.editor)
    assert opportunity(first).urgent_reason == ""
    assert [card.public_id for card in search_publications(world.city.id, Criteria(urgent=True)).items] == [third]
    clock.shift(timedelta(days=8))
    assert search_publications(world.city.id, Criteria(urgent=True)).items == []


def test_people_see_it_until_it_ends(app: Flask, work: Workplace, clock: Any) -> None:
    with app.app_context():
        there = offer(work.city, work.association, title="Kuchen verkaufen", starts_in=timedelta(days=12))
        offer(work.city, work.association, title="Etwas anderes", starts_in=timedelta(days=12))
    page = work.client.get(f"{work.base}/{there.public_id}/vorschau")
    page = work.client.get(page.document.one(f"a[href={work.base}/{there.public_id}/dringend]")["href"])
    wrong = work.client.submit(page, {"until": "2026-06-30"}, form="main form", button="Als dringend zeigen")
    assert [link["href"] for link in wrong.document.all(".errors a")] == ["#until"]
    done = work.client.submit(wrong, {"until": "2026-05-10", "reason": "Drei sind krank."}, form="main form",
                              button="Als dringend zeigen", follow_redirects=True)  # fmt: skip
    assert "Als dringend gezeigt bis So., 10. Mai 2026." in " ".join(done.visible_text.split())
    home, one = f"/{work.city.slug}/", f"/{work.city.slug}/mitmachen/{there.public_id}"
    only = f"/{work.city.slug}/mitmachen/?dringend=1"
    for address in (home, one, only):
        assert "Drei sind krank." in work.client.get(address).visible_text
    assert "Etwas anderes" not in work.client.get(only).visible_text
    assert work.client.get(only).document.one("[name=dringend][checked]")["value"] == "1"
    clock.shift(timedelta(days=7))
    for address in (home, one):
        assert "Drei sind krank." not in work.client.get(address).visible_text
    clock.shift(timedelta(days=-7))
    page = work.client.get(f"{work.base}/{there.public_id}/vorschau")
    ended = work.client.submit(
        page, {}, form=f"form[action={work.base}/{there.public_id}/dringend/beenden]", follow_redirects=True
    )
    assert "nicht mehr als dringend" in ended.visible_text
    assert stored(app)[0].urgent_until is None
