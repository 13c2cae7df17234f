"""Addresses that somebody wrote into the text of an offer: shown in the form, moved to the contact fields on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engagement.core.i18n import _
from engagement.opportunities.rules.contact_data import TEXTS, Contact, Kind, contacts_in, without

if TYPE_CHECKING:
    from engagement.opportunities.forms import OpportunityForm

MOVE = "move-contacts"
# Content column → field of the form.
FIELDS = [{"description_html": "description"}.get(name, name) for name in TEXTS]
TARGETS = {Kind.EMAIL: "contact_email", Kind.PHONE: "contact_phone"}


def in_text(form: OpportunityForm) -> list[Contact]:
    """The addresses in the texts of the form, each once."""
    return list(dict.fromkeys(contact for name in FIELDS for contact in contacts_in(form.text(name))))


def move(form: OpportunityForm) -> str:
    """Put the first address of each kind into its contact field and take it out of the texts; nothing is saved.

    Returns the id of the field to look at.
    """
    moved: list[Contact] = []
    for kind, target in TARGETS.items():
        first = next((contact for contact in in_text(form) if contact.kind is kind), None)
        if first is None:
            continue
        moved.append(first)
        form[target].data, form[target].raw_data = first.value, None
        for name in FIELDS:
            form[name].data, form[name].raw_data = without(form.text(name), first), None
    form.moved = _("Moved to the contact: %(contacts)s. Please read your text once more.",
                   contacts=", ".join(contact.value for contact in moved)) if moved else ""  # fmt: skip
    return TARGETS[moved[0].kind] if moved else "contact_name"
