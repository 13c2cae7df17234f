"""Databases of a test process: one migrated template an engine and run, one copy of it a test.

A copy takes milliseconds: SQLite copies a file; PostgreSQL copies a database (CREATE DATABASE … TEMPLATE) and then
empties it from test to test (emptying.py). The application of a process is built once an engine and pointed at the
copy, because building it costs more than most tests.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import flask_migrate
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.engine import URL
from werkzeug.routing import Rule

from config import Settings
from engagement import create_app
from engagement.extensions import db
from engagement.web.kept_pages import Pages
from tests.support import postgres, run
from tests.support.emptying import FreshCopy

ENGINES = ("sqlite", "postgresql")
HOST = "mitmachen.test"
SECRET = "test-only-" + "0" * 32


def free_port() -> int:
    """A port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Stage:
    """The database of one engine in one process, and the applications over it."""

    def __init__(self, engine: str, folder: Path, worker: str, mail_port: int) -> None:
        self.engine = engine
        self.folder = folder
        self.home = folder / f"{worker}-{engine}"
        self.home.mkdir(exist_ok=True)
        self.mail_port = mail_port
        self.apps: list[Flask] = []
        self._shared: dict[str, Flask] = {}
        self._name = f"test_{worker}"
        self._copy: FreshCopy | None = None
        if engine == "postgresql":
            self._server = postgres.server_url(folder)
            if os.environ.get("TEST_DATABASE_URL"):  # a foreign server outlives the run and may serve two at once
                self._name += f"_{folder.name.rsplit('-', 2)[1]}"
                self._template = f"template_{folder.name.rsplit('-', 2)[1]}"
            else:
                self._template = "template_engagement"
        self._make_template()

    @property
    def url(self) -> str:
        if self.engine == "sqlite":
            return f"sqlite:///{self.home / 'test.sqlite'}"
        return self._url(self._name)

    def settings(self, **changes: object) -> Settings:
        """What an application of the tests runs with; keyword arguments replace single settings."""
        values: dict[str, object] = {
            "environment": "test", "secret_key": SECRET, "database_url": self.url,
            "mail_url": f"smtp://127.0.0.1:{self.mail_port}", "mail_from": "mitmachen@region.example",
            "media_url": f"file://{self.home / 'media'}", "platform_host": HOST,
            "instance_path": self.home / "instance",
        }  # fmt: skip
        return Settings(**(values | changes))

    def build_app(self, **changes: object) -> Flask:
        """An application over this stage's database; a reset closes its connections."""
        app = create_app(self.settings(**changes))
        keep_compiled_templates(app, self.folder)
        self.apps.append(app)
        return app

    def shared_app(self, **changes: object) -> Flask:
        """As `build_app`, but one for all tests that ask for the same settings."""
        key = repr(sorted(changes.items()))
        if key not in self._shared:
            self._shared[key] = self.build_app(**changes)
        self._shared[key].extensions["kept_pages"] = Pages()  # the first look at a page is the first one in each test
        return self._shared[key]

    def release(self) -> None:
        """Close every connection and forget the applications that only one test used."""
        for app in self.apps:
            with app.app_context():
                db.session.remove()
                for engine in db.engines.values():
                    engine.dispose()
        self.apps = list(self._shared.values())

    def reset(self, empty: bool = False) -> None:
        """A fresh copy of the template, or a database without any table; media are gone too."""
        self.release()
        shutil.rmtree(self.home / "media", ignore_errors=True)
        if self.engine == "sqlite":
            for end in ("", "-wal", "-shm", "-journal"):
                (self.home / f"test.sqlite{end}").unlink(missing_ok=True)
            if not empty:
                shutil.copyfile(self._template_file, self.home / "test.sqlite")
            return
        if not empty and self._copy is not None and self._copy.is_new_again():
            return
        self._copy = None
        source = "template0" if empty else self._template
        postgres.execute(
            self._server, f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)',
            f'CREATE DATABASE "{self._name}" TEMPLATE "{source}" STRATEGY FILE_COPY',
        )  # fmt: skip
        if not empty:
            self._copy = FreshCopy(self._server.set(database=self._name))

    def close(self) -> None:
        """Close connections; on a server that is not ours drop the databases too."""
        self.release()
        if self.engine == "postgresql" and os.environ.get("TEST_DATABASE_URL"):
            with contextlib.suppress(Exception):  # another process of the run may still copy the template
                for name in (self._name, self._template):
                    postgres.execute(self._server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @property
    def _template_file(self) -> Path:
        return self.folder / "template.sqlite"

    def _url(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _make_template(self) -> None:
        with run.once(self.folder, f"template-{self.engine}") as is_first:
            if not is_first:
                return
            if self.engine == "sqlite":
                url = URL.create("sqlite", database=str(self._template_file)).render_as_string()
            else:
                postgres.execute(
                    self._server, f'DROP DATABASE IF EXISTS "{self._template}" WITH (FORCE)',
                    f'CREATE DATABASE "{self._template}" TEMPLATE template0',
                )  # fmt: skip
                url = self._url(self._template)
            migrate(create_app(self.settings(database_url=url)))


_compile_builder = Rule._compile_builder
_builders: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}


def _kept_builder(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    """What makes an address of a route's values: compiled once a process instead of once an application.

    It looks at the converters only when it is called, in the rule that it is then bound to.
    """
    defaults = repr(sorted((rule.defaults or {}).items()))
    key = (rule.rule, tuple(rule._trace), defaults, append_unknown)
    if key not in _builders:
        _builders[key] = _compile_builder(rule, append_unknown)
    return _builders[key]


Rule._compile_builder = _kept_builder  # most of what an application costs


def keep_compiled_templates(app: Flask, folder: Path) -> None:
    """Let all applications of a run share what Jinja made of the templates: compiling a page costs more than a test."""
    kept = folder / "templates"
    kept.mkdir(exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(kept))


def migrate(app: Flask) -> None:
    """Run all migrations, then let go of the database (a SQLite file is complete, a template is not in use)."""
    with app.app_context():
        flask_migrate.upgrade(str(app.config["MIGRATIONS_DIRECTORY"]))
        db.session.remove()
        if db.engine.dialect.name == "sqlite":
            with db.engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
