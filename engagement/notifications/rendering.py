"""From a template to subject, text and HTML of a mail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import current_app
from markupsafe import Markup

from engagement.core.i18n import current_language
from engagement.notifications.frame import MailFrame

MOST_PARTS = 600  # a style and feet in two languages for each town


@dataclass(frozen=True)
class RenderedMail:
    subject: str
    text: str
    html: str


def render_mail(kind: str, frame: MailFrame, context: dict[str, Any]) -> RenderedMail:
    """Render `email/<kind>.txt` and `.html` in the language at hand (`core.i18n.speaking`). Raises TemplateNotFound."""
    env = current_app.jinja_env
    values = {**context, "frame": frame, "style": _style(frame)}
    html_foot, text_foot = _feet(frame)
    text_template = env.get_template(f"email/{kind}.txt")
    text_context = text_template.new_context(values)
    spoken = "".join(text_template.blocks["subject"](text_context))
    subject = " ".join(spoken.split())
    # The block stands first in the template, where it can be overridden; the mail's header says it already.
    return RenderedMail(
        subject=subject,
        text=_tidy(text_template.render({**values, "foot": text_foot}).removeprefix(spoken)),
        html=env.get_template(f"email/{kind}.html").render({**values, "subject": subject, "foot": html_foot}),
    )


def _style(frame: MailFrame) -> Markup:
    """The style of the frame's mails: the same for all of a town, and for each day on which its look stays."""
    return _kept(("style", frame.day, frame.night, frame.radius, frame.weight), "email/_style.html", frame)


def _feet(frame: MailFrame) -> tuple[Markup, str]:
    """Whom to call and where to read on, below every mail of a town in one language."""
    key = current_language(), frame
    text = _kept(("text", *key), "email/_foot.txt", frame)
    return _kept(("html", *key), "email/_foot.html", frame), str(text)


def _kept(key: Any, template: str, frame: MailFrame) -> Markup:
    kept: dict[Any, Markup] = current_app.extensions.setdefault("parts_of_mails", {})
    if key not in kept or current_app.config["TEMPLATES_AUTO_RELOAD"]:
        if len(kept) >= MOST_PARTS:
            kept.clear()
        text = current_app.jinja_env.get_template(template).render(frame=frame)
        kept[key] = Markup(text)  # noqa: S704  # the template escapes
    return kept[key]


def _tidy(text: str) -> str:
    """No trailing blanks, and never more than one empty line in a row."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"
