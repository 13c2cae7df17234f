"""From a file to rows: encodings, separators, columns, addresses. No database."""

from __future__ import annotations

import pytest

from engagement.associations.enums import AssociationKind
from engagement.associations.importing import reading
from engagement.associations.importing.addresses import further_address, restore_street, restore_town
from engagement.associations.importing.columns import map_columns
from engagement.associations.importing.plan import Action, fingerprint, plan_row, without_repetitions
from engagement.associations.importing.reading import read_table
from engagement.associations.importing.rows import Refusal, Row, parse_row, style_of

LIST = 'Name;PLZ;Ort\n"Chor ""Da capo""; gemischt";75015;Bretten\n\nMühle;;\n'


def rows_of(text: str) -> list[Row | Refusal]:
    table = read_table(text.encode())
    columns = map_columns(table.header)
    style = style_of(table, columns)
    return [parse_row(line, cells, columns, style, 2026) for line, cells in table.rows]


def row_of(text: str) -> Row:
    (row,) = rows_of(text)
    assert isinstance(row, Row)
    return row


@pytest.mark.parametrize(
    ("data", "encoding"),
    [(LIST.encode(), "UTF-8"), (b"\xef\xbb\xbf" + LIST.encode(), "UTF-8"), (LIST.encode("cp1252"), "Windows-1252"),
     (LIST.encode("utf-16"), "UTF-16")],
)  # fmt: skip
def test_encodings_are_recognised(data: bytes, encoding: str) -> None:
    table = read_table(data)
    assert table.encoding == encoding
    assert list(table.header) == ["Name", "PLZ", "Ort"]
    assert [line for line, _cells in table.rows] == [2, 4]
    assert table.rows[0][1][0] == 'Chor "Da capo"; gemischt'
    assert table.rows[1][1][0] == "Mühle"
    assert bool(table.notes) == (encoding == "Windows-1252")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_are_recognised(separator: str) -> None:
    table = read_table(separator.join(["Name", "Ort"]).encode() + b"\nChor" + separator.encode() + b"Bretten")
    assert table.separator == separator
    assert list(table.rows[0][1]) == ["Chor", "Bretten"]


def test_a_line_break_in_a_cell_keeps_the_count_of_lines() -> None:
    table = read_table(b'Name,Zweck\nChor,"singt\nund lacht"\nTanz,tanzt\n')
    assert [line for line, _cells in table.rows] == [2, 4]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [(b"", reading.FileEmpty), (b"\n\n", reading.FileEmpty), (b"Name\x00,Ort", reading.FileIsNoText),
     (b"\xff\xfe\x00", reading.FileIsNoText), (b"x" * (50 * 1024 * 1024 + 1), reading.FileTooLarge),
     (b"Name\n" + b"x" * 200_000, reading.FileBroken)],
)  # fmt: skip
def test_what_is_no_table_is_refused(data: bytes, refusal: type[reading.FileUnreadable]) -> None:
    with pytest.raises(refusal):
        read_table(data)


def test_columns_are_known_in_german_and_english() -> None:
    german = map_columns(["Vereinsname", "Straße", "Hausnr.", "PLZ", "Ortsteil", "Web-Seite", "Gegründet"])
    english = map_columns(["name", "street", "house_number", "zip code", "district", "homepage", "founded"])
    meanings = ["name", "street", "house_number", "postcode", "district", "website", "founded"]
    assert list(german.positions) == list(english.positions) == meanings


def test_people_s_columns_are_left_out_and_unknown_ones_named() -> None:
    columns = map_columns(["Name", "E-Mail", "Telefon", "1. Vorsitzender", "modified"])
    assert list(columns.personal) == ["E-Mail", "Telefon", "1. Vorsitzender"]
    assert list(columns.unused) == ["modified"]


def test_a_list_without_names_is_refused() -> None:
    with pytest.raises(reading.NameColumnMissing):
        map_columns(["PLZ", "Ort"])


@pytest.mark.parametrize(
    ("slug", "street"),
    [
        ("Kaethe-Kollwitz-Strasse", "Käthe-Kollwitz-Straße"),
        ("Strassedes18Oktober", "Straße des 18. Oktober"),
        ("KielerStrasse", "Kieler Straße"),
        ("Anden Hoefen", "An den Höfen"),
        ("Ander Milchinsel", "An der Milchinsel"),
        ("Grosse Fleischergasse", "Große Fleischergasse"),
        ("Weissenfelser Strasse", "Weißenfelser Straße"),
        ("Wasserstrasse", "Wasserstraße"),
        ("Lessingstrasse", "Lessingstraße"),
        ("Goethestrasse", "Goethestraße"),
        ("Michael-Kazmierczak-Strasse", "Michael-Kazmierczak-Straße"),
        ("Querstrasse", "Querstraße"),
        ("Neue Leipziger Strasse", "Neue Leipziger Straße"),
        ("Jenaer Strasse", "Jenaer Straße"),
        ("Oelsnitzer Strasse", "Oelsnitzer Straße"),
        ("Universitaetsstrasse", "Universitätsstraße"),
        ("Indersdorfer Weg", "Indersdorfer Weg"),
        ("Am Ring", "Am Ring"),
    ],
)
def test_streets_without_umlauts_get_them_back(slug: str, street: str) -> None:
    assert restore_street(slug) == street


def test_towns_get_them_back_too() -> None:
    assert restore_town("BadDueben") == "Bad Düben"
    assert restore_town("Grosspoesna") == "Großpösna"
    assert restore_town("Essen") == "Essen"


