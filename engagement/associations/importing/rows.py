"""From a row to what it says of one association, or why it cannot be taken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from engagement.associations import rules
from engagement.associations.enums import AssociationKind
from engagement.associations.importing import addresses
from engagement.associations.importing.columns import Columns
from engagement.associations.importing.reading import Note, Table
from engagement.associations.words import compare_key, guess_kind
from engagement.kernel.errors import N_
from engagement.kernel.values import fold

MAX_CATEGORIES = 20
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w/])(\+49|0)[\d\s()/-]{5,}\d")
_KINDS = (
    (AssociationKind.FOUNDATION, ("stiftung", "foundation")),
    (AssociationKind.INITIATIVE, ("initiative", "gruppe", "netzwerk")),
    (AssociationKind.INSTITUTION, ("einrichtung", "institution", "gmbh", "kirchengemeinde", "schule", "amt")),
    (AssociationKind.CLUB, ("verein", "club", "verband", "e. v", "e.v", "ev")),
)


@dataclass
class Row:
    """One entry of the list. `values` are columns of Association; the districts are still words."""

    line: int
    key: str
    name: str
    values: dict[str, Any]
    districts: list[str]
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True)
class Refusal:
    line: int
    name: str  # or the id, where the name is missing
    why: Note


@dataclass(frozen=True)
class Style:
    """What only the whole table tells."""

    category_mark: str
    is_slug: bool  # streets and towns are written without umlauts


def style_of(table: Table, columns: Columns) -> Style:
    """Look at whole columns: how categories are parted, and whether streets are transliterated."""
    categories = [columns.cell(cells, "categories") for _line, cells in table.rows]
    mark = next((mark for mark in "|;" if any(mark in cell for cell in categories)), ",")
    streets = [columns.cell(cells, "street_slug") for _line, cells in table.rows]
    return Style(mark, any(streets) and all(street.isascii() for street in streets))


def parse_row(line: int, cells: Sequence[str], columns: Columns, style: Style, this_year: int) -> Row | Refusal:
    """Read one row; nothing in it can stop the others."""
    name = _text(columns.cell(cells, "name"))
    if not name:
        return Refusal(line, _text(columns.cell(cells, "key")), Note(N_("The name is missing.")))
    if len(name) > 160:
        return Refusal(line, name, Note(N_("The name is longer than 160 characters.")))
    if _EMAIL.search(name):
        return Refusal(line, name, Note(N_("The name contains an e-mail address.")))
    notes: list[Note] = []
    postcode = _postcode(columns.cell(cells, "postcode"), notes)
    street, postcode, town = _address(cells, columns, style, postcode)
    values: dict[str, Any] = {
        "kind": _kind(columns.cell(cells, "kind"), name),
        "name": name,
        "alternative_names": _lines(columns.cell(cells, "alternative_names"), 400, notes),
        "purpose": _purpose(columns.cell(cells, "purpose"), notes),
        "categories": _categories(columns.cell(cells, "categories"), style.category_mark),
        "street": street[:160],
        "postcode": postcode,
        "town": town[:80],
        "further_addresses": _further(columns.cell(cells, "further_addresses"), style, notes),
        "website": _website(columns.cell(cells, "website"), notes),
        "founded": _founded(columns.cell(cells, "founded"), this_year, notes),
    }
    districts = [_text(part)[:80] for part in re.split(r"[|;]", columns.cell(cells, "district")) if part.strip()]
    key = _text(columns.cell(cells, "key")) or f"{compare_key(name)}@{postcode}"
    if len(key) > 200:
        return Refusal(line, name, Note(N_("The id is longer than 200 characters.")))
    return Row(line, key, name, values, districts, notes)


def _text(cell: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f\u200b\ufeff]", " ", cell).split())


def _kind(cell: str, name: str) -> AssociationKind:
    folded = fold(cell)
    return next((kind for kind, words in _KINDS if any(word in folded for word in words)), None) or guess_kind(name)


def _lines(cell: str, limit: int, notes: list[Note]) -> str:
    text = "\n".join(_text(part) for part in cell.split("|") if part.strip())
    if len(text) > limit:
        notes.append(Note(N_("A text was longer than %(limit)d characters and was cut."), {"limit": limit}))
    return text[:limit]


def _purpose(cell: str, notes: list[Note]) -> str:
    text = "\n".join(_text(line) for line in cell.splitlines()).strip()
    without = _PHONE.sub("", _EMAIL.sub("", text))
    if without != text:
        notes.append(Note(N_("Contact details in the description were left out.")))
    if len(without) > 2000:
        notes.append(Note(N_("A text was longer than %(limit)d characters and was cut."), {"limit": 2000}))
    return without[:2000].strip()


def _categories(cell: str, mark: str) -> list[str]:
    found = dict.fromkeys(_text(part)[:80] for part in cell.split(mark) if part.strip())
    return list(found)[:MAX_CATEGORIES]


def _postcode(cell: str, notes: list[Note]) -> str:
    digits = re.sub(r"^D-?|\.0$|\s", "", cell)
    if not digits:
        return ""
    if re.fullmatch(r"\d{4}", digits):
        # Spreadsheets drop the leading zero of the east.
        notes.append(Note(N_("The postcode %(postcode)s got its leading zero back."), {"postcode": digits}))
        digits = f"0{digits}"
    try:
        rules.check_postcode(digits)
    except rules.PostcodeInvalid:
        notes.append(Note(N_("The postcode “%(postcode)s” has no five digits and was left out."), {"postcode": cell}))
        return ""
    return digits


def _address(cells: Sequence[str], columns: Columns, style: Style, postcode: str) -> tuple[str, str, str]:
    slug, town = columns.cell(cells, "street_slug"), _text(columns.cell(cells, "town"))
    street = _text(columns.cell(cells, "street"))
    if slug and not street:
        street = addresses.restore_street(slug) if style.is_slug else _text(slug)
        town = addresses.restore_town(town) if style.is_slug else town
    whole = re.fullmatch(r"(.+?),?\s+(\d{5})\s+(.+)", street)
    if whole and not postcode:
        street, postcode, town = whole[1].rstrip(","), whole[2], town or whole[3]
    return f"{street} {_text(columns.cell(cells, 'house_number'))}".strip(), postcode, town


def _further(cell: str, style: Style, notes: list[Note]) -> str:
    parts = (addresses.further_address(_text(part), is_slug=style.is_slug) for part in cell.split("|") if part.strip())
    return _lines("|".join(parts), 600, notes)


def _website(cell: str, notes: list[Note]) -> str:
    """The first usable of several; the others mostly repeat it."""
    for part in re.split(r"[|\s]+", cell.strip()):
        try:
            if website := rules.normalise_website(part):
                return website
        except rules.WebsiteInvalid:
            values = {"website": part[:100]}
            notes.append(Note(N_("The website “%(website)s” cannot be used and was left out."), values))
    return ""


def _founded(cell: str, this_year: int, notes: list[Note]) -> int | None:
    if not cell:
        return None
    found = re.search(r"(?<!\d)[12]\d{3}(?!\d)", cell)
    year = int(found[0]) if found else None
    try:
        rules.check_founded(year, this_year)
    except rules.FoundedInvalid:
        year = None
    if year is None:
        notes.append(Note(N_("The founding year “%(year)s” was left out."), {"year": cell[:40]}))
    return year
