"""Let privacy pages show the table of data classes where they had periods written by hand.

Only a page whose list of periods still is the one that it was made with is changed: what a town wrote itself stays.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NEW = "<h2>Welche Daten wir speichern und wann wir sie löschen</h2>\n<p>{data_classes}</p>"
OLD_LIST = """<h2>Wann wir Daten löschen</h2>
<ul>
<li>Nicht bestätigte Zusagen: nach 48 Stunden</li>
<li>Abgesagte oder abgelehnte Zusagen: nach 30 Tagen</li>
<li>Zusagen, bei denen der Termin vorbei ist: nach 12 Monaten</li>
<li>Konten, die niemand mehr benutzt: Nach 24 Monaten fragen wir Sie. Hören wir nichts, löschen wir das Konto 30 Tage später.</li>
<li>Dass wir Ihnen eine E-Mail geschickt haben: nach 30 Tagen. Was darin stand, löschen wir gleich nach dem Versand.</li>
<li>Protokoll der Entscheidungen: nach 24 Monaten</li>
</ul>"""

page = sa.table("city_page", sa.column("id", sa.Integer), sa.column("slug", sa.String), sa.column("body_html", sa.Text))


def upgrade() -> None:
    _rewrite(OLD_LIST, NEW)


def downgrade() -> None:
    _rewrite(NEW, OLD_LIST)


def _rewrite(before: str, after: str) -> None:
    bind = op.get_bind()
    rows = bind.execute(sa.select(page.c.id, page.c.body_html).where(page.c.slug == "datenschutz")).all()
    for row in rows:
        if before in row.body_html:
            changed = row.body_html.replace(before, after)
            bind.execute(page.update().where(page.c.id == row.id).values(body_html=changed))
