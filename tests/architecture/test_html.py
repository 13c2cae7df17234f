"""Every page that somebody may see, and every mail of the showcase, is valid HTML (html-validate)."""

from __future__ import annotations

from pathlib import Path

from engagement.demo import mails
from scripts.check_pages import validate
from tests.architecture.matrix import ROLES, pages_of
from tests.support.showcase import Showcase

# Mail programs want what browsers do not need: styles in the document and in tags, tables for the layout.
OF_MAILS = {"no-inline-style": "off", "wcag/h63": "off", "no-deprecated-attr": "off", "prefer-tbody": "off"}


def test_every_page_of_every_role(site: Showcase, tmp_path: Path) -> None:
    seen: set[str] = set()
    for role in ROLES:
        for number, page in enumerate(pages_of(site, role)):
            if page.content not in seen:
                seen.add(page.content)
                (tmp_path / f"{page.endpoint}-{number}-{role}.html").write_text(page.html, encoding="utf-8")
    assert len(seen) > 150
    assert validate(tmp_path) == []


def test_every_mail(site: Showcase, tmp_path: Path) -> None:
    found = mails.mails(str(site.app.config["SETTINGS"].mail_url))
    assert len(found) > 5
    for number, mail in enumerate(found):
        (tmp_path / f"mail-{number}-reader.html").write_text(mail.html, encoding="utf-8")
    assert validate(tmp_path, OF_MAILS) == []


def test_the_check_can_fail(site: Showcase, tmp_path: Path) -> None:
    (tmp_path / "page-1-visitor.html").write_text("<p><div>nested</div></p>", encoding="utf-8")
    assert validate(tmp_path)
