"""Trying a whole write again when PostgreSQL ended it for the sake of another one."""

from __future__ import annotations

import functools
import logging
import secrets
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError

from engagement.core.transaction import is_writing

P = ParamSpec("P")
R = TypeVar("R")
log = logging.getLogger(__name__)

ATTEMPTS = 4
# PostgreSQL: serialization_failure, deadlock_detected. SQLite has one writer and waits for it (busy timeout).
AGAIN = ("40001", "40P01")


def retried(function: Callable[P, R]) -> Callable[P, R]:
    """Run an operation again, from its beginning, when it lost a deadlock; put it above `@operation`.

    Inside another operation it does nothing: the outermost one has to begin again, because its locks are gone too.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return function(*args, **kwargs)
            except DBAPIError as error:
                if is_writing() or attempt == ATTEMPTS or getattr(error.orig, "sqlstate", None) not in AGAIN:
                    raise
                log.info("%s lost a deadlock and begins again", function.__name__)
            # The winner has to wake up first, else the same two meet again.
            time.sleep((10 + secrets.randbelow(40)) * attempt / 1000)
        raise AssertionError("unreachable")

    return run
