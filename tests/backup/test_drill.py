"""The drill: a filled installation, its backup, an empty machine, and everything is there again. On both engines."""

from __future__ import annotations

import gzip
import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from engagement.accounts.models import User
from engagement.backup import BackupError, check_archive, create_backup, restore_backup
from engagement.backup.tables import reflected, to_json
from engagement.core.actor import SYSTEM_ACTOR
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.demo import loader
from engagement.extensions import db
from engagement.media import store
from engagement.media.operations import store_picture
from engagement.notifications.models import OutboxMessage
from engagement.opportunities.search import Criteria, search_publications
from tests.support.factories import make_user
from tests.support.stage import ENGINES, Stage
from tests.support.world import Town

VOID = {"user_session", "sign_in_code", "heartbeat"}


def content() -> dict[str, list[Any]]:
    """Every row of every table, as plain values that read the same on both engines."""
    with db.engine.connect() as connection:
        found = {
            table.name: [
                [to_json(value) for value in row]
                for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns))
            ]
            for table in reflected(connection)
            if table.name not in VOID
        }
        connection.rollback()
    return found


def columns() -> dict[str, list[str]]:
    with db.engine.connect() as connection:
        found = {table.name: [column.name for column in table.columns] for table in reflected(connection)}
        connection.rollback()
    return found


def photo() -> bytes:
    target = io.BytesIO()
    Image.effect_noise((640, 480), 40).convert("RGB").save(target, "JPEG")
    return target.getvalue()


@pytest.fixture
def filled(make_app: Callable[..., Flask], media_folder: Path) -> Flask:
    """The demo, with an uploaded picture."""
    app = make_app(environment="demo")
    with app.app_context():
        loader.load()
        with entered(SYSTEM):
            association = db.session.scalar(sa.text("SELECT min(id) FROM association"))
            store_picture(association, photo(), actor=SYSTEM_ACTOR)
            db.session.rollback()
    return app


@pytest.fixture
def small(app: Flask, db_app: Flask, media_folder: Path) -> Flask:
    """One town with one of everything."""
    Town("hierstadt").build()
    db.session.rollback()
    return app


@pytest.mark.both_engines
def test_everything_comes_back_on_the_other_engine(
    filled: Flask, engine_kind: str, stages: Callable[[str], Stage], tmp_path: Path
) -> None:
    """Each engine gives and takes once; the same engine takes what it gave in the tests below."""
    file = tmp_path / "drill.backup"
    with filled.app_context():
        before, there, names = content(), columns(), sorted(store.all_keys())
        manifest = create_backup(file)
        assert len(before["publication"]) > 50 and names
        assert (manifest.pictures, manifest.engine) == (len(names), engine_kind)
    assert file.stat().st_mode & 0o077 == 0, "nobody else may read it"

    other = stages(next(engine for engine in ENGINES if engine != engine_kind))
    other.reset(empty=True)
    app = other.build_app(media_url=f"file://{tmp_path / 'other-media'}")
    with app.app_context():
        restored = restore_backup(file)
        assert columns() == there
        assert content() == before
        assert sorted(store.all_keys()) == names
        assert restored.rows >= sum(map(len, before.values()))
        _works(app)
    other.release()


def _works(app: Flask) -> None:
    """The search index, the counters and the pages are those of a living installation."""
    with entered(SYSTEM):
        city_id = db.session.scalar(sa.text("SELECT id FROM city WHERE slug = 'bretten'"))
        db.session.rollback()
    with entered(Scope.city(city_id)):
        assert search_publications(city_id, Criteria(text="Garten")).total > 0
    db.session.remove()
    assert make_user().id > 0, "new rows get new numbers"
    page = app.test_client().get(
        "/bretten/mitmachen/", environ_base={"HTTP_HOST": app.config["SETTINGS"].platform_host}
    )
    assert page.status_code == 200


@pytest.mark.both_engines
def test_data_that_is_there_is_replaced_only_when_asked_and_is_kept_before(small: Flask, tmp_path: Path) -> None:
    file = tmp_path / "drill.backup"
    run = small.test_cli_runner()
    assert run.invoke(args=["backup", str(file)]).exit_code == 0
    with small.app_context():
        before = content()
        made = make_user(email="spaeter@leute.example")
    refused = run.invoke(args=["restore", str(file)])
    assert refused.exit_code == 1 and "--replace" in refused.output
    done = run.invoke(args=["restore", str(file), "--replace"])
    assert done.exit_code == 0, done.output
    with small.app_context():
        assert content() == before
        kept = next(Path(small.config["SETTINGS"].instance_path).glob("backups/before-restore-*.backup"))
        restore_backup(kept, replace=True)
        with entered(SYSTEM):
            assert db.session.scalar(sa.select(User.email).where(User.public_id == made.public_id))
        kept.unlink()


