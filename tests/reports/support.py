"""What the tests of reports share."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.accounts.queries import actor_of
from engagement.associations.enums import SuspensionGround
from engagement.core.actor import ANONYMOUS, Actor, CityRole
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.extensions import db
from engagement.reports import operations
from engagement.reports.enums import Category, Measure, SubjectKind
from engagement.reports.models import Complaint, ReportCase
from engagement.reports.operations import Filed
from engagement.workflows.decide_report import Ruling, decide_report
from tests.registrations.support import Stagecraft
from tests.support.factories import make_staff, number

NOTHING = Ruling(Measure.NONE, None, "Die Angaben stimmen, wir haben nachgesehen.")
DOWN = Ruling(Measure.TAKE_DOWN, SuspensionGround.FORBIDDEN_CONTENT, "Der Text setzt Menschen herab, im zweiten Satz.")
SUSPENDED = Ruling(Measure.SUSPEND, SuspensionGround.PROTECTION, "Der Verein schützt die Kinder nicht, die er betreut.")
CORRECT = Ruling(Measure.CORRECT, None, "Die Uhrzeit stimmt nicht, bitte ändern Sie sie.")


def file(stage: Stagecraft, *, association: bool = False, **values: Any) -> Filed:
    """A report from a network of its own, in the city's scope, as the web does it."""
    asked: dict[str, Any] = {
        "category": Category.WRONG, "text": f"Das stimmt nicht, Nummer {next(number)}.",
        "network": f"198.51.{next(number) % 250}.1",
    } | values  # fmt: skip
    kind = SubjectKind.ASSOCIATION if association else SubjectKind.OFFER
    about = stage.association.public_id if association else stage.opportunity.public_id
    with entered(Scope.city(stage.city.id)):
        return operations.file_report(stage.city.id, kind, about, actor=ANONYMOUS, **asked)


def cases() -> list[ReportCase]:
    with entered(SYSTEM):
        statement = sa.select(ReportCase).order_by(ReportCase.id).execution_options(populate_existing=True)
        return list(db.session.scalars(statement))


def complaints() -> list[Complaint]:
    with entered(SYSTEM):
        statement = sa.select(Complaint).order_by(Complaint.id).execution_options(populate_existing=True)
        return list(db.session.scalars(statement))


def actor(user: User) -> Actor:
    with entered(SYSTEM):
        return actor_of(user.id)


def staff(stage: Stagecraft, role: CityRole = CityRole.MODERATOR, **values: Any) -> Actor:
    return actor(make_staff(stage.city, role, **values))


def decide(stage: Stagecraft, ruling: Ruling, by: Actor) -> ReportCase:
    """Decide the latest case as it stands."""
    case = cases()[-1]
    with entered(Scope.city(stage.city.id)):
        decide_report(stage.city.id, case.public_id, ruling, seen=case.reports_count, actor=by)
    return cases()[-1]
