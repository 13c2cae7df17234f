"""What is counted to slow it down: asked and written in one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts import throttle
from engagement.accounts.models import Attempt
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from tests.support.statements import statements

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("db_app")]

HOUR = timedelta(hours=1)
TWO = throttle.Limit("a_kind", "198.51.100.7", 2, HOUR)


def counted() -> int:
    with entered(SYSTEM):
        return int(db.session.scalar(sa.select(sa.func.count()).select_from(Attempt)) or 0)


def test_as_many_pass_as_may(clock: Any) -> None:
    assert [throttle.passes(TWO) for _ in range(4)] == [True, True, False, False]
    assert counted() == 2, "what is refused is not written"
    assert throttle.passes(throttle.Limit("a_kind", "198.51.100.8", 2, HOUR)), "somebody else"
    assert throttle.passes(throttle.Limit("another", "198.51.100.7", 2, HOUR)), "something else"
    clock.shift(3601)
    assert throttle.passes(TWO)


def test_of_several_limits_each_counts() -> None:
    one = throttle.Limit("another", "198.51.100.7", 1, HOUR)
    assert throttle.passes(TWO, one)
    assert not throttle.passes(TWO, one)
    assert throttle.is_reached(TWO) and throttle.is_reached(one)
    assert throttle.passes(), "without a limit everything passes"


def test_it_takes_one_statement_and_goes_with_its_operation(db_app: Flask) -> None:
    assert throttle.passes(TWO)
    with pytest.raises(LookupError), writing():
        with statements() as seen:
            assert throttle.passes(TWO)
        assert len(seen) == 1
        raise LookupError
    assert counted() == 1
