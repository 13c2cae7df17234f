"""A step runs again when what it reads has changed, and only then."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import prepare


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "ROOT", str(tmp_path))
    monkeypatch.setattr(prepare, "STAMPS", str(tmp_path / "stamps"))
    (tmp_path / "lock.txt").write_text("a==1")
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "one.css").write_text("a {}")


def test_a_stamp_holds_until_the_content_changes(tmp_path: Path) -> None:
    before = prepare.digest(("lock.txt", "sources"))
    assert not prepare.is_done("step", before)
    prepare.mark_done("step", before)
    assert prepare.is_done("step", prepare.digest(("lock.txt", "sources")))
    (tmp_path / "sources" / "one.css").write_text("b {}")
    assert not prepare.is_done("step", prepare.digest(("lock.txt", "sources")))


def test_a_new_or_renamed_file_counts(tmp_path: Path) -> None:
    before = prepare.digest(("sources",))
    (tmp_path / "sources" / "one.css").rename(tmp_path / "sources" / "two.css")
    renamed = prepare.digest(("sources",))
    (tmp_path / "sources" / "three.css").write_text("")
    assert len({before, renamed, prepare.digest(("sources",))}) == 3


def test_built_files_must_all_be_there(tmp_path: Path) -> None:
    static = tmp_path / "static"
    assert not prepare.is_complete(str(static))
    static.mkdir()
    (static / "manifest.json").write_text('{"main.css": "main.1.css"}')
    assert not prepare.is_complete(str(static))
    (static / "main.1.css").write_text("")
    assert prepare.is_complete(str(static))


def test_an_old_python_is_told_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed"):
        prepare.check_python()
