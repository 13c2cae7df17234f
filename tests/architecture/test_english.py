"""Every page under /en/ speaks English, and what people wrote in German says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.associations.models import Association
from engagement.cities.models import City, District
from engagement.core.models import Base
from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from engagement.opportunities.models import Opportunity, Revision
from tests.architecture.walks import WALKS
from tests.support.document import Element, parse
from tests.support.showcase import Showcase

# Words that no English sentence has.
_GERMAN = """
aber alle allem allen aller alles als angebot angebote angeboten auch auf aus bei beim bis bitte dann das dass dein
dem denn der dessen diese diesem diesen dieser dieses dort durch ehrenamt ein eine einem einen einer eines einloggen
erst für gern gibt haben heute hier ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer ist ja jede jeden
jeder jemand jetzt kann kein keine keinen konto können läuft machen macht mehr menschen mich mit mitmachen morgen
muss möchten nach nachricht neu neue nicht nichts noch nur oder ohne platz plätze prüfung schon sehen sehr sein seit
seite sich sie sind soll sollen stadt suche suchen sucht termin termine uhr um und uns unser unsere unter verein
vereine viel vom von vor vorlage wann warum weil weiter welche wenn wer werden wie wieder wir wird wo woche wohin
zeit zu zum zur zurück zwei zwischen über
"""
GERMAN = frozenset(_GERMAN.split())
# Samples for engineers with the words of the German pages; pages of the town, which name German offices.
SKIPPED = ("styleguide.", "public.page")
# Where everybody reads, every German word is marked as such; elsewhere what somebody wrote may stand as it is.
STRICT = ("portal.", "public.home", "public.opportunit", "public.association", "public.regist", "public.callback")
OWN_DATA = "public.registration_data_page"  # what somebody has written, word for word
SPOKEN = ("aria-label", "alt", "title", "placeholder")
STARTERS = Path(__file__).parents[2] / "engagement" / "opportunities" / "starters" / "shipped.json"
SILENT = ("title", "script", "style", "textarea", "svg", "template")


@pytest.fixture(scope="session")
def names(site: Showcase) -> re.Pattern[str]:
    """What has a name: it is the same in every language. Offers are called by their titles, too."""
    with site.app.app_context(), entered(SYSTEM):
        found: set[str] = {site.app.config["PLATFORM_NAME"], "Heldin", "Stadt Muster"}
        for column in (
            Association.name, City.name, City.contact_name, District.name, Revision.location_name, Revision.street,
            Revision.contact_name, Opportunity.title, User.name,
        ):  # fmt: skip
            found |= set(db.session.scalars(sa.select(column)))
    return any_of(found)


@pytest.fixture(scope="session")
def written(site: Showcase) -> re.Pattern[str]:
    """All that people have written, as workplaces show it: what stands in a text column of any table."""
    found: set[str] = set()
    with site.app.app_context(), entered(SYSTEM):
        for model in Base.registry.mappers:
            for column in model.columns:
                if isinstance(column.type, sa.String) and not isinstance(column.type, sa.Enum):
                    rows = db.session.scalars(sa.select(column).select_from(model.class_).distinct())
                    found |= {part for text in rows if text for part in re.split(r"<[^>]+>|\n", text)}
    found |= set(re.findall(r'"schedule_note": "([^"]+)"', STARTERS.read_text(encoding="utf-8")))  # to begin with
    return any_of(found)


def any_of(texts: set[str]) -> re.Pattern[str]:
    known = {" ".join(text.split()) for text in texts if text}
    return re.compile("|".join(re.escape(text) for text in sorted(known, key=len, reverse=True) if len(text) > 3))


def words(element: Element) -> Iterator[str]:
    """What is read of an element in the page's language."""
    if element.tag in SILENT or element.get("lang") not in ("", "en"):
        return
    yield from (element[name] for name in SPOKEN if element.get(name))
    for child in element.children:
        if isinstance(child, str):
            yield child
        else:
            yield from words(child)


def german_in(text: str) -> list[str]:
    return sorted({word.lower() for word in re.findall(r"[A-Za-zÄÖÜäöüß]+", text)} & GERMAN)


@pytest.mark.parametrize("walk", WALKS)
def test_english(site: Showcase, names: re.Pattern[str], written: re.Pattern[str], walk: str) -> None:
    client = site.app.test_client()
    who, problems = WALKS[walk].who, []
    if who:
        cookie: Any = site.cookie(who)
        client.set_cookie(cookie["name"], cookie["value"], domain="127.0.0.1")
    for visit in WALKS[walk].visits:
        if visit.endpoint.startswith(SKIPPED):
            continue
        answer = client.get("/en" + visit.address(site), headers={"Host": f"127.0.0.1:{site.port}"})
        assert answer.status_code == visit.status, visit
        page = parse(answer.get_data(as_text=True)).one("html")
        assert page["lang"] == "en"
        for text in words(page):
            if not german_in(text):
                continue  # what is known by name cannot make it worse
            is_strict = visit.endpoint.startswith(STRICT) and visit.endpoint != OWN_DATA
            known = names if is_strict else written
            plain = re.sub(r"\S+@\S+|\S+\.(?:de|example)\S*", " ", known.sub(" ", " ".join(text.split())))
            if german := german_in(plain):
                problems.append(f"{visit.endpoint}: {german}: {' '.join(text.split())[:100]}")
    assert not problems, "\n".join(dict.fromkeys(problems))
