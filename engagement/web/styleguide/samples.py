"""What the style guide shows: towns, cards and a form in its states. Names and numbers are invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, Length, Optional

from engagement.cities.theme import PRESETS
from engagement.core.forms import BaseForm, Email
from engagement.kernel.clock import utcnow


@dataclass
class SampleCity:
    """Looks like a City to the layouts."""

    slug: str
    name: str
    logo: str | None = None
    hero: str | None = None
    hero_alt: str = ""
    claim: str = ""
    contact_name: str = "Katrin Bauer"
    contact_role: str = "Ehrenamtsbüro"
    contact_phone: str = "07252 0000-34"
    contact_email: str = "ehrenamt@stadt.example"
    contact_hours: str = "Mo–Do 8.30–12 Uhr"
    contact_place: str = "Bürgerhaus am Markt"
    timezone: str = "Europe/Berlin"
    theme: dict[str, Any] = field(default_factory=dict)
    theme_version: str = "1"
    id: int = 0
    domain: str | None = None
    is_domain_used: bool = False


def sample_city(key: str) -> SampleCity:
    """Return an invented town with one of the preset themes."""
    names = {
        "baden-baden": ("Baden-Baden", "Eine weiße Säulenhalle im Park mit Springbrunnen."),
        "bretten": ("Bretten", "Bunte Fachwerkhäuser am Marktplatz."),
        "ettlingen": ("Ettlingen", "Die Sonne steht über dem Schloss am Fluss."),
    }
    name, alt = names.get(key, ("Musterstadt", ""))
    preset = key if key in names else None
    return SampleCity(
        slug=preset or "neutral", name=name, logo=preset, hero=preset, hero_alt=alt, theme=PRESETS[key].to_dict()
    )


class SampleForm(BaseForm):
    """One field of each kind."""

    title = StringField(
        "Was suchen Sie?", [DataRequired(), Length(max=160)], description="Beginnen Sie mit einem Hauptwort."
    )
    email = EmailField("E-Mail", [Optional(), Email("In der E-Mail-Adresse fehlt das @")])
    phone = TelField("Telefon", description="Der Verein ruft Sie an. Dann ist Ihr Platz sicher.")
    password = PasswordField("Passwort", description="Mindestens 8 Zeichen. Gut sind 15.")
    day = DateField("Tag", [DataRequired("Wählen Sie einen Tag")])
    start = TimeField("Von", [DataRequired("Wann beginnt es?")])
    people = IntegerField("Wie viele Menschen?", [DataRequired("Schreiben Sie eine Zahl")])
    summary = TextAreaField("Kurz gesagt", [Optional(), Length(max=300)], description="Zwei Sätze genügen.")
    district = SelectField("Stadtteil", choices=[("", "Bitte wählen"), ("a", "Kernstadt"), ("b", "Weststadt")])
    adult = RadioField(
        "Sind Sie 18 oder älter?", [DataRequired("Wählen Sie Ja oder Nein")], choices=[("yes", "Ja"), ("no", "Nein")]
    )
    parent = StringField("E-Mail eines Elternteils")
    kind = RadioField(
        "Wer sind Sie?",
        [Optional()],
        choices=[("club", "Verein"), ("initiative", "Initiative"), ("foundation", "Stiftung")],
    )
    groups = SelectMultipleField(
        "Für wen?",
        choices=[
            ("children", "Kinder"),
            ("youth", "Jugendliche"),
            ("seniors", "Ältere"),
            ("ill", "Kranke und Pflegebedürftige"),
        ],
    )
    public = BooleanField("Meine Telefonnummer darf öffentlich sein", description="Sonst sieht sie nur, wer mitmacht.")
    colour = StringField("Farbe", default="#9a3a1b", description="Wie im Gestaltungs-Handbuch.")
    picture = FileField("Bild", description="Ein Foto vom letzten Mal wirkt am besten.")


def sample_forms() -> tuple[SampleForm, SampleForm]:
    """Return the form as people first see it, and after a mistake in every field."""
    blank = SampleForm(
        formdata=None, prefix="a-", data={"summary": "Wir lesen Kindern vor.", "groups": ["children"], "kind": "club"}
    )
    wrong = SampleForm(
        formdata=MultiDict(
            {"b-email": "hanna.keller.example", "b-day": "morgen", "b-summary": "x" * 320, "b-district": "z"}
        ),
        prefix="b-",
    )
    wrong.validate()
    wrong.form_errors.append("Inzwischen hat jemand anders dieses Angebot geändert. Ihre Eingaben sind noch da.")
    for name in ("phone", "password", "kind", "groups", "public", "picture"):
        wrong[name].errors = ["Bitte prüfen Sie diese Angabe."]
    return blank, wrong


class SampleText(BaseForm):
    """A day with hours, and formatted text."""

    day = DateField("Tag", [DataRequired("Wählen Sie einen Tag")])
    begins = TimeField("Von", [DataRequired("Wann beginnt es?")])
    ends = TimeField("Bis", [DataRequired("Wann endet es?")])
    colour = StringField("Farbe der Knöpfe", [DataRequired()], description="So schreibt man sie: #9a3a1b")
    text = TextAreaField("Beschreibung", [Optional(), Length(max=200, message="Der Text ist zu lang.")])


def sample_texts() -> tuple[SampleText, SampleText]:
    """Return the form with a text in it, and one with mistakes."""
    told = (
        "### So läuft der Nachmittag\n\nUm **14 Uhr** decken wir die Tische.\n\n- Kaffee\n- Kuchen\n- ein _offenes_ Ohr"
    )
    wrong = SampleText(formdata=MultiDict({"d-day": "morgen", "d-text": "sehr " * 60}), prefix="d-")
    wrong.validate()
    wrong.colour.errors = ["Weiße Schrift ist darauf schlecht zu lesen."]
    return SampleText(formdata=None, prefix="c-", data={"text": told, "colour": "#9a3a1b"}), wrong


def sample_cards() -> list[dict[str, Any]]:
    """Return cards that differ in everything that can differ."""

    def card(title: str, who: str, scene: str, **more: Any) -> dict[str, Any]:
        known = {
            "url": "#karten",
            "title": title,
            "association_name": who,
            "field": scene,
            "when": None,
            "where": None,
            "free": None,
            "capacity": None,
            "tag": None,
            "photo": None,
            "mirrored": False,
        }
        return {**known, **more}

    return [
        card(
            "Hände, die mitkochen: Um zwölf kommen 60 Gäste",
            "Mittagstisch am Markt",
            "social",
            free=3,
            capacity=6,
            tag="einmalig",
            when="Do., 26. November 2026, 10–14 Uhr",
            where="Gemeindehaus, Kernstadt",
        ),
        card(
            "Große und Kleine, die Nistkästen für den Winter putzen",
            "Streuobstfreunde Diedelsheim",
            "nature",
            free=1,
            capacity=8,
            when="Sa., 28. November 2026, 9–12 Uhr",
            where="Obstwiese am Weinberg",
            tag="mit Kindern",
        ),
        card(
            "Skatspieler, die gern Neue mitspielen lassen",
            "Spieletreff Gölshausen",
            "leisure",
            free=0,
            capacity=2,
            tag="monatlich",
            when="So., 29. November 2026, 15–18 Uhr",
            where="Alte Schule",
            mirrored=True,
        ),
        card(
            "Eine Vorleserin oder einen Vorleser",
            "Kita Sonnenschein",
            "school",
            when="wöchentlich, nach Absprache",
            where="von zu Hause",
        ),
        card(
            "Fahrerinnen und Fahrer für Essen auf Rädern in allen Stadtteilen, auch einmal im Monat",
            "Ökumenische Sozialstation Kraichgau gGmbH",
            "health",
            free=12,
            capacity=20,
            tag="auf Abruf",
            mirrored=True,
        ),
        card(
            "Stimmen für das Adventssingen",
            "Liederkranz Bauerbach",
            "culture",
            free=5,
            capacity=5,
            when="Mi., 2. Dezember 2026, 19.30–21 Uhr",
        ),
    ]


def sample_facets() -> list[dict[str, Any]]:
    """Return the groups of a panel, one longer than what is shown at first."""

    def options(*pairs: tuple[str, int]) -> list[dict[str, Any]]:
        return [
            {"value": str(n), "label": label, "count": count, "checked": n == 1}
            for n, (label, count) in enumerate(pairs)
        ]

    return [
        {
            "name": "wann",
            "label": "Wann?",
            "single": True,
            "options": options(("egal wann", 87), ("am Wochenende", 27), ("heute", 0)),
        },
        {
            "name": "thema",
            "label": "Thema",
            "single": False,
            "options": options(
                ("Sport und Bewegung", 5),
                ("Kultur und Musik", 5),
                ("Soziales", 3),
                ("Natur und Umwelt", 6),
                ("Freizeit", 4),
                ("Schule", 2),
                ("Gesundheit", 1),
                ("Kirche und Religion", 1),
            ),
        },
    ]


def sample_moments() -> dict[str, Any]:
    """Return moments for the filters."""
    now = utcnow()
    return {
        "now": now,
        "later": now + timedelta(hours=3),
        "hours_ago": now - timedelta(hours=5),
        "days_ago": now - timedelta(days=4),
    }
