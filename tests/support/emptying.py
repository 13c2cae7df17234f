"""A PostgreSQL database as good as new: emptied instead of copied again, which costs a hundredth of a copy.

Copying means to write and to unlink a thousand files. Where a test has changed the schema, or the server does not let
us, there is a copy all the same; after some turns too, so that dead rows do not pile up.
"""

from __future__ import annotations

import psycopg
from sqlalchemy.engine import URL

TURNS = 40
KEPT = "alembic_version"
# Whatever changes a schema leaves younger rows in one of these, or another number of them.
_CATALOGUES = "class attribute attrdef constraint index trigger proc type"
_SCHEMA = " UNION ALL ".join(f"SELECT count(*), max(xmin::text::bigint) FROM pg_{name}" for name in _CATALOGUES.split())
_TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> %s ORDER BY 1"
# A thread that a test left behind must not hold a lock.
_ALONE = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
_IDS = "SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence"


class FreshCopy:
    """A database that was copied from the template a moment ago."""

    def __init__(self, url: URL) -> None:
        self._address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._turns = 0
        with psycopg.connect(self._address, autocommit=True) as connection:
            self._schema = connection.execute(_SCHEMA).fetchall()
            tables = [row[0] for row in connection.execute(_TABLES, [KEPT])]
            filled = " UNION ALL ".join(f"(SELECT 1 FROM {table} LIMIT 1)" for table in tables)
            self._may_be_emptied = bool(tables) and not connection.execute(filled).fetchall()
        # Without foreign keys and triggers the order does not matter, and a mark of what has changed is not set.
        self._empty = "; ".join(
            ["SET session_replication_role = replica", *(f"DELETE FROM {table}" for table in tables), _IDS]
        )

    def is_new_again(self) -> bool:
        """Empty every table and begin all ids anew; False, and nothing is certain, when only a copy will do."""
        self._turns += 1
        if not self._may_be_emptied or self._turns > TURNS:
            return False
        try:
            with psycopg.connect(self._address, options="-c lock_timeout=5s") as connection:
                connection.execute(_ALONE)
                if connection.execute(_SCHEMA).fetchall() != self._schema:
                    return False
                connection.execute(self._empty)
        except psycopg.Error:
            return False
        return True
