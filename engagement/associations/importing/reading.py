"""From a file to a table: encoding, separator and rows with their line numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engagement.kernel.errors import N_, DomainError

MAX_MEGABYTES = 50


class FileUnreadable(DomainError):
    """The file as a whole cannot be taken in."""


class FileTooLarge(FileUnreadable):
    message = N_("The file is larger than %(megabytes)d MB.")


class FileIsNoText(FileUnreadable):
    message = N_("The file is no text. Please save the list as CSV.")


class FileEmpty(FileUnreadable):
    message = N_("The file is empty.")


class FileBroken(FileUnreadable):
    message = N_("Line %(line)d cannot be read: %(why)s")


class NameColumnMissing(FileUnreadable):
    message = N_("No column holds the name of the association. Columns found: %(columns)s")


@dataclass(frozen=True)
class Note:
    """A remark in the report: a msgid with its values."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    header: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]  # line on which the row begins, cells
    encoding: str
    separator: str
    notes: Sequence[Note] = field(default_factory=list)


def read_table(data: bytes) -> Table:
    """Read CSV with commas, semicolons or tabs. UTF-8 with or without a mark; else Windows-1252, which is noted.

    Raises:
        FileTooLarge, FileIsNoText, FileEmpty, FileBroken
    """
    if len(data) > MAX_MEGABYTES * 1024 * 1024:
        raise FileTooLarge(megabytes=MAX_MEGABYTES)
    text, encoding, notes = _decode(data)
    if "\x00" in text:
        raise FileIsNoText
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    header: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            if not header and any(cell.strip() for cell in cells):
                header = [cell.strip() for cell in cells]
            elif any(cell.strip() for cell in cells):
                rows.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise FileBroken(line=reader.line_num, why=error) from None
    if not header:
        raise FileEmpty
    return Table(header, rows, encoding, separator, notes)


def _decode(data: bytes) -> tuple[str, str, list[Note]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), "UTF-16", []
        except UnicodeDecodeError:
            raise FileIsNoText from None
    try:
        return data.decode("utf-8-sig"), "UTF-8", []
    except UnicodeDecodeError:
        note = Note(N_("The file is not UTF-8. It was read as Windows-1252: please check some umlauts."))
        return data.decode("cp1252", errors="replace"), "Windows-1252", [note]


def _separator(text: str) -> str:
    """The separator that parts the header most often outside quotes; the comma when there is but one column."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    counts = {mark: len(next(csv.reader([first], delimiter=mark), [])) for mark in (",", ";", "\t")}
    return max(counts, key=lambda mark: counts[mark])
