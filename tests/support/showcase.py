"""A site with everything that has a page: the demo's three towns, and one more with an object of every kind."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from engagement import create_app
from engagement.accounts.models import User
from engagement.accounts.operations import request_email_change, request_reset, sign_up
from engagement.accounts.queries import actor_of
from engagement.associations.models import Association, Membership
from engagement.associations.operations.team import INVITATION_PURPOSE as TEAM_INVITATION
from engagement.attendance.certificates import certificate_token
from engagement.barriers.links import BARRIER
from engagement.cities.models import City
from engagement.cities.operations.staff import INVITATION as STAFF_INVITATION
from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, entered
from engagement.core.tokens import sign
from engagement.demo import logins, mails
from engagement.demo.loader import load
from engagement.extensions import db
from engagement.feedback.links import feedback_token
from engagement.kernel.clock import utcnow
from engagement.kernel.values import normalise_email
from engagement.messages.links import thread_token
from engagement.messages.models import MessageThread
from engagement.notifications.delivery import deliver_due
from engagement.opportunities.models import Opportunity, Publication, Shift
from engagement.registrations.enums import RegistrationState
from engagement.registrations.links import registration_token
from engagement.registrations.models import Registration
from engagement.registrations.operations import register
from engagement.reports.links import REPORT, STATEMENT
from tests.support import run
from tests.support.actors import sign_in
from tests.support.factories import PASSWORD
from tests.support.stage import Stage, free_port, keep_compiled_templates
from tests.support.world import Town

RICH, BARE = "bretten", "hierstadt"  # a town of the demo, and the one with an object of every kind
NEWCOMER, GUEST = "neu@leute.example", "heldin@leute.example"
NEW_ADDRESS = "umgezogen@leute.example"


class Showcase:
    """The site of one test process, over its own copy of a database that the first process fills."""

    def __init__(self, stage: Stage) -> None:
        self.folder = stage.home / "showcase"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.port = free_port()
        filled = stage.folder / "showcase"
        with run.once(stage.folder, "showcase") as is_first:
            if is_first:
                shutil.rmtree(filled, ignore_errors=True)
                filled.mkdir()
                shutil.copyfile(stage.folder / "template.sqlite", filled / "site.sqlite")
                _fill(self._app(stage, filled))
        shutil.copytree(filled, self.folder)
        self.app = self._app(stage, self.folder)
        self.town: dict[str, str] = {}
        with self.app.app_context(), entered(SYSTEM):
            self._read_ids()

    def _app(self, stage: Stage, folder: Path) -> Flask:
        settings = stage.settings(
            environment="demo", database_url=f"sqlite:///{folder / 'site.sqlite'}", instance_path=folder,
            mail_url=f"maildir://{folder / 'mailbox'}", media_url=f"file://{folder / 'media'}",
            platform_host=f"127.0.0.1:{self.port}",
        )  # fmt: skip
        app = create_app(settings)
        keep_compiled_templates(app, stage.folder)
        return app

    def _read_ids(self) -> None:
        """Public ids of the bare town's objects, by what they are."""
        for line in (self.folder / "ids").read_text().splitlines():
            name, _, public_id = line.partition("=")
            self.town[name] = public_id

    def path(self, endpoint: str, **values: Any) -> str:
        """The address of an endpoint, from `/`."""
        return self.app.url_map.bind("x").build(endpoint, values)

    def offer(self, city: str, of: str = "", **conditions: Any) -> str:
        """The public id of an offer of the demo, by columns of its publication or of itself (`is_ongoing=True`).

        `of` is the address of somebody who acts for its association.
        """
        with self.app.app_context(), entered(SYSTEM):
            statement = sa.select(Opportunity.public_id).join(Publication).join(City, City.id == Publication.city_id)
            if of:
                statement = statement.where(Opportunity.association_id.in_(self._associations(of)))
            for name, value in conditions.items():
                model = Publication if hasattr(Publication, name) else Opportunity
                statement = statement.where(getattr(model, name) == value)
            found = db.session.scalars(statement.where(City.slug == city).order_by(Opportunity.public_id)).first()
        assert found, f"{city} has no offer with {conditions}"
        return found

    def association(self, of: str) -> str:
        """The public id of the association that somebody acts for."""
        with self.app.app_context(), entered(SYSTEM):
            statement = sa.select(Association.public_id).where(Association.id.in_(self._associations(of)))
            return db.session.scalars(statement).one()

    @staticmethod
    def _associations(of: str) -> sa.Select[tuple[int]]:
        member = sa.select(Membership.association_id).join(User, User.id == Membership.user_id)
        return member.where(User.email_normalised == normalise_email(of))

    def full_offer(self, city: str) -> str:
        """The public id of a published offer whose dates are all full."""
        with self.app.app_context(), entered(SYSTEM):
            places = sa.func.sum(Shift.capacity - Shift.taken)
            statement = (
                sa.select(Opportunity.public_id).join(Shift, Shift.opportunity_id == Opportunity.id)
                .join(Publication, Publication.opportunity_id == Opportunity.id)
                .join(City, City.id == Publication.city_id)
                .where(City.slug == city, Publication.state == "published")
                .group_by(Opportunity.public_id).having(places == 0)
            )  # fmt: skip
            found = db.session.scalars(statement.order_by(Opportunity.public_id)).first()
        assert found, f"{city} has no offer that is full"
        return found

    def token(self, kind: str) -> str:
        """The token of a mailed link of the bare town: registration, registered, called, asked, report,
        statement, team, staff or certificate."""
        ids, day = self.town, utcnow().date()
        with self.app.app_context():
            return {
                "registration": lambda: registration_token(ids["registration"]),
                "certificate": lambda: certificate_token("Nachbarn e. V.", "Hanna Keller", 150, day, day, day),
                "guardian": lambda: sign("registration-guardian", [ids["registration"], "eltern@leute.example"]),
                "successor": lambda: sign("registration-successor", [ids["registration"], "nach@leute.example"]),
                "registered": lambda: sign("registered", ["mail", ids["published"], ids["shift"]]),
                "unwritten": lambda: registration_token(self._without_conversation()),
                "messages": lambda: thread_token(ids["thread"]),
                "feedback": lambda: feedback_token(ids["past"]),
                "asked": lambda: sign("callback", utcnow().isoformat()),
                "barrier": lambda: sign(BARRIER, ids["barrier"]),
                "report": lambda: sign(REPORT, ids["report"]),
                "statement": lambda: sign(STATEMENT, ids["case"]),
                "called": lambda: sign(
                    "registered", ["phone", ids["published"], ids["shift"], ids["registration"], utcnow().isoformat()]
                ),
                "current": lambda: sign("offer-current", [ids["published"], "2026-05-04T08:00:00+00:00"]),
                "data": lambda: sign("association-data", ids["association"]),
                "team": lambda: sign(TEAM_INVITATION, ids["team_invitation"]),
                "staff": lambda: sign(STAFF_INVITATION, ids["staff_invitation"]),
            }[kind]()

    @staticmethod
    def _without_conversation() -> str:
        """The public id of a registration of the demo whose person and association have not written yet."""
        with entered(SYSTEM):
            statement = sa.select(Registration.public_id).join(City, City.id == Registration.city_id).where(
                City.slug == "bretten", Registration.state == RegistrationState.CONFIRMED,
                Registration.participant_id.not_in(sa.select(MessageThread.participant_id)),
            )  # fmt: skip
            return db.session.scalars(statement.order_by(Registration.id.desc())).first() or ""

    def mailed(self, email: str, part: str) -> str:
        """The path of the link with `part` in the newest mail to an address."""
        for mail in mails.mails(str(self.app.config["SETTINGS"].mail_url), email):
            if found := re.search(rf"https?://[^/\s]+(\S*{re.escape(part)}\S*)", mail.text):
                return found[1]
        raise AssertionError(f"no mail to {email} with a link to {part}")

    def mail_key(self, email: str) -> str:
        """The key of the newest mail to an address, as the mailbox page calls it."""
        return mails.mails(str(self.app.config["SETTINGS"].mail_url), email)[0].key

    def cookie(self, email: str) -> dict[str, str]:
        """The session cookie of a person who is signed in, as Chromium takes it."""
        with self.app.app_context(), entered(SYSTEM):
            user = db.session.scalars(sa.select(User).where(User.email_normalised == normalise_email(email))).one()
            client = self.app.test_client()
            sign_in(self.app, client, user)
        name = self.app.config["SESSION_COOKIE_NAME"]
        cookie = client.get_cookie(name)
        assert cookie is not None
        return {"name": name, "value": cookie.value, "url": f"http://127.0.0.1:{self.port}"}

    def close(self) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        shutil.rmtree(self.folder, ignore_errors=True)


