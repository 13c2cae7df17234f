"""Reading registrations, by the page that needs them."""

from __future__ import annotations

from engagement.registrations.queries.blocks import PersonToBlock, blocked_people, person_to_block
from engagement.registrations.queries.entering import (
    EnteredRow,
    OfferToEnter,
    Slip,
    entered_by_city,
    entered_person,
    offer_to_enter,
    registration_of_reference,
)
from engagement.registrations.queries.listed import People, PeopleOfShift, Person
from engagement.registrations.queries.mails import MailFacts, mail_facts
from engagement.registrations.queries.mine import MyRegistration, my_registrations
from engagement.registrations.queries.offers import OfferToJoin, Questions, offer_to_join, own_registrations, questions
from engagement.registrations.queries.one import RegistrationView, registration_view
from engagement.registrations.queries.people import people_of, people_of_shifts
from engagement.registrations.queries.together import DateTogether, dates_together

__all__ = [
    "DateTogether", "dates_together",
    "PersonToBlock", "blocked_people", "person_to_block",
    "EnteredRow", "MailFacts", "MyRegistration", "OfferToEnter", "OfferToJoin", "People", "PeopleOfShift", "Person",
    "Questions", "RegistrationView", "Slip", "entered_by_city", "entered_person", "mail_facts", "my_registrations",
    "offer_to_enter", "offer_to_join", "own_registrations", "people_of", "people_of_shifts", "questions",
    "registration_of_reference", "registration_view",
]  # fmt: skip
