"""People with an account: the account, its sessions on the server, and what slows down guessing."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.core.models import Base, IdMixin, PublicIdMixin, TimestampMixin, UtcDateTime
from engagement.core.scope import EVERYWHERE
from engagement.kernel.clock import utcnow
from engagement.kernel.languages import DEFAULT_LANGUAGE


class User(PublicIdMixin, TimestampMixin, UserMixin, Base):
    """An account, the same in every city. All power comes from roles in cities and memberships in associations."""

    __tablename__ = "app_user"  # "user" is a reserved word in PostgreSQL
    __readable__ = EVERYWHERE

    email: Mapped[str] = mapped_column(sa.String(254))
    email_normalised: Mapped[str] = mapped_column(sa.String(254), unique=True)
    email_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    name: Mapped[str] = mapped_column(sa.String(120))
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    password_hash: Mapped[str | None] = mapped_column(sa.String(255))
    language: Mapped[str] = mapped_column(sa.String(8), default=DEFAULT_LANGUAGE)  # of the mails to this person
    is_platform_admin: Mapped[bool] = mapped_column(default=False)
    # Part of the secret address of this person's calendar: another number makes the old address void.
    calendar_number: Mapped[int] = mapped_column(default=0)
    # How many hours before a date she is reminded, 0 for never; whether she is asked afterwards how it was.
    reminder_hours: Mapped[int] = mapped_column(default=24)
    wants_thanks: Mapped[bool] = mapped_column(default=True)
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When we wrote that the account is unused and will be deleted; void as soon as it is used again.
    idle_notice_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class UserSession(PublicIdMixin, Base):
    """One signed-in browser. The cookie names it; ending the row ends the session."""

    __tablename__ = "user_session"
    __readable__ = EVERYWHERE

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    method: Mapped[str] = mapped_column(sa.String(16), default="password")
    device: Mapped[str] = mapped_column(sa.String(120), default="")

    user: Mapped[User] = relationship()


class SignInCode(IdMixin, Base):
    """A code sent by mail to sign in without a password. Only its hash is kept; few attempts, short life."""

    __tablename__ = "sign_in_code"
    __readable__ = EVERYWHERE

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class EmailChange(PublicIdMixin, Base):
    """The wish to use another mail address. It counts once it is confirmed at the new one; the old one can stop it."""

    __tablename__ = "email_change"
    __readable__ = EVERYWHERE
    __table_args__ = (
        sa.Index(
            "uq_email_change_open", "user_id", unique=True,
            sqlite_where=sa.text("confirmed_at IS NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("confirmed_at IS NULL AND ended_at IS NULL"),
        ),
    )  # fmt: skip

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"), index=True)
    old_email: Mapped[str] = mapped_column(sa.String(254))
    new_email: Mapped[str] = mapped_column(sa.String(254))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # cancelled, replaced, or stopped by the old address


class Attempt(IdMixin, Base):
    """A failed sign-in or another thing that is counted to slow it down, per account and per address.

    `key` is a keyed hash of what is counted, so that the table holds no addresses.
    """

    __tablename__ = "attempt"
    __readable__ = EVERYWHERE
    __table_args__ = (sa.Index("ix_attempt_kind_key_at", "kind", "key", "at"),)

    kind: Mapped[str] = mapped_column(sa.String(24))
    key: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
