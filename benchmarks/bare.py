"""What the product is measured against: the least that a web application of this kind does, served the same way.

A view that says hello; a list of 20 rows (one SELECT, Core, Jinja); a sign-up (six statements, one transaction).
Served by gunicorn as `benchmarks.bare:app` over BARE_DATABASE_URL, in processes of its own: the product listens to
every engine of its process. `python -m benchmarks.bare URL NUMBER` fills it.
"""

from __future__ import annotations

import os
import secrets
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, redirect, request

ROWS = 20
_meta = sa.MetaData()
offer = sa.Table(
    "bare_offer", _meta,
    sa.Column("id", sa.Integer, primary_key=True), sa.Column("title", sa.String(160)),
    sa.Column("summary", sa.String(300)), sa.Column("place", sa.String(160)),
    sa.Column("starts_at", sa.DateTime, index=True), sa.Column("capacity", sa.Integer),
    sa.Column("taken", sa.Integer, default=0),
)  # fmt: skip
person = sa.Table(
    "bare_person", _meta, sa.Column("id", sa.Integer, primary_key=True), sa.Column("email", sa.String, unique=True)
)
registration = sa.Table(
    "bare_registration", _meta, sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("offer_id", sa.ForeignKey("bare_offer.id")), sa.Column("person_id", sa.ForeignKey("bare_person.id")),
    sa.Column("token", sa.String(20)), sa.UniqueConstraint("offer_id", "person_id"),
)  # fmt: skip
outbox = sa.Table(
    "bare_outbox", _meta, sa.Column("id", sa.Integer, primary_key=True), sa.Column("to_email", sa.String),
    sa.Column("body", sa.Text),
)  # fmt: skip
PAGE = """<!doctype html><html lang="de"><head><meta charset="utf-8"><title>{{ title }}</title></head><body>
<h1>{{ title }}</h1><ul>{% for row in rows %}<li><h2><a href="/offer/{{ row.id }}">{{ row.title }}</a></h2>
<p>{{ row.summary }}</p><p>{{ row.place }}, {{ row.starts_at.strftime('%d.%m.%Y %H:%M') }}</p>
<p>{{ row.capacity - row.taken }} frei</p></li>{% endfor %}</ul></body></html>"""
BODY = "Bitte bestätigen Sie Ihre Zusage mit diesem Link: https://example.org/{}"


def connect(url: str) -> sa.Engine:
    """An engine with the product's own settings of SQLite."""
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":

        @sa.event.listens_for(engine, "connect")
        def prepare(connection: Any, _record: Any) -> None:
            connection.isolation_level = None
            for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=20000"):
                connection.execute(f"PRAGMA {pragma}")

        @sa.event.listens_for(engine, "begin")
        def begin(connection: sa.Connection) -> None:
            is_write = connection.get_execution_options().get("writes")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")

    return engine


def fill(url: str, number: int) -> None:
    """The tables with that many offers."""
    engine = connect(url)
    with engine.connect().execution_options(writes=True) as connection:
        _meta.create_all(connection)
        now = datetime.now(UTC).replace(tzinfo=None)
        rows = [
            {"title": f"Hände, die beim Fest {n} Kuchen verkaufen", "summary": "Zwei Stunden am Kuchenstand. " * 3,
             "place": "Gemeindehaus", "starts_at": now + timedelta(minutes=n), "capacity": 1_000_000, "taken": 0}
            for n in range(number)
        ]  # fmt: skip
        connection.execute(sa.insert(offer), rows)
        connection.commit()
    engine.dispose()


def make_app(url: str) -> Flask:
    app = Flask(__name__)
    engine = connect(url)
    page = app.jinja_env.from_string(PAGE)

    @app.get("/hello")
    def hello() -> str:
        return "Hallo"

    @app.get("/list")
    def offers() -> str:
        with engine.connect() as connection:
            rows = connection.execute(sa.select(offer).order_by(offer.c.starts_at).limit(ROWS)).all()
        return page.render(title="Angebote", rows=rows)

    @app.post("/sign-up/<int:number>")
    def sign_up(number: int) -> Response:
        email = request.form["email"]
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            found = connection.execute(sa.select(offer).where(offer.c.id == number)).one()
            known = connection.scalar(sa.select(person.c.id).where(person.c.email == email))
            made = known or connection.execute(sa.insert(person).values(email=email)).inserted_primary_key[0]
            place = sa.update(offer).where(offer.c.id == found.id, offer.c.taken < offer.c.capacity)
            assert connection.execute(place.values(taken=offer.c.taken + 1)).rowcount == 1
            token = secrets.token_hex(8)
            connection.execute(sa.insert(registration).values(offer_id=found.id, person_id=made, token=token))
            connection.execute(sa.insert(outbox).values(to_email=email, body=BODY.format(token)))
        return redirect(f"/done/{token}", 303)

    return app


if __name__ == "__main__":
    fill(sys.argv[1], int(sys.argv[2]))
elif address := os.environ.get("BARE_DATABASE_URL"):
    app = make_app(address)
