"""`flask import associations`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.associations.models import Association
from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from tests.support import factories as make

LIST = "id,name,ortsteil,telefon,farbe\n1,Chor,Hintertal,07000 1,rot\n2,,,,\n3,Tanz,,,\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "unsere_liste.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


@pytest.fixture
def run(app: Flask) -> Any:
    with app.app_context():
        make.make_city()
    return lambda *arguments: app.test_cli_runner().invoke(args=["import", "associations", *map(str, arguments)])


def names(app: Flask) -> list[str]:
    with app.app_context(), entered(SYSTEM):
        return list(db.session.scalars(sa.select(Association.name).order_by(Association.sort_name)))


def test_the_report_says_everything(app: Flask, run: Any, file: Path) -> None:
    result = run(file, "--city", "musterstadt")
    assert result.exit_code == 0, result.output
    for words in (
        "Liste „unsere_liste“ für Musterstadt", "2 von 2 Zeilen", "Gelesen als UTF-8, Trennzeichen ,",
        "Kontaktdaten von Menschen darin stehen: telefon", "Nicht verwendete Spalten: farbe",
        "Zeilen: 3, übernommen: 2, aktualisiert: 0, unverändert: 0, abgelehnt: 1", "Zeile 3, 2: Der Name fehlt.",
        "Hintertal (1)", "--create-districts",
    ):  # fmt: skip
        assert words in result.output, result.output
    assert names(app) == ["Chor", "Tanz"]
    assert "unverändert: 2" in run(file, "--city", "musterstadt").output


def test_a_dry_run_says_so_and_writes_nothing(app: Flask, run: Any, file: Path) -> None:
    result = run(file, "--city", "musterstadt", "--dry-run", "--create-districts")
    assert "übernommen: 2" in result.output
    assert "Neue Stadtteile: Hintertal" in result.output
    assert "es wurde nichts geschrieben" in result.output.lower()
    assert names(app) == []


def test_the_source_is_the_file_s_name_or_what_is_said(app: Flask, run: Any, file: Path) -> None:
    run(file, "--city", "musterstadt", "--source", "amt")
    renamed = file.rename(file.with_name("neu.csv"))
    assert "unverändert: 2" in run(renamed, "--city", "musterstadt", "--source", "amt").output
    assert "abgelehnt: 3" in run(renamed, "--city", "musterstadt").output
    assert names(app) == ["Chor", "Tanz"]


def test_remarks_are_cut_unless_wanted(run: Any, file: Path) -> None:
    file.write_text("name,homepage\n" + "".join(f"Verein {n},file:///x\n" for n in range(30)), encoding="utf-8")
    assert "… und 10 weitere" in run(file, "--city", "musterstadt", "--dry-run").output
    assert "weitere" not in run(file, "--city", "musterstadt", "--dry-run", "--all-remarks").output


@pytest.mark.parametrize(
    ("city", "text", "words"),
    [("nirgendwo", LIST, "Es gibt keine Stadt „nirgendwo“"), ("musterstadt", "a,b\n1,2\n", "In keiner Spalte"),
     ("musterstadt", "", "leer")],
)  # fmt: skip
def test_what_cannot_work_says_why(app: Flask, run: Any, file: Path, city: str, text: str, words: str) -> None:
    file.write_text(text, encoding="utf-8")
    result = run(file, "--city", city)
    assert result.exit_code == 1
    assert words in result.output
    assert names(app) == []
