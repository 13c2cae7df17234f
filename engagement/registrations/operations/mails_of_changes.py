"""Mails about what changes after somebody has registered: people, contact person, parents, the time of the date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engagement.cities.queries import mail_frame
from engagement.core.links import external_url
from engagement.notifications.operations import enqueue_mail
from engagement.registrations.calendars import calendar_of_one_leaving
from engagement.registrations.enums import CallTopic
from engagement.registrations.links import registration_token, successor_url
from engagement.registrations.models import Registration
from engagement.registrations.operations.mailing import (
    ask_to_call,
    facts_of,
    to_association,
    to_guardian,
    to_participant,
)


def send_moved(
    registrations: Sequence[Registration], before: tuple[datetime, datetime], reason: str
) -> None:  # fmt: skip
    """Tell everybody whose date has another time, and ask whether it suits."""
    for facts in facts_of(registrations):
        to_participant("registration_moved", facts, was_from=before[0], was_until=before[1], reason=reason)
        ask_to_call(facts, CallTopic.MOVED, reason)


def send_changed(registration: Registration, *, people_before: int, is_new_contact: bool = False) -> None:
    """Tell the association what is different now. `people_before` is how many were to come."""
    for facts in facts_of([registration]):
        to_association(
            "registration_changed", facts, people_before=people_before, is_new_contact=is_new_contact,
            group_name=registration.group_name, companions=list(registration.companions),
        )  # fmt: skip


def send_successor_asked(registration: Registration) -> None:
    """Ask the person whom somebody has named whether she takes the registration over."""
    asked, until = registration.successor_email, registration.successor_until
    for facts in facts_of([registration]):
        if asked:
            enqueue_mail(
                "registration_successor", to_email=asked, to_name=registration.successor_name,
                frame=mail_frame(facts.city), language=facts.language,
                context={
                    "facts": facts, "until": until,
                    "url": successor_url(facts.city.slug, registration.public_id, asked),
                },
            )  # fmt: skip


def send_handed_over(registration: Registration) -> None:
    """Tell the one who was the contact person until now; call it before she is replaced."""
    for facts in facts_of([registration]):
        to_participant(
            "registration_handed_over", facts, calendar=calendar_of_one_leaving(facts),
            successor=registration.successor_name,
        )  # fmt: skip


def send_names_wanted(registration: Registration) -> None:
    """Ask the contact person of a group who comes."""
    for facts in facts_of([registration]):
        token = registration_token(facts.registration_id)
        to_participant(
            "registration_names", facts,
            change_url=external_url("public.registration_change", city=facts.city.slug, token=token),
        )  # fmt: skip


def send_guardian_thanks(registration: Registration) -> None:
    """Give the parent who has agreed what she needs, and the link to take it back."""
    to_guardian("registration_guardian_thanks", registration)


def send_guardian_released(registration: Registration) -> None:
    """Tell the parent who has agreed that her child has handed the place over; call it before her details go. Who has
    it now is nothing to her."""
    to_guardian("registration_guardian_released", registration)


def send_guardian_refused(registration: Registration) -> None:
    """Tell the young person that a parent has said no; nobody else knew."""
    for facts in facts_of([registration]):
        to_participant("registration_guardian_refused", facts)


def send_guardian_late(registration: Registration) -> None:
    """Tell the young person that no parent has answered in time."""
    for facts in facts_of([registration]):
        to_participant("registration_guardian_late", facts)
