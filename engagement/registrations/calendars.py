"""A registration as an entry in the person's calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import current_app

from engagement.core.calendars import Entry, Mailbox, Method, Standing, calendar_text
from engagement.core.i18n import _, speaking
from engagement.core.links import external_url
from engagement.kernel.clock import utcnow
from engagement.opportunities.calendars import calendar_host
from engagement.registrations.enums import RegistrationState
from engagement.registrations.links import registration_url
from engagement.registrations.queries.mails import MailFacts, mail_facts
from engagement.registrations.queries.one import row_number
from engagement.registrations.queries.together import dates_together

# What is not here is in no calendar yet: an unconfirmed place, perhaps of somebody else's address.
STANDINGS = {
    RegistrationState.CONFIRMED: Standing.CONFIRMED,
    RegistrationState.PENDING: Standing.TENTATIVE,
    RegistrationState.DECLINED: Standing.CANCELLED,
    RegistrationState.WITHDRAWN: Standing.CANCELLED,
    RegistrationState.CANCELLED: Standing.CANCELLED,
}


def registration_uid(public_id: str) -> str:
    """The same in mails, on the page and in the person's feed, so that no program shows one place twice."""
    return f"zusage-{public_id}@{calendar_host()}"


def calendar_of_mail(facts: MailFacts) -> str:
    """The calendar that goes along with a mail to the person; empty without a date, or while it is not confirmed.

    Asked for and confirmed places are requests that a calendar enters; whatever ended takes its entry away again.
    """
    entry = entry_of(facts)
    if entry is None:
        return ""
    method = Method.CANCEL if entry.standing is Standing.CANCELLED else Method.REQUEST
    return calendar_text([entry], zone=facts.city.zone, method=method)


def calendar_of_several(all_facts: Sequence[MailFacts]) -> str:
    """The same for several dates in one mail. A request may hold only one entry, so these are published."""
    entries = [replace(entry, attendee=None) for facts in all_facts if (entry := entry_of(facts)) is not None]
    return calendar_text(entries, zone=all_facts[0].city.zone, method=Method.PUBLISH) if entries else ""


def calendar_of_one_leaving(facts: MailFacts) -> str:
    """The calendar for who has handed her place over: it takes the entry away; "" where there was none. Call it before
    she is replaced.

    The registration goes on as somebody else's, so its link must not stand here: one that is made at this moment would
    be the next person's.
    """
    if STANDINGS.get(facts.state) in (None, Standing.CANCELLED):
        return ""
    entry = entry_of(replace(facts, state=RegistrationState.WITHDRAWN, calendar_sequence=facts.calendar_sequence + 1))
    if entry is None:
        return ""
    offer = external_url("public.opportunity", city=facts.city.slug, public_id=facts.opportunity_id)
    entry = replace(entry, url=offer.in_language(facts.language))
    return calendar_text([entry], zone=facts.city.zone, method=Method.CANCEL)


def entry_of(facts: MailFacts) -> Entry | None:
    """The registration in its person's language, with the link that only she has; None where there is no entry."""
    standing = STANDINGS.get(facts.state)
    if standing is None or facts.starts_at is None or facts.ends_at is None:
        return None
    sender = current_app.config["SETTINGS"].mail_from
    with speaking(facts.language):
        manage_url = registration_url(facts.city.slug, facts.registration_id).in_language(facts.language)
        return Entry(
            uid=registration_uid(facts.registration_id), title=title_of(facts), starts_at=facts.starts_at,
            ends_at=facts.ends_at, changed_at=utcnow(), sequence=facts.calendar_sequence, standing=standing,
            place=_("from home") if facts.is_remote else ", ".join(facts.place),
            # Only who still comes may know whom to meet.
            text="" if standing is Standing.CANCELLED else _words(facts, manage_url),
            url=manage_url, language=facts.language,
            organizer=Mailbox(f"{facts.city.name} {facts.city.claim}".strip(), sender),
            attendee=Mailbox(facts.name, facts.email) if facts.email else None,
        )  # fmt: skip


def own_entries(public_id: str) -> list[Entry]:
    """For the person to save from her page; nobody is invited by it. With a date to come, the others of the same form
    that are to come; nothing where this date is in no calendar (yet). Raises NotFound."""
    own = row_number(public_id)
    kept = [each.row for each in dates_together(public_id) if each.is_to_keep]
    found = [(facts, entry_of(facts)) for facts in mail_facts(kept if own in kept else [own])]
    return [
        replace(entry, organizer=None, attendee=None, changed_at=facts.changed_at)
        for facts, entry in found if entry is not None
    ]  # fmt: skip


def feed_entries(all_facts: Sequence[MailFacts]) -> list[Entry]:
    """For a calendar that asks again every few hours.

    Its provider reads along, so it holds the address of the offer and not the one that calls off.
    """
    entries = []
    for facts in all_facts:
        entry = entry_of(facts)
        if entry is not None:
            offer = external_url("public.opportunity", city=facts.city.slug, public_id=facts.opportunity_id)
            with speaking(facts.language):
                text = "" if entry.standing is Standing.CANCELLED else _words(facts, "")
            entries.append(
                replace(
                    entry, text=text, url=offer.in_language(facts.language), organizer=None, attendee=None,
                    changed_at=facts.changed_at,
                )
            )  # fmt: skip
    return entries


def title_of(facts: MailFacts) -> str:
    """„Kuchen verkaufen (Sportverein)“; what is only asked for says so, because many calendars show no states."""
    title = f"{facts.title} ({facts.association_name})"
    return _("Not answered yet: %(title)s", title=title) if facts.state is RegistrationState.PENDING else title


def _words(facts: MailFacts, manage_url: str) -> str:
    contact = ", ".join(part for part in (facts.contact_name, facts.contact_phone, facts.contact_email) if part)
    told = (
        ("", facts.shift_note), (_("Meeting point"), facts.meeting_point),
        (_("How you recognise us"), facts.recognise_us), (_("What to bring"), facts.bring_along),
        (_("Your contact"), contact), (_("See or call off"), manage_url),
    )  # fmt: skip
    return "\n".join(f"{term}: {words}" if term else words for term, words in told if words)
