"""Reading registrations, by the page that needs them."""

from __future__ import annotations

from engagement.registrations.queries.mails import MailFacts, mail_facts, team_addresses
from engagement.registrations.queries.mine import MyRegistration, my_registrations
from engagement.registrations.queries.offers import OfferToJoin, offer_to_join, own_registrations
from engagement.registrations.queries.one import RegistrationView, registration_view
from engagement.registrations.queries.people import People, PeopleOfShift, Person, people_of, people_of_shifts

__all__ = [
    "MailFacts", "MyRegistration", "OfferToJoin", "People", "PeopleOfShift", "Person", "RegistrationView", "mail_facts",
    "my_registrations", "offer_to_join", "own_registrations", "people_of", "people_of_shifts", "registration_view",
    "team_addresses",
]  # fmt: skip
