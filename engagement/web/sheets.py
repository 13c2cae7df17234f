"""Tables for spreadsheets. Nothing that people typed becomes a formula, in either form."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter
from flask import Response

# A spreadsheet takes a cell that begins like this for a formula (OWASP: CSV injection).
# The wide forms count in East Asian settings.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads umlauts wrong
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET_NAME_LENGTH = 31  # Excel's limit
NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
WIDEST = 60  # characters

Cell = str | int | float


@dataclass(frozen=True)
class Sheet:
    """A table: numbers stay numbers, everything else is text."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def csv_response(sheet: Sheet, name: str) -> Response:
    """One line a row, semicolons, UTF-8 with BOM: what a German Excel opens with a double click."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([safe_cell(text) for text in sheet.head])
    for row in sheet.rows:
        writer.writerow([safe_cell(cell) if isinstance(cell, str) else _with_comma(cell) for cell in row])
    return _file((BYTE_ORDER_MARK + out.getvalue()).encode(), "text/csv", f"{name}.csv")


def xlsx_response(sheet: Sheet, name: str) -> Response:
    """A workbook with one sheet; text is written as text, whatever it begins with."""
    out = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet(sheet.title.translate(NOT_IN_SHEET_NAMES).strip()[:SHEET_NAME_LENGTH] or None)
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for column, text in enumerate(sheet.head):
            page.write_string(0, column, text, bold)
        for number, row in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    page.write_string(number, column, _plain(cell), wrapped)
                else:
                    page.write_number(number, column, cell, wrapped)
        for column, text in enumerate(sheet.head):
            widths = [len(text), *(len(str(row[column])) for row in sheet.rows)]
            page.set_column(column, column, min(WIDEST, max(widths) + 2))
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.head) - 1)
    return _file(out.getvalue(), XLSX, f"{name}.xlsx")


def safe_cell(text: str) -> str:
    """The text, harmless for spreadsheets, its unbreakable spaces made plain."""
    plain = _plain(text)
    return f"'{plain}" if plain.startswith(FORMULA_STARTS) else plain


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def _with_comma(value: float) -> str:
    return f"{round(value, 2):g}".replace(".", ",")


def _file(body: bytes, mimetype: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, mimetype=mimetype, headers=headers)
