"""Add full text search to publications.

Stems are made in Python and stored; each engine only indexes them. Parts of words are found in the folded text by
trigrams. On SQLite triggers keep the index tables in step, so writers need not know them.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQLITE = """
CREATE VIRTUAL TABLE publication_fts USING fts5(
    search_stems, content='publication', content_rowid='id', tokenize="unicode61 remove_diacritics 0"
);
CREATE VIRTUAL TABLE publication_fts_trigram USING fts5(
    search_folded, content='publication', content_rowid='id', tokenize='trigram'
);
CREATE TRIGGER publication_fts_insert AFTER INSERT ON publication BEGIN
    INSERT INTO publication_fts(rowid, search_stems) VALUES (new.id, new.search_stems);
    INSERT INTO publication_fts_trigram(rowid, search_folded) VALUES (new.id, new.search_folded);
END;
CREATE TRIGGER publication_fts_delete AFTER DELETE ON publication BEGIN
    INSERT INTO publication_fts(publication_fts, rowid, search_stems) VALUES ('delete', old.id, old.search_stems);
    INSERT INTO publication_fts_trigram(publication_fts_trigram, rowid, search_folded)
        VALUES ('delete', old.id, old.search_folded);
END;
CREATE TRIGGER publication_fts_update AFTER UPDATE OF search_stems, search_folded ON publication BEGIN
    INSERT INTO publication_fts(publication_fts, rowid, search_stems) VALUES ('delete', old.id, old.search_stems);
    INSERT INTO publication_fts_trigram(publication_fts_trigram, rowid, search_folded)
        VALUES ('delete', old.id, old.search_folded);
    INSERT INTO publication_fts(rowid, search_stems) VALUES (new.id, new.search_stems);
    INSERT INTO publication_fts_trigram(rowid, search_folded) VALUES (new.id, new.search_folded);
END;
INSERT INTO publication_fts(publication_fts) VALUES ('rebuild');
INSERT INTO publication_fts_trigram(publication_fts_trigram) VALUES ('rebuild')
"""

POSTGRESQL = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX ix_publication_search_stems ON publication USING gin (to_tsvector('simple', search_stems));
CREATE INDEX ix_publication_search_folded ON publication USING gin (search_folded gin_trgm_ops)
"""

SQLITE_DOWN = """
DROP TRIGGER publication_fts_update;
DROP TRIGGER publication_fts_delete;
DROP TRIGGER publication_fts_insert;
DROP TABLE publication_fts_trigram;
DROP TABLE publication_fts
"""

POSTGRESQL_DOWN = """
DROP INDEX ix_publication_search_folded;
DROP INDEX ix_publication_search_stems
"""


def upgrade() -> None:
    _run(SQLITE, POSTGRESQL)


def downgrade() -> None:
    _run(SQLITE_DOWN, POSTGRESQL_DOWN)


def _run(sqlite: str, postgresql: str) -> None:
    script = sqlite if op.get_bind().dialect.name == "sqlite" else postgresql
    for statement in _statements(script):
        op.execute(statement)


def _statements(script: str) -> list[str]:
    """Split at semicolons outside BEGIN … END."""
    found, current, inside = [], [], False
    for line in script.strip().splitlines():
        current.append(line)
        inside = inside or line.endswith("BEGIN")
        if line == "END;":
            inside = False
        if line.endswith(";") and not inside:
            found.append("\n".join(current).rstrip(";") + (";" if line == "END;" else ""))
            current = []
    return [*found, "\n".join(current)] if current else found
