"""Links that got lost are mailed again; links that others hold are made void."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from engagement.accounts import throttle
from engagement.cities.queries import city_by_id, mail_frame
from engagement.core.retry import retried
from engagement.core.scope import unscoped
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.notifications.operations import enqueue_mail
from engagement.registrations.errors import TooManyRequests
from engagement.registrations.links import registration_url
from engagement.registrations.models import Registration
from engagement.registrations.queries.links import linked_of

MAX_MAILS = 3
MAIL_WINDOW = timedelta(hours=1)


@retried
@operation
def send_links(email: str, *, city_id: int, sender: Sequence[throttle.Limit] = ()) -> None:
    """Mail the links of all that is to come to whoever owns the address, at most three times an hour.

    Whoever asks learns nothing: neither whether the address is known, nor whether a mail went out. `city_id` is the
    town whose page was used. Raises TooManyRequests: a limit of `sender` is reached.
    """
    if not throttle.passes(*sender):
        raise TooManyRequests
    if not throttle.passes(throttle.Limit("registration_links", email, MAX_MAILS, MAIL_WINDOW)):
        return
    found = linked_of(email, utcnow())
    if not found:
        return
    lines = [
        (each.title, each.starts_at, each.ends_at, registration_url(each.city_slug, each.public_id)) for each in found
    ]
    enqueue_mail(
        "registration_links", to_email=email, to_name=found[0].name, frame=mail_frame(city_by_id(city_id)),
        context={"name": found[0].name, "lines": lines}, language=found[0].language,
    )  # fmt: skip


@operation
def void_links(user_id: int) -> None:
    """Make the links void that were mailed to an account's old address; its pages and new mails have new ones."""
    statement = sa.update(Registration).where(Registration.user_id == user_id)
    # What the retention counts from stays.
    values = {"links_void_before": utcnow(), "updated_at": Registration.updated_at}
    with unscoped("an address has changed, in every city"):
        db.session.execute(statement.values(**values).execution_options(synchronize_session="fetch"))
