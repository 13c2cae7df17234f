"""Is everything there that serving people needs?"""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import current_app

from engagement.extensions import db
from engagement.health.models import Heartbeat
from engagement.kernel.clock import utcnow

WORKER_SILENCE = timedelta(minutes=3)  # it beats every minute


@cache
def _head(directory: str) -> str | None:
    config = Config()
    config.set_main_option("script_location", directory)
    return ScriptDirectory.from_config(config).get_current_head()


def problems() -> list[str]:
    """What keeps the installation from being ready, in English, for the operator; empty when all is well."""
    try:
        version = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    except sa.exc.SQLAlchemyError:
        return ["the database does not answer or was never migrated"]
    found = []
    if version != _head(current_app.config["MIGRATIONS_DIRECTORY"]):
        found.append("migrations are not at head")
        return found
    beat = db.session.scalar(sa.select(Heartbeat.at).where(Heartbeat.name == "worker"))
    if beat is None or utcnow() - beat > WORKER_SILENCE:
        found.append("the worker is silent")
    return found
