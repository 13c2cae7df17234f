"""What a page draws once and keeps is what it would draw again."""

from __future__ import annotations

from typing import Any

import pytest

from engagement.cities.models import City
from engagement.core.i18n import _, _n, current_language, speaking
from engagement.opportunities.models import Shift
from tests.search.shelf import offer
from tests.support.factories import make_association, make_city

pytestmark = pytest.mark.usefixtures("clock")


def test_a_card_shows_the_places_of_this_moment_and_speaks_the_language_of_the_page(
    client: Any, app: Any, clock: Any
) -> None:
    from engagement.core.scope import SYSTEM, entered
    from engagement.core.transaction import writing
    from engagement.extensions import db

    with app.app_context():
        city = make_city()
        offer(city, make_association(city), capacity=3)
    words = [client.get("/musterstadt/mitmachen/").document.one(".results .seats").text for _turn in range(2)]
    assert words == ["3 Plätze frei"] * 2
    assert client.get("/en/musterstadt/mitmachen/").document.one(".results .seats").text == "3 places free"
    with app.app_context(), entered(SYSTEM), writing():
        for shift in db.session.query(Shift):
            shift.taken = 2
    assert client.get("/musterstadt/mitmachen/").document.one(".results .seats").text == "1 Platz frei"


def test_the_language_may_change_in_the_midst(app: Any) -> None:
    with app.test_request_context("/"):
        assert (_("Today"), current_language()) == ("Heute", "de")
        with speaking("en"):
            assert (_("Today"), current_language()) == ("Today", "en")
            assert _n("%(num)d offer", "%(num)d offers", 2) == "2 offers"
        assert (_("Today"), current_language()) == ("Heute", "de")
        assert _n("%(num)d offer", "%(num)d offers", 1) == "1 Angebot"


def test_header_and_footer_follow_page_language_and_town(client: Any, app: Any) -> None:
    from engagement.core.scope import SYSTEM, entered
    from engagement.core.transaction import writing
    from engagement.extensions import db

    with app.app_context():
        make_city()
    for _turn in range(2):
        for path, other in (
            ("/musterstadt/mitmachen/?q=b%22%3E", "/en/musterstadt/mitmachen/?q=b%22%3E"),
            ("/musterstadt/vereine/", "/en/musterstadt/vereine/"),
            ("/en/musterstadt/vereine/", "/musterstadt/vereine/"),
        ):
            page = client.get(path).document
            links = page.all("header a[hreflang], footer a[hreflang]")
            assert len(links) == 3
            assert {link["href"] for link in links} == {other}
            here = {link["href"] for link in page.all(".top a[aria-current]")}
            assert here == {path.split("?")[0]}
    with app.app_context(), entered(SYSTEM), writing():
        db.session.query(City).one().contact_phone = "07251 123456"
    assert client.get("/musterstadt/mitmachen/").document.one(".foot__tel").text == "07251 123456"
