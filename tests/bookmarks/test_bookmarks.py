"""Bookmarks with an account: kept once, let go, taken over from a browser, seen by nobody else."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.bookmarks import rules
from engagement.bookmarks.models import Bookmark
from engagement.bookmarks.operations import drop_offer, keep_offers
from engagement.bookmarks.queries import kept_by, kept_ids
from engagement.bookmarks.rules import TooManyBookmarks
from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, ScopeError, entered
from engagement.extensions import db
from engagement.kernel.errors import Forbidden
from engagement.opportunities.enums import PublicationState
from engagement.workflows.own_data import own_data
from tests.support.accounts import sign_in, token_of
from tests.support.factories import PASSWORD, make_association, make_city, make_opportunity, make_user


def town(slug: str = "musterstadt", number: int = 3) -> list[str]:
    """A city with offers; their public ids."""
    city = make_city(slug)
    association = make_association(city)
    return [make_opportunity(city, association, title=f"Angebot {slug} {n}").public_id for n in range(number)]


@pytest.mark.both_engines
def test_keeping_twice_keeps_once_and_the_latest_stands_on_top(db_app: Any) -> None:
    first, second, third = town()
    other = make_city("nachbarstadt")
    person = actor_of(make_user().id)
    assert keep_offers([("musterstadt", first)], actor=person) == 1
    assert keep_offers([("musterstadt", second), ("musterstadt", third), ("musterstadt", first)], actor=person) == 2
    assert keep_offers([("musterstadt", first), (other.slug, second), ("nirgends", "x")], actor=person) == 0
    assert person.user_id
    assert [each.public_id for each in kept_by(person.user_id)] == [second, third, first]
    drop_offer(second, actor=person)
    drop_offer(second, actor=person)
    assert kept_ids(person.user_id) == {first, third}
    assert kept_ids(make_user().id) == frozenset()


@pytest.mark.both_engines
def test_two_clicks_at_once_keep_once(db_app: Flask) -> None:
    first, *_ = town()
    user_id = make_user().id
    failed: list[BaseException] = []

    def click() -> None:
        try:
            with db_app.app_context(), entered(SYSTEM):
                keep_offers([("musterstadt", first)], actor=actor_of(user_id))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert len(kept_by(user_id)) == 1


def test_a_full_list_refuses_and_changes_nothing(db_app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third = town()
    person = actor_of(make_user().id)
    monkeypatch.setattr(rules, "MAX_KEPT", 2)
    keep_offers([("musterstadt", first)], actor=person)
    with pytest.raises(TooManyBookmarks):
        keep_offers([("musterstadt", second), ("musterstadt", third)], actor=person)
    assert kept_ids(person.user_id or 0) == {first}


def test_what_nobody_was_shown_cannot_be_kept_and_nobody_else_reads_it(db_app: Any) -> None:
    city = make_city()
    draft = make_opportunity(city, make_association(city), state=PublicationState.DRAFT)
    person = actor_of(make_user().id)
    assert keep_offers([("musterstadt", draft.public_id)], actor=person) == 0
    for act in (lambda: keep_offers([], actor=ANONYMOUS), lambda: drop_offer("x", actor=ANONYMOUS)):
        with pytest.raises(Forbidden):
            act()
    with entered(Scope.city(city.id)), pytest.raises(ScopeError):
        db.session.scalars(sa.select(Bookmark)).all()


def test_it_stands_in_ones_own_data(db_app: Any) -> None:
    first, *_ = town()
    user = make_user()
    keep_offers([("musterstadt", first)], actor=actor_of(user.id))
    section = next(each for each in own_data(user.id) if each.key == "bookmarks")
    assert section.rows[0][0] == "Angebot musterstadt 0"


def test_with_an_account_the_button_of_a_card_is_a_form(app: Any, client: Any) -> None:
    with app.app_context():
        offers = town()
        make_user("erna@leute.example", password=PASSWORD)
    sign_in(client, "musterstadt", "erna@leute.example")
    page = client.get("/musterstadt/mitmachen/?sortierung=neu")
    button = page.document.all("button[data-keep]")[0]
    assert button["aria-pressed"] == "false"
    sent = {
        "csrf_token": token_of(page),
        "merken": button["value"],
        "zurueck": "/musterstadt/mitmachen/?sortierung=neu",
    }
    assert client.post(button["formaction"], data=sent | {"csrf_token": "x"}).status_code == 400
    answer = client.post(button["formaction"], data=sent)
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert "Gemerkt." in page.visible_text
    pressed = [each for each in page.document.all("button[data-keep]") if each["aria-pressed"] == "true"]
    assert [each["value"] for each in pressed] == [button["value"]]
    assert pressed[0]["name"] == "vergessen"

    quiet = client.post(
        button["formaction"], headers={"Accept": "application/json"},
        data={"csrf_token": token_of(page), "vergessen": button["value"]},
    )  # fmt: skip
    assert (quiet.status_code, quiet.get_data(as_text=True)) == (200, "Von der Merkliste genommen.")
    assert "Noch nichts gemerkt" in client.get("/musterstadt/konto/merkliste").visible_text
    assert client.post(button["formaction"], data={"csrf_token": token_of(page)}).status_code == 400
    assert client.get("/musterstadt/merkliste/").location.endswith("/musterstadt/konto/merkliste")
    assert offers


def test_the_account_lists_all_towns_and_marks_what_is_over(app: Any, client: Any) -> None:
    with app.app_context():
        first, *_ = town()
        elsewhere, *_ = town("nachbarstadt", 1)
        with entered(SYSTEM):
            city = make_city("drittstadt")
        over = make_opportunity(city, make_association(city), state=PublicationState.EXPIRED, title="Altes Fest")
        pausing = make_opportunity(city, make_association(city), state=PublicationState.PAUSED, title="Pausiertes")
        user = make_user("erna@leute.example", password=PASSWORD)
        with entered(SYSTEM):
            keep_offers(
                [("musterstadt", first), ("nachbarstadt", elsewhere), ("drittstadt", over.public_id),
                 ("drittstadt", pausing.public_id)],
                actor=actor_of(user.id),
            )  # fmt: skip
    sign_in(client, "nachbarstadt", "erna@leute.example")
    page = client.get("/nachbarstadt/konto/merkliste")
    assert [h.text for h in page.document.all("main h2")][:3] == ["Nachbarstadt", "Musterstadt", "Drittstadt"]
    lanes = {lane.one("b").text: lane.one(".tag").text for lane in page.document.all(".lane")}
    assert lanes == {"Altes Fest": "Vorbei", "Pausiertes": "Pause"}


def test_what_a_browser_kept_is_taken_over_when_the_person_says_so(app: Any, client: Any) -> None:
    with app.app_context():
        first, second, _third = town()
        user = make_user("erna@leute.example", password=PASSWORD)
    listed = client.get(f"/musterstadt/merkliste/?nr={first},{second},unbekannt,{'x' * 30}")
    assert len(listed.document.all(".card")) == 2
    to_account = next(a["href"] for a in listed.document.all("main a") if "konto/merkliste" in a["href"])
    answer = client.get(to_account)
    assert "/konto/einloggen" in answer.location
    sent = client.post(answer.location, data={"email": "erna@leute.example", "password": PASSWORD})
    page = client.get(sent.location)
    with app.app_context():
        assert not kept_ids(user.id), "a look changes nothing"
    answer = client.post(
        "/musterstadt/konto/merkliste",
        data={"csrf_token": token_of(page), "angebot": [f"musterstadt/{first}", f"musterstadt/{second}", "quatsch"]},
    )  # fmt: skip
    assert "2 Angebote stehen jetzt auf Ihrer Merkliste." in client.get(answer.location).visible_text
    with app.app_context():
        assert kept_ids(user.id) == {first, second}


def test_a_visitor_without_script_is_told_and_led_to_the_sign_in(app: Any, client: Any) -> None:
    with app.app_context():
        first, *_ = town()
        make_user("erna@leute.example", password=PASSWORD)
    answer = client.post("/musterstadt/merkliste/", data={"merken": first})
    page = client.get(answer.location)
    assert "Ohne Konto merkt sich Ihr Browser die Angebote." in page.visible_text
    sent = client.post(answer.location, data={"email": "erna@leute.example", "password": PASSWORD})
    assert "Diese Angebote merken?" in client.get(sent.location).visible_text
    assert "Angebot musterstadt 0" in client.get(sent.location).visible_text
