"""The letter for the extended certificate of good conduct, as a PDF: for the person, and for the team that signs it.

It is written to a German authority, so it is German whatever language the page has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response

from engagement.cities.theme import stored_theme
from engagement.documents.pdf import make_pdf
from engagement.kernel.clock import local, utcnow

if TYPE_CHECKING:
    from engagement.registrations.queries.background_check import BackgroundCheck

FILE = "brief-fuehrungszeugnis.pdf"


def letter(facts: BackgroundCheck) -> Response:
    """The letter of one person, made now and kept nowhere."""
    now = utcnow()
    contact = [facts.contact_name, facts.contact_phone, facts.contact_email]
    values = {
        "title": "Anforderung eines erweiterten Führungszeugnisses (§ 30a Abs. 2 BZRG)", "language": "de",
        "sender": facts.association_name, "city": facts.city.name,
        "colour": stored_theme(facts.city.theme).light.action,
        "foot": f"Erstellt am {local(now, facts.city.zone):%d.%m.%Y} · Bitte ausdrucken, unterschreiben lassen und im "
        "Bürgerbüro mit dem Ausweis vorlegen.",
        "receiver": ["An die Meldebehörde", "(Bürgerbüro am Wohnort)"],
        "address": [facts.association_name, *facts.association_address, *(each for each in contact if each)],
        "opening": "Für die folgende Person bitten wir um ein erweitertes Führungszeugnis nach § 30a Abs. 1 BZRG:",
        "person": [["Name", facts.name], ["Geburtsdatum und -ort", ""], ["Anschrift", ""]],
        "sentences": _sentences(facts), "place_and_date": "Ort, Datum",
        "signature": f"Unterschrift und Stempel: {facts.association_name}",
    }  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="{FILE}"', "Cache-Control": "no-store"}
    return Response(make_pdf("background_check", values, at=now), mimetype="application/pdf", headers=headers)


def _sentences(facts: BackgroundCheck) -> list[str]:
    reason = f" Grund: {facts.reason}" if facts.reason else ""
    return [
        f"Sie wird sich bei uns ehrenamtlich engagieren: „{facts.title}“.{reason}",
        "Wir bestätigen, dass die Voraussetzungen des § 30a Abs. 1 BZRG vorliegen: Das Zeugnis wird für eine "
        "ehrenamtliche Beaufsichtigung, Betreuung, Erziehung oder Ausbildung Minderjähriger benötigt, oder für eine "
        "Tätigkeit, die in vergleichbarer Weise geeignet ist, Kontakt zu Minderjährigen aufzunehmen.",
        "Das Zeugnis dient einer ehrenamtlichen Tätigkeit für eine gemeinnützige Einrichtung oder eine Behörde. "
        "Wir bitten deshalb, keine Gebühr zu erheben (Vorbemerkung 1.1.3 Abs. 2 der Anlage zum JVKostG).",
        "Bitte senden Sie das Zeugnis der antragstellenden Person selbst zu. Sie zeigt es uns; "
        "wir behalten keine Kopie.",
    ]
