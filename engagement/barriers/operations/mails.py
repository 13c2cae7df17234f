"""Mails about barriers."""

from __future__ import annotations

from typing import Any

from engagement.barriers.links import barrier_url
from engagement.barriers.models import BarrierReport
from engagement.cities.queries import city_by_id, desk_contacts, mail_frame
from engagement.core.links import external_url
from engagement.notifications.operations import enqueue_mail


def send_receipt(report: BarrierReport) -> None:
    """Confirm that the report has arrived, when there is an address."""
    _to_person("barrier_received", report, text=report.text, due_at=report.due_at)


def send_answer(report: BarrierReport, text: str) -> None:
    """What the staff answered."""
    city = city_by_id(report.city_id)
    statement = external_url("public.page", city=city.slug, slug="barrierefreiheit")
    _to_person("barrier_answered", report, text=report.text, answer=text, statement_url=statement)


def tell_desk(report: BarrierReport) -> None:
    """Tell the staff that somebody could not use a page."""
    city = city_by_id(report.city_id)
    context = {
        "text": report.text, "page": report.page, "due_at": report.due_at,
        "work_url": external_url("staff.barrier", city=city.slug, public_id=report.public_id),
    }  # fmt: skip
    for person in desk_contacts(city):
        enqueue_mail(
            "barrier_new", to_email=person.email, to_name=person.name, frame=mail_frame(city),
            context={**context, "stands_in_for": list(person.stands_in_for)},
        )  # fmt: skip


def _to_person(kind: str, report: BarrierReport, **context: Any) -> None:
    if not report.email:
        return
    city = city_by_id(report.city_id)
    values = {"reference": report.public_id, "page_url": barrier_url(city.slug, report.public_id), **context}
    enqueue_mail(
        kind, to_email=report.email, to_name=report.name, frame=mail_frame(city), context=values,
        reply_to=city.contact_email,
    )  # fmt: skip
