"""E-mail addresses and phone numbers in running text: noticed when an offer is handed in, and by who moderates it.

They belong into the contact fields, where their owner decides who sees them. Pure; the one place that knows how they
look.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

import phonenumbers

# Content columns in which nobody expects an address.
TEXTS = (
    "title", "summary", "description_html", "easy_title", "easy_text", "schedule_note", "requirements_note",
    "meeting_point", "recognise_us",
)  # fmt: skip
MIN_DIGITS = 6
# Begins where its word begins: from every letter of a long word on it would take minutes.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\d.,])(?:\+49|00\d\d|0)[\d /()–-]{5,}\d")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?\d{4}){4} ?\d{2}\b")
_TAG = re.compile(r"</?(?!a\b)[^<>]*>")
# What introduces an address goes with it, and so does a link around it.
_LABEL = r"(?:\b(?:e-?mail|mail|tel|telefon|telefonnummer|mobil|handy)\b\.?:?\s*)?"


class Kind(enum.StrEnum):
    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True)
class Contact:
    """An address as it stands in the text."""

    kind: Kind
    text: str

    @property
    def value(self) -> str:
        """As it belongs into a contact field."""
        if self.kind is Kind.PHONE:
            return self.text.strip()
        return re.sub(r"\s?(?:\(at\)|\[at\])\s?", "@", self.text, flags=re.IGNORECASE).replace(" ", "")


def contacts_in(text: str) -> list[Contact]:
    """The addresses in a text or in HTML, in its order, each once."""
    words = _IBAN.sub(" ", unescape(_TAG.sub(" ", text)))
    found = [(match.start(), Contact(Kind.EMAIL, match[0].rstrip("."))) for match in _EMAIL.finditer(words)]
    found += [(match.start(), Contact(Kind.PHONE, match[0])) for match in _phones(words)]
    return list(dict.fromkeys(contact for _, contact in sorted(found, key=lambda each: each[0])))


def _phones(words: str) -> Iterator[re.Match[str]]:
    for match in _PHONE.finditer(words):
        try:
            number = phonenumbers.parse(match[0], "DE")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number) and sum(sign.isdigit() for sign in match[0]) >= MIN_DIGITS:
            yield match


def contacts_of(content: Mapping[str, Any]) -> dict[str, list[Contact]]:
    """Content column → the addresses in its text; columns without one are missing."""
    found = {name: contacts_in(str(content.get(name) or "")) for name in TEXTS}
    return {name: contacts for name, contacts in found.items() if contacts}


def without(text: str, contact: Contact) -> str:
    """The text without an address, its label and what stands empty afterwards; line breaks stay."""
    bare = re.escape(contact.text)
    link = rf"\[[^\]]*\]\((?:mailto:|tel:)?{bare}\)"
    cut = re.sub(rf"{_LABEL}(?:{link}|{bare})", "", text, flags=re.IGNORECASE)
    if cut == text:
        return text
    cut = re.sub(r"\(\s*\)|\[\s*\]", "", cut)
    cut = re.sub(r"[ \t]+([.,;!?])", r"\1", re.sub(r"[ \t]{2,}", " ", cut))
    return "\n".join(line.rstrip(" ,:–-") if line.strip() else line for line in cut.splitlines()).strip()
