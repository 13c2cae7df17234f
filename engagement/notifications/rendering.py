"""From a template to subject, text and HTML of a mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app

from engagement.notifications.operations import MailFrame


@dataclass(frozen=True)
class RenderedMail:
    subject: str
    text: str
    html: str


def render_mail(kind: str, frame: MailFrame, context: dict[str, Any]) -> RenderedMail:
    """Render `email/<kind>.txt` and `.html` in the language of the request or job. Raises TemplateNotFound."""
    env = current_app.jinja_env
    values = {**context, "frame": frame}
    text_template = env.get_template(f"email/{kind}.txt")
    text_context = text_template.new_context(values)
    subject = "".join(text_template.blocks["subject"](text_context))
    return RenderedMail(
        subject=" ".join(subject.split()),
        text=text_template.render(values).strip() + "\n",
        html=env.get_template(f"email/{kind}.html").render(values),
    )
