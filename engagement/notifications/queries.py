"""What is to be known about a reader."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.kernel.languages import DEFAULT_LANGUAGE, known_language
from engagement.kernel.values import normalise_email


def language_of(email: str) -> str:
    """The language that the owner of an address has chosen; German for who has no account."""
    statement = sa.select(User.language).where(User.email_normalised == normalise_email(email))
    with unscoped("a mail speaks its reader's language, whoever causes it"):
        return known_language(db.session.scalar(statement) or DEFAULT_LANGUAGE)
