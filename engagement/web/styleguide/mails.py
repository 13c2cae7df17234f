"""The mails of the style guide: each kind with invented values, as HTML and as text, in every preset."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Response, abort, current_app, g, make_response, render_template, request
from jinja2 import Environment, nodes

from engagement.cities.queries import mail_frame
from engagement.cities.theme import PRESETS
from engagement.core.i18n import speaking
from engagement.core.permissions import public
from engagement.kernel.clock import utcnow
from engagement.notifications.rendering import RenderedMail, render_mail
from engagement.web.hooks import CSP
from engagement.web.styleguide import bp, samples

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "email"
# A mail brings its own style sheet; it must reach nothing, and only the style guide may frame it.
MAIL_CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
FRAMES = {"layout", "button"}


class Sample(SimpleNamespace):
    """Invented facts; what they do not hold is empty."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return None


# Where a name means something else than in other mails.
OF_KIND: dict[str, dict[str, Any]] = {
    "registration_others": {
        "others": [
            (
                Sample(title="Vorlesen im Kindergarten", association_name="Lesefreunde Bretten"),
                "https://mitmachen.example/mitmachen/Beispiel",
            )
        ],
    },
    "registration_decision": {"coming": 2},
    "registration_guardian": {"age_band": "14 bis 15"},
    "registration_guardian_released": {"to_name": "Petra Keller"},
    "feedback_new": {"mood": "Ja, alles gut"},
    "association_suspended": {"facts": "Drei Menschen standen am 7. November vor einer verschlossenen Tür."},
    "hours_proposed": {"lines": [("Jürgen Ott", "Bachpaten für 300 Meter Ufer", date(2026, 10, 3), 120)]},
    "hours_decided": {
        "lines": [(date(2026, 10, 3), 120, 90, "Um 11 Uhr war Schluss."), (date(2026, 10, 10), 60, None, "")]
    },
    "message_answers": {"lines": [("Helga Brandt", "Gern, wir freuen uns auf Sie. Kommen Sie über den Hof.")]},
}


def mail_kinds() -> list[str]:
    """The kinds of mail, in the order of the alphabet."""
    names = {path.stem for path in TEMPLATES.glob("*.txt") if not path.stem.startswith("_")}
    return sorted(names - FRAMES)


@bp.get("/mails")
@public
def mails() -> str:
    """All kinds, with their subjects."""
    g.city = samples.sample_city(_key())
    found = [(kind, rendered(kind, _key()).subject) for kind in mail_kinds()]
    return render_template("styleguide/mails.html", theme_sheet=_key(), themes=sorted(PRESETS), found=found, key=_key())


@bp.get("/mails/<kind>")
@public
def mail(kind: str) -> Response:
    """One kind: how a mail program shows it, and its text."""
    g.city = samples.sample_city(_key())
    if kind not in mail_kinds():
        abort(404)
    page = render_template(
        "styleguide/mail.html", theme_sheet=_key(), themes=sorted(PRESETS), kind=kind, mail=rendered(kind, _key()),
        key=_key(),
    )  # fmt: skip
    response = make_response(page)
    response.headers["Content-Security-Policy"] = f"{CSP}; frame-src 'self'"
    return response


@bp.get("/mails/<kind>/ansicht")
@public
def mail_view(kind: str) -> Response:
    """The HTML of one kind, shut off from everything else."""
    if kind not in mail_kinds():
        abort(404)
    return Response(
        rendered(kind, _key()).html, content_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": MAIL_CSP},
    )  # fmt: skip


def rendered(kind: str, preset: str, language: str = "de") -> RenderedMail:
    """A kind of mail with invented values, in the colours of a preset."""
    city: Any = samples.sample_city(preset)
    city.claim = "macht mit"
    with speaking(language):
        return render_mail(kind, mail_frame(city), {**_fallbacks(kind), **sample_values(), **OF_KIND.get(kind, {})})


