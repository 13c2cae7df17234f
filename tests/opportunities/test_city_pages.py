"""The authors' pages of an offer in several towns."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.opportunities import operations as act
from engagement.opportunities.enums import PublicationState as State
from engagement.opportunities.models import Opportunity, Publication
from tests.opportunities.workplace import Workplace
from tests.support import factories as make
from tests.support.client import Page

QUESTION = "Wo soll Ihr Angebot noch stehen?"


def states(app: Flask) -> dict[str, State]:
    """Slug → state of the newest offer."""
    from engagement.cities.models import City

    with app.app_context(), entered(SYSTEM):
        newest = sa.select(sa.func.max(Opportunity.id)).scalar_subquery()
        rows = db.session.execute(
            sa.select(City.slug, Publication.state)
            .join(City, City.id == Publication.city_id)
            .where(Publication.opportunity_id == newest, Publication.is_chosen)
        )
        return {row[0]: row[1] for row in rows}


def decide(app: Flask, slug: str, *, approve: bool = True) -> None:
    from engagement.cities.models import City

    with app.app_context(), entered(SYSTEM):
        city = db.session.scalars(sa.select(City).where(City.slug == slug)).one()
        staff = actor_of(make.make_staff(city).id)
        of_city = sa.select(Publication).where(Publication.city_id == city.id).order_by(Publication.id.desc())
        waiting = db.session.scalars(of_city).first()
        assert waiting is not None and waiting.pending_revision_id is not None
        values = {"revision_id": waiting.pending_revision_id, "actor": staff}
        if approve:
            act.approve_publication(waiting.id, **values)
        else:
            act.reject_publication(waiting.id, reason="Das passt nicht zu uns.", **values)


def handed_in(app: Flask, work: Workplace) -> Page:
    with app.app_context():
        make.make_city("nebenan", name="Nebenan")
    page = work.client.get(f"{work.base}/neu")
    assert QUESTION in page.visible_text
    return work.fill(page, {"cities": ["nebenan"]}, follow_redirects=True)


def test_alone_nobody_asks(work: Workplace) -> None:
    assert QUESTION not in work.client.get(f"{work.base}/neu").visible_text


def test_choosing_a_town_and_handing_in(app: Flask, work: Workplace) -> None:
    page = handed_in(app, work)
    assert states(app) == {"musterstadt": State.IN_REVIEW, "nebenan": State.IN_REVIEW}
    assert "Musterstadt und Nebenan" in page.visible_text
    decide(app, "musterstadt")
    decide(app, "nebenan", approve=False)
    rows = work.client.get(f"{work.base}/").visible_text
    assert "Das passt nicht zu uns." in rows
    page = work.client.get(page.request.path)
    assert "Das passt nicht zu uns." in page.visible_text
    form = work.client.get(page.request.path.replace("vorschau", "bearbeiten"))
    assert "Nebenan" in form.visible_text
    assert not form.document.all("input[name=cities]")


def test_again_in_one_town_alone(app: Flask, work: Workplace) -> None:
    page = handed_in(app, work)
    decide(app, "musterstadt")
    decide(app, "nebenan", approve=False)
    page = work.client.submit(
        work.client.get(page.request.path), form="main form", button="Bei Nebenan einreichen", follow_redirects=True
    )
    assert states(app) == {"musterstadt": State.PUBLISHED, "nebenan": State.IN_REVIEW}
    decide(app, "nebenan")
    page = work.client.submit(
        work.client.get(page.request.path), form="main form", button="In Nebenan pausieren", follow_redirects=True
    )
    assert states(app) == {"musterstadt": State.PUBLISHED, "nebenan": State.PAUSED}
    address = page.request.path.replace("vorschau", "zurueckziehen")
    ask = work.client.get(f"{address}?stadt=nebenan")
    assert "behält" in ask.visible_text
    work.client.submit(ask, button="Dort beenden")
    assert states(app) == {"musterstadt": State.PUBLISHED}
    assert work.client.get(f"{address}?stadt=unbekannt").status_code == 404


def test_the_form_says_what_is_looked_at_first(app: Flask, work: Workplace) -> None:
    page = handed_in(app, work)
    decide(app, "musterstadt")
    decide(app, "nebenan")
    with app.app_context(), entered(SYSTEM), writing():
        from engagement.cities.models import City

        city = db.session.scalars(sa.select(City).where(City.slug == "nebenan")).one()
        city.policies = {"sensitive_fields": ["title", "description_html", "bring_along", "street"]}
    form = work.client.get(page.request.path.replace("vorschau", "bearbeiten"))
    assert "Erst nach der Prüfung durch Nebenan" in form.visible_text
    changed = {"street": "Am Markt 1", "bring_along": "Schürze"}
    shown = work.fill(form, changed, button="Speichern", follow_redirects=True)
    preview = work.client.get(shown.request.path.replace("bearbeiten", "vorschau")).visible_text
    assert "Straße: erst nach der Prüfung durch Nebenan" in preview
    assert ": sofort zu sehen" in preview
    done = work.client.submit(
        work.client.get(page.request.path), form="main form", button="Änderungen einreichen", follow_redirects=True
    )
    assert "Nebenan" in done.visible_text
    with app.app_context(), entered(SYSTEM):
        rows = db.session.execute(
            sa.select(City.slug, Publication.pending_revision_id).join(Publication, Publication.city_id == City.id)
        )
        found = {row[0]: row[1] for row in rows}
    assert found["musterstadt"] is None
    assert found["nebenan"] is not None


def test_the_pages_lead_home(app: Flask, work: Workplace) -> None:
    page = handed_in(app, work)
    list_away = work.client.get(work.base.replace("musterstadt", "nebenan") + "/")
    links = [each.get("href") for each in list_away.document.all("main h2 a")]
    assert links == [page.request.path]
    away = page.request.path.replace("musterstadt", "nebenan")
    assert work.client.get(away).status_code == 404
