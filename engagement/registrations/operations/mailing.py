"""Queueing a mail about a registration: to the person, her parent, the association; or asking for a call instead.

What each mail is about and when it goes stands in `mails`, `mails_of_changes` and `mails_of_several`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engagement.associations.enums import MailKind
from engagement.associations.queries import recipients
from engagement.cities.queries import mail_frame
from engagement.core.links import LateAddress, external_url
from engagement.extensions import db
from engagement.kernel.values import normalise_email
from engagement.notifications.operations import Mail, enqueue, enqueue_mail, written_mail
from engagement.registrations.calendars import calendar_of_mail
from engagement.registrations.enums import KNOWN_STATES, CallTopic
from engagement.registrations.links import answer_url, guardian_url, registration_token
from engagement.registrations.models import CallTask, Registration
from engagement.registrations.queries.mails import MailFacts, mail_facts

# They tell a calendar nothing that it does not know.
NOTHING_NEW = ("registration_reminder", "registration_thanks")


def to_guardian(kind: str, registration: Registration, *, dates: Sequence[MailFacts] = ()) -> None:
    """Queue a mail for the parent or guardian, with her own link. `dates` are several at once, which it covers."""
    email = registration.guardian_email
    for facts in facts_of([registration]):
        if email:
            enqueue_mail(
                kind, to_email=email, to_name=registration.guardian_name, frame=mail_frame(facts.city),
                language=facts.language, reply_to=facts.contact_email if facts.state in KNOWN_STATES else "",
                context={
                    # With several the first of them stands on top, whichever date the link belongs to.
                    "facts": dates[0] if dates else facts, "several": [(each, "") for each in dates],
                    "guardian_name": registration.guardian_name, "age_band": registration.age_band,
                    "until": registration.hold_until,
                    "url": guardian_url(facts.city.slug, facts.registration_id, email),
                },
            )  # fmt: skip


def facts_of(registrations: Sequence[Registration]) -> list[MailFacts]:
    """What mails about some registrations tell, as they stand in the open transaction."""
    db.session.flush()
    return mail_facts([registration.id for registration in registrations])


def _context(facts: MailFacts) -> dict[str, Any]:
    slug, token = facts.city.slug, registration_token(facts.registration_id)
    return {
        "facts": facts, "several": (), "positions": {}, "by_guardian": False,
        "manage_url": LateAddress("public.registration", city=slug, token=token),
        "letter_url": LateAddress("public.background_check", city=slug, token=token)
        if facts.extended_background_check else "",
        "planning_url": LateAddress("public.registration_planning", city=slug, token=token),
        "offer_url": LateAddress("public.opportunity", city=slug, public_id=facts.opportunity_id),
        "others_url": LateAddress("public.opportunities", city=slug),
    }  # fmt: skip


def ask_to_call(facts: MailFacts, topic: CallTopic, reason: str, *, whatever_address: bool = False) -> None:
    """Where no mail goes, somebody of the association has to tell the person. `whatever_address`: the caller knows
    that nothing arrives there."""
    if facts.email and not whatever_address:
        return
    db.session.add(
        CallTask(
            city_id=facts.city.id, association_id=facts.association_row, registration_id=facts.registration_row,
            topic=topic, reason=reason,
        )
    )  # fmt: skip


def to_participant(kind: str, facts: MailFacts, *, calendar: str | None = None, **more: Any) -> bool:
    """Queue a mail for the person, with a calendar entry where it tells a calendar something; False without address.

    `more` goes to the template, and may replace what every such mail knows.
    """
    if not facts.email:
        return False
    if calendar is None:
        calendar = "" if kind in NOTHING_NEW else calendar_of_mail(facts)
    enqueue(for_participant(kind, facts, calendar=calendar, **more))
    return True


def for_participant(kind: str, facts: MailFacts, *, calendar: str = "", **more: Any) -> Mail:
    """The same mail, to be queued with `enqueue`. Needs no transaction."""
    return written_mail(
        kind, to_email=facts.email, to_name=facts.name, frame=mail_frame(facts.city), context=_context(facts) | more,
        reply_to=facts.contact_email if kind not in ("registration_hold",) else "", language=facts.language,
        calendar=calendar,
    )  # fmt: skip


def to_association(kind: str, facts: MailFacts, *, dates: Sequence[MailFacts] = (), **more: Any) -> None:
    """The members who want such mails, and the offer's own contact, each address once. `dates` are several at once."""
    people_url = external_url(
        "association.people", city=facts.city.slug, association_id=facts.association_id, public_id=facts.opportunity_id
    )
    wanted = MailKind.ANSWERS if more.get("is_pending") or kind == "registration_call" else MailKind.REGISTRATIONS
    people = [(user.email, user.name) for user in recipients(facts.association_row, wanted)]
    if facts.contact_email:
        people.insert(0, (facts.contact_email, facts.contact_name))
    once = {normalise_email(email): (email, name) for email, name in reversed(people)}
    for email, name in reversed(once.values()):
        # Only where an answer is wanted: whoever holds this link answers without signing in.
        slug, is_asked = facts.city.slug, bool(more.get("is_pending"))
        url = answer_url(slug, facts.registration_id, email) if is_asked else ""
        several = [(each, answer_url(slug, each.registration_id, email) if is_asked else "") for each in dates]
        enqueue_mail(
            kind, to_email=email, to_name=name, frame=mail_frame(facts.city), reply_to=facts.email,
            context=_context(facts) | {"people_url": people_url, "answer_url": url, "several": several} | more,
        )  # fmt: skip
