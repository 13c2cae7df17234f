"""Papers as answers: certificates, and the report of a year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Response

from engagement.attendance.certificates import certificate_code, certificate_token
from engagement.attendance.typed_codes import grouped
from engagement.cities.queries import theme_of_city
from engagement.core.i18n import _, _n, current_language
from engagement.core.links import external_url
from engagement.documents.codes import qr_svg
from engagement.documents.pdf import make_pdf
from engagement.kernel.clock import today, utcnow
from engagement.web.formatting import date_plain, hours_words

if TYPE_CHECKING:
    from engagement.attendance.queries import Certified
    from engagement.cities.models import City
    from engagement.workflows.council import YearlyReport

PDF = "application/pdf"


def statement(association: str, city: str, first: date, last: date) -> str:
    """What a certificate says of a person, in the page's language; on one day alone it names no period."""
    names = {"association": association, "city": city, "first": date_plain(first)}
    if first == last:
        return _("has volunteered for %(association)s in %(city)s, on %(first)s:", **names)
    return _(
        "has volunteered for %(association)s in %(city)s, from %(first)s to %(last)s:", last=date_plain(last), **names
    )


def certificate_response(found: Certified, *, colour: str) -> Response:
    """The certificate as a file to keep, in the page's language; `colour` is the city's, for what is not text."""
    city = found.city
    issued = today(city.zone)
    said = (found.association_name, found.name, found.minutes, found.first, found.last, issued)
    url = external_url("public.certificate", city=city.slug, token=certificate_token(*said))
    code = certificate_code(found.association_id, *said)
    page = external_url("public.certificate_check", city=city.slug)
    values = {
        "title": _("Certificate of volunteering"), "language": current_language(), "sender": found.association_name,
        "city": city.name, "colour": colour, "name": found.name, "opening": _("This is to certify that"),
        "statement": statement(found.association_name, city.name, found.first, found.last),
        "columns": [_("What"), _("When"), _("Hours spent")],
        "lines": [
            [each.title, _when(each.first, each.last, each.days), hours_words(each.minutes)] for each in found.lines
        ],
        "total": _("Together: %(hours)s hours", hours=hours_words(found.minutes)),
        "note": _("The association has confirmed these hours. The work was voluntary."),
        "place_and_date": _("Place, date"), "signature": _("Signature and stamp of the association"),
        "code": qr_svg(url).decode(), "code_alt": _("Code that leads to the check of this certificate"),
        "check_title": _("Is this paper genuine?"),
        "check_text": _("Scan the square, or open this page and type the code:") if code else _("Scan the square."),
        "check_url": url, "check_page": page if code else "", "check_shown": page.split("://", 1)[-1] if code else "",
        "check_code": grouped(code),
        "foot": _(
            "Made on %(day)s with the volunteering platform of %(city)s.", day=date_plain(issued), city=city.name
        ),
    }  # fmt: skip
    return _paper("activity_certificate", values, f"bescheinigung-{issued.isoformat()}.pdf")


def yearly_report_response(
    report: YearlyReport, city: City, rows: Sequence[Sequence[str]], fields: Sequence[Sequence[str]]
) -> Response:
    """The report of a year on a sheet of paper; `rows` are figure, this year and the year before, `fields` what the
    new offers were about and how many."""
    title = _("Yearly report %(year)s", year=str(report.year))
    values = {
        "title": title, "language": current_language(), "sender": city.name, "city": _("Volunteering"),
        "colour": theme_of_city(city).light.action, "lead": year_words(report),
        "columns": ["", str(report.year), str(report.year - 1)], "lines": rows,
        "fields_title": _("What the new offers were about"), "fields": fields,
        "notes_title": _("How we count"), "notes": counting_words(),
        "foot": _(
            "Made on %(day)s with the volunteering platform of %(city)s.", day=date_plain(report.today), city=city.name
        ),
    }  # fmt: skip
    return _paper("yearly_report", values, f"jahresbericht-{city.slug}-{report.year}.pdf")


def year_words(report: YearlyReport) -> str:
    """What time the report is about."""
    if report.is_over:
        return _("The whole year %(year)s.", year=str(report.year))
    return _("From January to today, %(day)s.", day=date_plain(report.today))


def counting_words() -> list[str]:
    """How the figures come about, in sentences."""
    return [
        _(
            "One person on one day counts as one time. Has nobody noted who was there? Then everybody counts who had "
            "a place."
        ),
        _("The associations confirm the hours. We add up those of all people."),
        _("A date counts when somebody took part. In several towns it counts in each."),
        _("Associations and open offers: as at the end of the time."),
        _("The figures hold no names. They stay when we delete the data of the people."),
    ]  # fmt: skip


def _when(first: date, last: date, days: int) -> str:
    if first == last:
        return date_plain(first)
    span = f"{date_plain(first)} – {date_plain(last)}"
    return _n("%(span)s (%(num)d day)", "%(span)s (%(num)d days)", days, span=span)


def _paper(template: str, values: dict[str, Any], name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(make_pdf(template, values, at=utcnow()), mimetype=PDF, headers=headers)
