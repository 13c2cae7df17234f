"""Papers: accessible, in our own letters, and whatever people wrote stays text."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from typing import Any

import page
import pytest
import typst

from engagement.documents.codes import qr_svg
from engagement.documents.pdf import make_pdf

AT = datetime(2026, 5, 4, 8, tzinfo=UTC)


def certificate(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Tätigkeitsbescheinigung", "language": "de", "sender": "Freundeskreis e.V.", "city": "Musterstadt",
        "colour": "#14523f", "foot": "Erstellt am 4. Mai 2026", "opening": "Wir bescheinigen, dass",
        "name": "Łucja Dvořák", "statement": "sich engagiert hat:", "columns": ["Tätigkeit", "Wann", "Stunden"],
        "lines": [["Beete pflegen", "Mai 2026", "12,5"]], "total": "12,5 Stunden", "note": "",
        "place_and_date": "Ort, Datum", "signature": "Unterschrift", "code": qr_svg("https://a.example/b").decode(),
        "code_alt": "QR-Code", "check_title": "Echt?", "check_text": "Prüfen:", "check_url": "https://a.example/b",
        "check_page": "https://a.example/pruefen", "check_shown": "a.example/pruefen",
        "check_code": "7K2M 9QXC 0000 1111 2222 3333 4444 5555",
    } | changes  # fmt: skip


def report(data: bytes) -> Any:
    return page.validate_pdf_bytes(data, profile=page.ValidationProfile.PDF_UA_1)


def test_a_paper_conforms_to_pdf_ua() -> None:
    found = report(make_pdf("activity_certificate", certificate(), at=AT))
    assert found.is_compliant, [(each.rule_id, each.message) for each in found.failures]


def test_the_validator_can_fail() -> None:
    plain = typst.compile(b"= A heading\nwords", pdf_tags=False)
    assert not report(plain).is_compliant


def test_what_people_write_stays_text() -> None:
    hostile = '#panic("no") *a* [b] $x$ \\ <label> @reference ```raw``` "quoted"'
    values = certificate(name=hostile, lines=[[hostile, hostile, "1"]], total=hostile)
    assert report(make_pdf("activity_certificate", values, at=AT)).is_compliant


def test_a_table_over_several_pages_stays_readable() -> None:
    lines = [[f"Angebot {number} mit einem recht langen Titel", "Mai 2026", "2"] for number in range(90)]
    data = make_pdf("activity_certificate", certificate(lines=lines), at=AT)
    assert report(data).is_compliant


def test_letters_are_ours_and_travel_with_the_paper() -> None:
    assert b"FiraSans" in make_pdf("activity_certificate", certificate(), at=AT)


def test_a_paper_without_title_is_refused() -> None:
    values = certificate()
    del values["title"]
    with pytest.raises(typst.TypstError):
        make_pdf("activity_certificate", values, at=AT)


def test_a_code_is_a_picture_that_scales() -> None:
    root = ET.fromstring(qr_svg("https://stadt.example/da/abc"))
    assert root.tag.endswith("svg") and "viewBox" in root.attrib and "width" not in root.attrib
