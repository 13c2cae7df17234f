"""People who sign in, and the mails they got."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from engagement.notifications import late
from engagement.notifications.models import OutboxMessage
from tests.support.factories import PASSWORD


def sign_in(client: Any, city: str, email: str, password: str = PASSWORD) -> Any:
    """Sign a client in through the page of a city; the answer is the redirect."""
    answer = client.post(f"/{city}/konto/einloggen", data={"email": email, "password": password})
    assert answer.status_code == 303, answer.visible_text
    return answer


def mails_to(app: Any, email: str) -> list[Any]:
    """The outbox for an address, oldest first, as plain rows, in words."""
    with app.app_context(), entered(SYSTEM):
        for each in late.unwritten():
            late.write(*each)
        statement = sa.select(OutboxMessage).where(OutboxMessage.to_email == email).order_by(OutboxMessage.id)
        return list(db.session.scalars(statement))


def link_in(mail: Any, part: str = "/konto/") -> str:
    """The path of the link of a mail that contains `part`."""
    found = re.search(rf"https?://[^/\s]+(\S*{re.escape(part)}\S*)", mail.body_text)
    assert found, mail.body_text
    return found[1]


def token_of(page: Any) -> str:
    """The CSRF token of a page, for a POST without its form."""
    return str(page.document.all("input[name=csrf_token]")[0]["value"])


def rows_of(app: Any, model: Any) -> list[Any]:
    """All rows of a table, oldest first."""
    with app.app_context(), entered(SYSTEM):
        return list(db.session.scalars(sa.select(model).order_by(model.id)))