def _fallbacks(kind: str) -> dict[str, Any]:
    """A kind that came after the list below still shows all that it names."""
    environment: Environment = current_app.jinja_env
    names: set[str] = set()
    for end in ("txt", "html"):
        tree = environment.parse((TEMPLATES / f"{kind}.{end}").read_text(encoding="utf-8"))
        names |= {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
        names -= {each if isinstance(each, str) else each[1] for node in tree.find_all(nodes.FromImport)
                  for each in node.names}  # fmt: skip
        names -= {node.name for node in tree.find_all(nodes.Macro)}
    return {name: _guess(name) for name in names - set(environment.globals)}


def _guess(name: str) -> Any:
    if name.endswith("_url") or name == "url":
        return "https://mitmachen.example/zusage/Beispiel"
    if name.endswith(("_at", "_from", "_until", "_on")) or name in ("day", "since", "until", "when"):
        return utcnow() + timedelta(days=14)
    return 2 if name.startswith(("is_", "people_", "number")) else "Beispiel"


def sample_values() -> dict[str, Any]:
    """Values by the names that the templates use."""
    starts_at = utcnow().replace(hour=13, minute=0, second=0, microsecond=0) + timedelta(days=9)
    link = "https://mitmachen.example/zusage/Beispiel"
    facts = Sample(
        name="Hanna Keller", title="Adventscafé: Kaffee ausschenken und zuhören", starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3), association_name="Nachbarschaftshilfe Weststadt e. V.",
        place=["Bürgertreff", "Ooser Straße 4", "Weststadt"], meeting_point="Eingang über den Hof, neben der Apotheke",
        recognise_us="an den grünen Schürzen. Fragen Sie nach Helga.", bring_along="nichts. Kaffee und Kuchen sind da.",
        contact_name="Helga Brandt", contact_phone="+4972520000471", contact_email="helga@nachbarn.example",
        email="hanna@leute.example", phone="+4972520000555", party_size=1, message="Ich bringe gern einen Kuchen mit.",
        decline_reason="", is_interest=False,
    )  # fmt: skip
    item = Sample(kind="opportunity", title="Vorlesen im Kindergarten", who="Lesefreunde Bretten")
    return {
        "facts": facts, "to_name": "Hanna Keller", "title": "Adventscafé: Kaffee ausschenken und zuhören",
        "association_name": "Nachbarschaftshilfe Weststadt e. V.", "city_name": "Bretten", "reason":
        "Bitte schreiben Sie dazu, wer die Kosten für die Fahrt trägt.", "first": "Sportverein Bretten",
        "second": "SV Bretten 1921", "code": "482 913", "minutes": 10, "hours": 48, "days": 14, "url": link,
        "new_email": "hanna.neu@leute.example", "old_email": "hanna@leute.example", "email": "neu@leute.example",
        "giver": "Helga Brandt", "inviter": "Katrin Bauer", "person": "Ines Imhof", "by": "Helga Brandt",
        "role": "Bearbeitung", "leaves_after": True, "is_reminder": False, "ground": "Nr. 4 der Nutzungsbedingungen",
        "measure": "Das Angebot ist nicht mehr sichtbar.", "text": "Die Telefonnummer im Angebot ist falsch.",
        "category": "Angaben stimmen nicht", "reference": "M-2026-0042", "answer": "Die Überschrift ist jetzt besser.",
        "page": "Startseite", "name": "Hanna Keller", "phone": "+4972520000555", "wish": "etwas mit Tieren",
        "reachable": "abends", "town": "Ettlingen", "complaint_reason": "Die Frist war zu kurz.", "is_changed": True,
        "absent": "Karl Heim", "leaving": "Karl Heim", "starts_on": starts_at.date(), "ends_on":
        (starts_at + timedelta(days=14)).date(), "stands_in_for": "", "note": "Alles ist geklärt.", "is_listed": True,
        "items": [item, Sample(kind="claim", title="Musikverein", who="Ines Imhof")], "looks": [], "count": 2,
        "total": 2,
        "reports": 2, "position": 3,
        "callbacks": 1, "complaints": 0, "barriers": 0, "coming": [("Adventscafé", "Weststadt e. V.", starts_at)],
        "is_idle": False, "associations": ["Nachbarschaftshilfe Weststadt e. V."], "day": starts_at.date(),
        "last_day": starts_at.date(), "is_ongoing": True, "places": 3, "is_pending": False, "by_city": True,
        "letter_url": "", "companions": [], "group_name": "", "is_new_contact": False, "people_before": 1,
        "several": [], "minimum": 4,
        "successor": "Ines Imhof", "lines": [("Adventscafé", starts_at, starts_at + timedelta(hours=3), link)],
    }  # fmt: skip


def _key() -> str:
    key = request.args.get("thema", "bretten")
    return key if key in PRESETS else "bretten"