@pytest.mark.both_engines
def test_what_was_there_comes_back_when_a_restore_breaks_off(small: Flask, tmp_path: Path) -> None:
    file = tmp_path / "odd.backup"
    run = small.test_cli_runner()
    with small.app_context():
        with db.engine.begin() as connection:
            connection.execute(sa.text("CREATE TABLE of_nobody (id INTEGER PRIMARY KEY)"))
        create_backup(file)  # names a table that no migration makes
        with db.engine.begin() as connection:
            connection.execute(sa.text("DROP TABLE of_nobody"))
        make_user(email="spaeter@leute.example")
        before = content()
    broken = run.invoke(args=["restore", str(file), "--replace"])
    assert broken.exit_code == 1 and "do not name the same tables" in broken.output
    assert "What was there before is back" in broken.output
    with small.app_context():
        assert content() == before


@pytest.mark.both_engines
def test_waiting_mail_is_not_sent_twice_and_sessions_end(small: Flask, tmp_path: Path) -> None:
    from engagement.accounts.enums import SignInMethod
    from engagement.accounts.operations.sessions import open_session
    from engagement.core.transaction import writing

    with small.app_context():
        with entered(SYSTEM):
            open_session(make_user().id, SignInMethod.PASSWORD)
            with writing():
                db.session.add(
                    OutboxMessage(kind="x", to_email="a@leute.example", subject="s", body_text="t", body_html="h")
                )
            waiting = db.session.scalar(
                sa.text("SELECT count(*) FROM outbox_message WHERE sent_at IS NULL AND failed_at IS NULL")
            )
            db.session.rollback()
        create_backup(tmp_path / "b")
        assert restore_backup(tmp_path / "b", replace=True).held_mails == waiting > 0
        with entered(SYSTEM):
            assert db.session.scalar(sa.text("SELECT count(*) FROM user_session")) == 0
            due = sa.select(sa.func.count(OutboxMessage.id)).where(
                OutboxMessage.failed_at.is_(None), OutboxMessage.sent_at.is_(None)
            )
            assert db.session.scalar(due) == 0
            db.session.rollback()
        assert restore_backup(tmp_path / "b", replace=True, send_waiting_mail=True).held_mails == 0
        with entered(SYSTEM):
            assert db.session.scalar(due) == waiting


def test_nothing_is_replaced_when_what_is_there_cannot_be_kept(small: Flask, tmp_path: Path) -> None:
    run = small.test_cli_runner()
    assert run.invoke(args=["backup", str(tmp_path / "b.backup")]).exit_code == 0
    with small.app_context():
        make_user(email="spaeter@leute.example")
        before = content()
    folder = Path(small.config["SETTINGS"].instance_path) / "backups"
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_text("a file where the folder should be")
    try:
        refused = run.invoke(args=["restore", str(tmp_path / "b.backup"), "--replace"])
    finally:
        folder.unlink()
    assert refused.exit_code == 1, refused.output
    with small.app_context():
        assert content() == before


def test_a_damaged_file_is_refused_before_anything_changes(small: Flask, tmp_path: Path) -> None:
    file, cut, bent = tmp_path / "whole", tmp_path / "cut", tmp_path / "bent"
    with small.app_context():
        create_backup(file)
        before = content()
        plain = gzip.decompress(file.read_bytes())
        cut.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
        bent.write_bytes(gzip.compress(plain.replace(b"hierstadt", b"hierstedt", 1)))
        (tmp_path / "none").write_bytes(b"no backup")
        for wrong in (cut, bent, tmp_path / "none"):
            with pytest.raises(BackupError):
                restore_backup(wrong, replace=True)
        assert content() == before
        assert check_archive(file).rows > 0


def test_a_backup_of_a_newer_version_is_refused(small: Flask, tmp_path: Path) -> None:
    from engagement.backup import archive

    with small.app_context():
        with archive.Writer(tmp_path / "b") as writer:
            writer.finish(archive.Manifest("9999", "2026-05-04T08:00:00+00:00", "sqlite"))
        with pytest.raises(BackupError, match="newer version"):
            restore_backup(tmp_path / "b", replace=True)


def test_old_backups_are_tidied_away_when_asked(small: Flask, tmp_path: Path, clock: Any) -> None:
    run = small.test_cli_runner()
    folder = tmp_path / "not-there-yet"
    for _ in range(3):
        assert run.invoke(args=["backup", str(folder), "--keep", "2"]).exit_code == 0
        clock.shift(61)
    assert len(list(folder.iterdir())) == 2
