"""What the platform brought about in a year, for the council: a page, a paper and a table."""

from __future__ import annotations

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from engagement.cities.enums import Figure
from engagement.cities.labels import FIGURE_LABELS
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.feedback.labels import MOOD_LABELS
from engagement.opportunities.labels import FIELD_LABELS
from engagement.web.context import the_city
from engagement.web.formatting import month_long, number
from engagement.web.papers import counting_words, year_words, yearly_report_response
from engagement.web.sheets import Cell, Sheet, csv_response, xlsx_response
from engagement.web.staff import bp
from engagement.web.staff.navigation import staff_navigation
from engagement.workflows.council import YearlyReport, yearly_report, years_of

TABLES = {"csv": csv_response, "xlsx": xlsx_response}
# What a council asks for first.
FIRST = (Figure.TURNS, Figure.MINUTES, Figure.DATES, Figure.ASSOCIATIONS)
MONTHLY = (Figure.TURNS, Figure.MINUTES, Figure.DATES, Figure.OFFERS)


@bp.get("/jahresbericht")
@requires(Permission.CITY_WORK)
def yearly() -> str:
    """The report of this year, or of the one in the address."""
    years = years_of(the_city())
    report = _report(request.args.get("jahr", years[0], int), years)
    return render_template(
        "staff/yearly.html", report=report, years=years, first=FIRST, monthly=MONTHLY, labels=FIGURE_LABELS,
        fields=FIELD_LABELS, moods=MOOD_LABELS, shown=shown, when=year_words(report),
        notes=counting_words(), work_nav=staff_navigation(), work_current="staff.yearly",
    )  # fmt: skip


@bp.get("/jahresbericht/<int:year>.<ending>")
@requires(Permission.CITY_WORK)
def yearly_file(year: int, ending: str) -> ResponseReturnValue:
    """The same as a paper (pdf), or month by month for a spreadsheet (csv, xlsx)."""
    report = _report(year, years_of(the_city()))
    if ending == "pdf":
        return _paper(report)
    if ending not in TABLES:
        abort(404)
    return TABLES[ending](_sheet(report), f"jahresbericht-{the_city().slug}-{year}")


def shown(figure: Figure, value: int) -> str:
    """A figure in words: hours are whole hours."""
    return number(round(value / 60) if figure is Figure.MINUTES else value)


def _report(year: int, years: list[int]) -> YearlyReport:
    if year not in years:
        abort(404)
    return yearly_report(the_city(), year)


def _paper(report: YearlyReport) -> Response:
    rows = [
        [str(FIGURE_LABELS[each]), shown(each, report.total.get(each, 0)),
         shown(each, report.before[each]) if report.before else "–"]
        for each in Figure
    ]  # fmt: skip
    fields = [[str(FIELD_LABELS[field]), number(count)] for field, count in report.fields]
    return yearly_report_response(report, the_city(), rows, fields)


def _sheet(report: YearlyReport) -> Sheet:
    head = [_("Month"), *(str(FIGURE_LABELS[each]) for each in Figure)]
    rows: list[list[Cell]] = [
        [month_long(month), *(_cell(each, found[each]) for each in Figure)] for month, found in report.months
    ]
    rows.append(
        [_("Year %(year)s", year=str(report.year)), *(_cell(each, report.total.get(each, 0)) for each in Figure)]
    )
    return Sheet(_("Yearly report"), head, rows)


def _cell(figure: Figure, value: int) -> Cell:
    return round(value / 60, 2) if figure is Figure.MINUTES else value
