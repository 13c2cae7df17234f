"""From a template to a mail."""

from __future__ import annotations

from flask import Flask

from engagement.notifications.operations import MailFrame
from engagement.notifications.rendering import render_mail

FRAME = MailFrame(city_id=None, city_slug=None, city_name="Bühlertal", platform_name="Mitmachen", claim="macht mit",
                  contact_phone="07223 0000-1", home_url="http://x.example/buehlertal/")  # fmt: skip
CONTEXT = {
    "to_name": "Helga <Brandt>", "title": "Hände & Füße\nfür das Fest", "association_name": "Verein", "reason": "",
    "city_name": "Bühlertal", "public_url": "http://x.example/a", "edit_url": "http://x.example/b",
    "terms_url": "http://x.example/c",
}  # fmt: skip


def test_a_mail_is_german_with_a_subject_of_one_line(db_app: Flask) -> None:
    mail = render_mail("offer_approve", FRAME, CONTEXT)
    assert mail.subject == "Ihr Angebot ist in Bühlertal online: Hände & Füße für das Fest"
    assert mail.text.startswith("Bühlertal macht mit"), "the subject is not said twice"
    assert "07223 0000-1" in mail.text
    assert "\n\n\n" not in mail.text


def test_text_is_plain_and_html_is_escaped(db_app: Flask) -> None:
    mail = render_mail("offer_approve", FRAME, CONTEXT)
    assert "Helga <Brandt>" in mail.text
    assert "Helga &lt;Brandt&gt;" in mail.html
    assert "Helga <Brandt>" not in mail.html