def test_further_addresses_are_written_as_addresses() -> None:
    assert further_address("04107.Leipzig.Gruenewaldstrasse.18", is_slug=True) == "Grünewaldstraße 18, 04107 Leipzig"
    assert further_address("Postfach 12", is_slug=True) == "Postfach 12"


def test_a_street_column_with_umlauts_is_left_as_it_is() -> None:
    assert row_of("name,street\nChor,Kaethe-Weg 3").values["street"] == "Kaethe-Weg 3"
    mixed = rows_of("name,street_slug\nChor,Kaethe-Weg\nTanz,Müllerweg")
    assert [row.values["street"] for row in mixed if isinstance(row, Row)] == ["Kaethe-Weg", "Müllerweg"]


def test_a_row_is_read_with_everything() -> None:
    row = row_of(
        "id,name,alt_names,postcode,city,street_slug,house_number,further_addresses,ortsteil,categories,homepage,founded\n"
        'V/1,"Kids & Rolli  e.V.",Kids|Rolli,4109,Leipzig,Muehlstrasse,3B,04107.Leipzig.Nordstrasse.1,'
        'Mitte|Nord,"Kinder, Jugend|Sport|Sport",http://a.de|http://www.a.de,gegr. 1990\n'
    )
    assert (row.line, row.key, row.name) == (2, "V/1", "Kids & Rolli e.V.")
    assert row.districts == ["Mitte", "Nord"]
    assert row.values == {
        "kind": AssociationKind.CLUB, "name": "Kids & Rolli e.V.", "alternative_names": "Kids\nRolli", "purpose": "",
        "categories": ["Kinder, Jugend", "Sport"], "street": "Mühlstraße 3B", "postcode": "04109", "town": "Leipzig",
        "further_addresses": "Nordstraße 1, 04107 Leipzig", "website": "http://a.de", "founded": 1990,
    }  # fmt: skip
    assert [note.values for note in row.notes] == [{"postcode": "4109"}]


def test_a_whole_address_in_one_cell_is_parted() -> None:
    row = row_of('Verein;Anschrift\nChor;"Am Markt 5, 75015 Bretten"')
    assert (row.values["street"], row.values["postcode"], row.values["town"]) == ("Am Markt 5", "75015", "Bretten")


def test_contact_details_in_a_description_are_left_out() -> None:
    row = row_of("name,beschreibung\nChor,Wir singen. Info: anna@chor.de oder 07252 / 12 34 56. Seit 1990.")
    assert "anna" not in row.values["purpose"]
    assert "12 34" not in row.values["purpose"]
    assert row.values["purpose"].startswith("Wir singen.")
    assert "1990" in row.values["purpose"]
    assert len(row.notes) == 1


def test_what_cannot_be_used_is_left_out_with_a_note() -> None:
    row = row_of("name,plz,homepage,gründung\nChor,7501A,file:///home/x,bald")
    assert (row.values["postcode"], row.values["website"], row.values["founded"]) == ("", "", None)
    assert len(row.notes) == 3


@pytest.mark.parametrize("name", ["", "   ", "x" * 161, "Chor anna@chor.de"])
def test_a_row_without_a_usable_name_is_refused(name: str) -> None:
    (row,) = rows_of(f"name,id\n{name},7")
    assert isinstance(row, Refusal)


def test_without_an_id_name_and_postcode_are_the_key() -> None:
    assert row_of("name,plz\nTV Bretten e. V.,75015").key == row_of("name,plz\nTV  Bretten eV,75015").key


def test_a_short_row_has_empty_cells() -> None:
    assert row_of("name,plz,ort\nChor").values["town"] == ""


def test_repetitions_are_refused_and_namesakes_noted() -> None:
    rows = without_repetitions(
        rows_of("id,name,plz,street\n1,Chor,75015,W 1\n1,Tanz,,\n2,Chor e. V.,75015,W 1\n3,Chor,75015,W 2\n4,Spiel,,")
    )
    assert [type(row).__name__ for row in rows] == ["Row", "Refusal", "Refusal", "Row", "Row"]
    assert [row.why.values.get("line") for row in rows if isinstance(row, Refusal)] == [2, 2]
    assert [len(row.notes) for row in rows if isinstance(row, Row)] == [0, 1, 0]


def test_a_new_row_is_taken_whole() -> None:
    plan = plan_row({"name": "Chor"}, None, {})
    assert (plan.action, plan.changes) == (Action.TAKE, {"name": "Chor"})


def test_news_of_the_list_are_written_where_nobody_edited() -> None:
    plan = plan_row({"name": "Chor", "town": "B"}, {"name": "Chor", "town": "A"}, {"name": "Chor", "town": "A"})
    assert (plan.action, plan.changes, plan.kept) == (Action.UPDATE, {"town": "B"}, ())


def test_people_s_edits_are_kept_and_told() -> None:
    plan = plan_row({"town": "B"}, {"town": "mine"}, {"town": "A"})
    assert (plan.action, plan.changes, plan.kept) == (Action.UNCHANGED, {}, ("town",))


def test_people_s_edits_are_kept_silently_while_the_list_says_the_same() -> None:
    plan = plan_row({"town": "A"}, {"town": "mine"}, {"town": "A"})
    assert (plan.action, plan.kept) == (Action.UNCHANGED, ())


def test_the_fingerprint_changes_with_any_value() -> None:
    assert fingerprint({"a": 1, "b": ""}) == fingerprint({"b": "", "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})
