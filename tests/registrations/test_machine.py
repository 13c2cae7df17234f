"""The table of states and events holds together."""

from __future__ import annotations

import pytest

from engagement.audit.labels import ACTION_LABELS
from engagement.registrations import machine
from engagement.registrations.enums import ACTIVE_STATES, PLACE_STATES, UNPROVEN_STATES, RegistrationState
from engagement.registrations.machine import TABLE, Event, NoSuchTransition, targets, transition
from scripts.registration_states import MEANINGS, PAGE, page

BEGINNINGS = {None, RegistrationState.EXPIRED}


def test_the_page_says_what_the_code_does() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
    assert set(MEANINGS) == set(Event)


def test_no_line_stands_twice() -> None:
    keys = [(line.source, line.event, line.target) for line in TABLE]
    assert len(keys) == len(set(keys))


def test_an_end_is_an_end() -> None:
    """Only what has run out can begin again."""
    sources = {line.source for line in TABLE}
    assert sources <= {*ACTIVE_STATES, *BEGINNINGS}


def test_every_active_state_can_be_left_by_everybody_concerned() -> None:
    for state in ACTIVE_STATES:
        for event in (Event.WITHDRAW, Event.CANCEL, Event.BLOCK, Event.LEAVE, Event.MERGE):
            assert targets(state, event), (state, event)


def test_places_are_taken_once_and_given_back_once() -> None:
    for line in TABLE:
        assert not (line.takes_places and line.gives_back)
        assert line.takes_places == (line.source not in PLACE_STATES and line.target in PLACE_STATES)


def test_who_is_not_proven_gets_no_mail_about_an_end_by_others() -> None:
    for line in TABLE:
        if line.source in UNPROVEN_STATES and line.who is not machine.Who.PERSON and line.event is not Event.WITHDRAW:
            assert not line.mails or line.event in (Event.WITHDRAW_FOR, Event.WITHDRAW_FOR_BY_CITY), line


def test_every_action_of_the_log_has_a_name() -> None:
    assert {f"registration.{line.audit}" for line in TABLE} <= set(ACTION_LABELS)


def test_what_is_not_in_the_table_is_refused() -> None:
    with pytest.raises(NoSuchTransition):
        transition(RegistrationState.DECLINED, Event.ACCEPT, RegistrationState.CONFIRMED)
