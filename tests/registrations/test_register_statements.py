"""How much a registration asks of the database."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.registrations.support import make_stage
from tests.registrations.test_register_pages import FILLED, form_of
from tests.support.statements import statements

pytestmark = pytest.mark.usefixtures("clock")


@pytest.mark.both_engines
def test_guest_needs_nine_statements_and_one_commit(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    page = form_of(client, stage)
    commits: list[object] = []

    def note(connection: object) -> None:
        commits.append(connection)

    event.listen(Engine, "commit", note)
    try:
        with statements() as seen:
            assert client.submit(page, FILLED).status_code == 303
    finally:
        event.remove(Engine, "commit", note)
    # City; what the form asks; sender, counted; the offer, locked; guest, with her account; place; registration; entry
    # in the log, mail.
    assert (len(seen), len(commits)) == (9, 1)
