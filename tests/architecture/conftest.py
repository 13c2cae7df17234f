"""One showcase for all tests of a process that look at it: filling it and compiling its templates takes seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.support.server import LiveServer
from tests.support.showcase import Showcase
from tests.support.stage import Stage


@pytest.fixture(scope="session")
def site(stages: Callable[[str], Stage]) -> Iterator[Showcase]:
    """Towns with an object of every kind, on a real port. For looking: a change needs an `app` of its own."""
    showcase = Showcase(stages("sqlite"))
    server = LiveServer(showcase.app, showcase.port)
    server.start()
    yield showcase
    server.stop()
    showcase.close()