def _fill(app: Flask) -> None:
    """The demo, the town, and mails that lead to pages which only a mail leads to."""
    folder = Path(app.config["SETTINGS"].instance_path)
    with app.app_context():
        load()
        town = Town(BARE).build()
        (folder / "ids").write_text("\n".join(f"{name}={value}" for name, value in town.ids.items()))
        with entered(SYSTEM):
            sign_up(name="Nele Neu", email=NEWCOMER, password=PASSWORD, city_id=town.city.id, network="192.0.2.1")
            request_reset(logins.CITIZEN.email, city_id=None, network="192.0.2.1")
            request_reset(town.owner.email, city_id=town.city.id, network="192.0.2.1")
            register(
                town.ids["published"], city_id=town.city.id, actor=ANONYMOUS, shift_id=town.ids["shift"],
                name="Heidi Held", email=GUEST, is_adult=True,
            )  # fmt: skip
            citizen = db.session.scalars(sa.select(User).where(User.email == logins.CITIZEN.email)).one()
            request_email_change(
                NEW_ADDRESS, logins.PASSWORD, actor=actor_of(citizen.id), city_id=town.city.id, network="192.0.2.2"
            )
            settings = app.config["SETTINGS"]
            deliver_due(settings.mail_url, settings.mail_from)
        db.session.remove()
        db.engine.dispose()
