"""The words of the table: what a class of personal data is, and what is said about it."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from engagement.core.i18n import _l
from engagement.core.models import Base

ALL = "*"  # every column of a table
# Takes row numbers and the criterion by which they are due, looks again under the lock, returns how many rows went.
Erase = Callable[[Sequence[int], sa.ColumnElement[bool]], int]
Text = Any  # a lazy text: translated when it is shown


class Role(enum.Enum):
    """Who is what (Art. 4 no. 7 and 8 GDPR)."""

    CITY = _l("the city (controller)")
    ASSOCIATION = _l("the association (a controller of its own from the moment that it receives a registration)")
    OPERATOR = _l("the operator (processor of the city)")


class Ground(enum.Enum):
    """The legal ground."""

    PUBLIC_TASK = _l("task in the public interest: Article 6 (1) (e) GDPR with § 4 LDSG")
    AGREEMENT = _l("what you agree with the association: Article 6 (1) (b) GDPR")
    CONSENT = _l("your consent: Article 6 (1) (a) GDPR")
    SECURITY = _l("security of processing: Article 6 (1) (e) GDPR with Article 32 GDPR and § 4 LDSG")
    ACCOUNTABILITY = _l("being able to give account: Article 6 (1) (c) GDPR with Article 5 (2) GDPR")
    EMPLOYMENT = _l("work for the city: Article 6 (1) (e) GDPR with § 15 LDSG")


class Recipient(enum.Enum):
    """Who gets to see it, besides the person herself."""

    ASSOCIATION = _l("the association that the registration is for")
    TEAM = _l("the team of the association")
    STAFF = _l("the staff of the city")
    PUBLIC = _l("everybody")
    REGISTERED = _l("those who have registered")
    MAIL = _l("the service that delivers the mails")


class Activity(enum.Enum):
    """The processing activities of the record (Art. 30 GDPR)."""

    TAKING_PART = _l("Bringing volunteers and associations together")
    ACCOUNTS = _l("Keeping accounts")
    ASSOCIATIONS = _l("Presenting associations and their offers")
    MODERATION = _l("Reviewing offers and associations")
    CITY = _l("Staff of the city")
    OPERATION = _l("Safe operation and mail")


@dataclass(frozen=True)
class Rows:
    """The rows of a class and when their period starts; `start` and `where` speak about `model`.

    `city` is the column that names the row's city, where it has one: that city may shorten the period. A `period` here
    counts instead of the class's. `erase` is what happens to the rows when they are not simply deleted.
    """

    model: type[Base]
    start: sa.SQLColumnExpression[Any]
    where: sa.SQLColumnExpression[bool] = field(default_factory=sa.true)
    city: sa.SQLColumnExpression[Any] | None = None
    period: timedelta | None = None
    erase: Erase | None = None


@dataclass(frozen=True)
class Notice:
    """A mail before the deletion: to whom and when. `send` takes row numbers and the criterion, as `erase` does."""

    rows: Rows
    lead: timedelta
    send: Erase


@dataclass(frozen=True)
class DataClass:
    """One class of personal data. `period` None: it lasts as long as what `starts` names, and goes with it."""

    key: str
    name: Text
    what: Text
    purpose: Text
    people: Text
    starts: Text
    period: timedelta | None
    grounds: tuple[Ground, ...]
    activity: Activity
    columns: Mapping[str, str | tuple[str, ...]]
    recipients: tuple[Recipient, ...] = ()
    responsible: tuple[Role, ...] = (Role.CITY, Role.OPERATOR)
    rows: tuple[Rows, ...] = ()
    notice: Notice | None = None

    @property
    def may_be_shortened(self) -> bool:
        """Whether a city may choose a shorter period: its rows belong to one city."""
        return self.period is not None and any(rows.city is not None for rows in self.rows)


def days(count: int) -> timedelta:
    return timedelta(days=count)


HOURS_48 = timedelta(hours=48)
MONTHS_6, MONTHS_12, MONTHS_24 = days(183), days(365), days(730)
