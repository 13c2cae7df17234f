"""Which column means what, by its name in German or English."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engagement.associations.importing.reading import NameColumnMissing
from engagement.kernel.values import fold

# meaning → names, folded and without anything but letters and digits
ALIASES: Mapping[str, tuple[str, ...]] = {
    "key": ("id", "key", "nr", "nummer", "vereinsnr", "vereinsnummer", "kennung", "schlussel", "uri"),
    "name": ("name", "verein", "vereinsname", "bezeichnung", "title", "titel", "organisation", "organization",
             "nameverein", "namedesvereins"),
    "alternative_names": ("altnames", "altname", "alternativenames", "weiterenamen", "kurzname", "kurzbezeichnung",
                          "aliasnamen", "abkurzung", "shortname"),
    "kind": ("kind", "art", "rechtsform", "typ", "type", "legalform"),
    "purpose": ("purpose", "zweck", "vereinszweck", "beschreibung", "description", "uberuns", "tatigkeit", "aufgaben"),
    "categories": ("categories", "category", "kategorie", "kategorien", "sparte", "sparten", "themen", "thema",
                   "bereich", "bereiche", "tags"),
    "street": ("street", "strasse", "str", "anschrift", "adresse", "address", "strassehausnummer", "strassenr",
               "strasseundhausnummer"),
    "street_slug": ("streetslug", "strasseslug"),
    "house_number": ("housenumber", "hausnummer", "hausnr", "hnr"),
    "postcode": ("postcode", "plz", "postleitzahl", "zip", "zipcode", "postalcode"),
    "town": ("city", "town", "ort", "stadt", "wohnort", "gemeinde", "place"),
    "district": ("district", "ortsteil", "stadtteil", "ortschaft", "bezirk", "stadtbezirk", "teilort"),
    "further_addresses": ("furtheraddresses", "weitereadressen", "weitereanschriften"),
    "website": ("homepage", "website", "webseite", "internet", "internetseite", "url", "www", "web"),
    "founded": ("founded", "gegrundet", "grundung", "grundungsjahr", "gegrundetam", "foundedin"),
}  # fmt: skip
# Columns that hold people's contact details: an import neither publishes nor stores them.
PERSONAL = (
    "email", "emailadresse", "mail", "telefon", "telefonnummer", "tel", "phone", "mobil", "mobile", "handy", "fax",
    "ansprechpartner", "ansprechpartnerin", "ansprechperson", "kontakt", "kontaktperson", "contact", "contactname",
    "vorsitz", "vorsitzende", "vorsitzender", "vorstand", "vorname", "nachname", "geburtsdatum", "chair",
    "1vorsitzender",
)  # fmt: skip


@dataclass(frozen=True)
class Columns:
    """meaning → position, and what is left out."""

    positions: Mapping[str, int]
    unused: Sequence[str]
    personal: Sequence[str]

    def cell(self, cells: Sequence[str], meaning: str) -> str:
        """The trimmed cell of a meaning; empty where the file has no such column or the row is short."""
        position = self.positions.get(meaning)
        if position is None or position >= len(cells):
            return ""
        return cells[position].strip()


def map_columns(header: Sequence[str]) -> Columns:
    """Find the meanings of a header. The first column of a meaning wins.

    Raises:
        NameColumnMissing: no column holds the name.
    """
    positions: dict[str, int] = {}
    unused: list[str] = []
    personal: list[str] = []
    for position, title in enumerate(header):
        folded = re.sub(r"[^a-z0-9]", "", fold(title))
        meaning = next((meaning for meaning, names in ALIASES.items() if folded in names), None)
        if meaning is not None and meaning not in positions:
            positions[meaning] = position
        elif folded in PERSONAL:
            personal.append(title)
        elif title:
            unused.append(title)
    if "name" not in positions:
        raise NameColumnMissing(columns=", ".join(header))
    return Columns(positions, unused, personal)
