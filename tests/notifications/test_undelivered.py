"""What was not delivered: staff see it and try again, people and associations see which addresses do not work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from engagement.core.actor import CityRole
from engagement.core.scope import SYSTEM, entered
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import Forbidden, NotFound
from engagement.notifications.delivery import deliver_due
from engagement.notifications.operations import mark_dead
from engagement.notifications.rules import NothingToRetry, WordsErased
from engagement.workflows.retry_mail import retry_mail, retry_own_address
from tests.notifications.test_reliability import FROM, put, rows
from tests.support.actors import sign_in
from tests.support.factories import make_city, make_staff, make_user
from tests.support.smtp_process import SmtpProcess, smtp_process
from tests.support.stage import free_port


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SmtpProcess]:
    with smtp_process(free_port(), tmp_path / "smtp") as running:
        yield running


def failed(city_id: int | None, **values: Any) -> str:
    put("weg@leute.example", city_id=city_id, failed_at=utcnow(), last_error="550 5.1.1 No such user", **values)
    return rows()[-1].public_id


@pytest.mark.both_engines
def test_staff_try_again_what_was_given_up(db_app: Flask, server: SmtpProcess) -> None:
    from engagement.accounts.queries import actor_of

    here, there = make_city("hier"), make_city("dort")
    moderator = make_staff(here)
    editor = make_staff(here, role=CityRole.EDITOR)
    admin = make_user(is_platform_admin=True)
    mark_dead("weg@leute.example", "550")
    mine, other = failed(here.id), failed(there.id)
    with entered(SYSTEM):
        acting = actor_of(moderator.id)
        with pytest.raises(NotFound):
            retry_mail(other, city_id=here.id, actor=acting)
        with pytest.raises(Forbidden):
            retry_mail(mine, city_id=here.id, actor=actor_of(editor.id))
        with pytest.raises(Forbidden):
            retry_mail(other, city_id=None, actor=acting)
        retry_mail(mine, city_id=here.id, actor=acting)
        with pytest.raises(NothingToRetry):
            retry_mail(mine, city_id=here.id, actor=acting)
        retry_mail(other, city_id=None, actor=actor_of(admin.id))
        key = failed(here.id, kind="account_code", body_text="")
        with pytest.raises(WordsErased):
            retry_mail(key, city_id=here.id, actor=acting)
    assert deliver_due(server.url, FROM) == 2


def test_the_pages_show_it_and_their_button_works(db_app: Flask, client: Any, server: SmtpProcess) -> None:
    here, there = make_city("hier"), make_city("dort")
    moderator = make_staff(here)
    failed(here.id)
    failed(there.id, subject="Nur für dort")
    sign_in(db_app, client, moderator)
    page = client.get("/hier/stadt/mails")
    assert "550 5.1.1 No such user" in page.document.text and "Nur für dort" not in page.document.text
    done = client.submit(page, {}, button="Noch einmal versuchen", follow_redirects=True)
    assert (
        "Die E-Mail ist wieder unterwegs." in done.document.text
        and "Alle E-Mails sind angekommen" in done.document.text
    )
    assert client.submit(page, {}, button="Noch einmal versuchen").status_code == 422
    assert deliver_due(server.url, FROM) == 1
    admin = make_user(is_platform_admin=True)
    sign_in(db_app, client, admin)
    page = client.get("/plattform/mails")
    assert "Nur für dort" in page.document.text
    assert client.submit(page, {}, button="Noch einmal versuchen").status_code == 303


def test_a_person_sees_that_mails_do_not_arrive_and_tries_again(
    db_app: Flask, client: Any, server: SmtpProcess
) -> None:
    make_city("hier")
    person = make_user("weg@leute.example")
    mark_dead("weg@leute.example", "550")
    put("weg@leute.example")
    sign_in(db_app, client, person)
    page = client.get("/hier/konto/profil")
    assert "E-Mails an diese Adresse kommen nicht an." in page.document.text
    assert deliver_due(server.url, FROM) == 0
    client.submit(page, {}, button="Noch einmal versuchen")
    assert "kommen nicht an" not in client.get("/hier/konto/profil").document.text
    assert deliver_due(server.url, FROM) == 1
    with entered(SYSTEM):
        retry_own_address(person.id)  # once more changes nothing


def test_the_association_sees_whom_no_mail_reaches(db_app: Flask, client: Any) -> None:
    from tests.registrations.support import make_stage

    stage = make_stage()
    stage.guest(email="Weg@leute.example")
    stage.guest(email="mara@leute.example")
    mark_dead("weg@leute.example", "550")
    sign_in(db_app, client, stage.owner)
    path = f"/musterstadt/verein/{stage.association.public_id}/angebote/{stage.opportunity.public_id}/zusagen"
    page = client.get(path)
    assert page.document.text.count("E-Mails kommen nicht an") == 1
