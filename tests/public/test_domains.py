"""A city's own domain: its public pages at `/…`, everything with a sign-in on the platform's host."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from engagement.cities.models import City
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from tests.support.accounts import link_in, mails_to, sign_in
from tests.support.client import CheckingClient
from tests.support.factories import PASSWORD, make_association, make_city, make_opportunity, make_staff, make_user

DOMAIN = "mitmachen.bretten.example"
At = Callable[[str], CheckingClient]


@pytest.fixture
def offer(app: Any) -> Any:
    """Bretten with a domain in use and one offer; Ettlingen beside it without one."""
    with app.app_context():
        bretten = make_city("bretten", name="Bretten", domain=DOMAIN, is_domain_used=True)
        make_city("ettlingen", name="Ettlingen")
        return make_opportunity(bretten, make_association(bretten, owner=make_user(password=PASSWORD)))


@pytest.fixture
def at(new_client: Callable[[], CheckingClient]) -> At:
    """A visitor of a host."""

    def visitor(host: str) -> CheckingClient:
        client = new_client()
        client.host = host
        return client

    return visitor


def hrefs(page: Any) -> list[str]:
    return [link["href"] for link in page.document.all("a[href]") if not link.get("hreflang")]


def test_the_domain_serves_the_city_without_its_slug(offer: Any, at: At, app: Any) -> None:
    client = at(DOMAIN)
    home = client.get("/")
    assert home.status_code == 200
    assert home.document.one("html")["data-city"] == "bretten"
    assert "/mitmachen/" in hrefs(home)
    page = client.get(f"/mitmachen/{offer.public_id}")
    assert page.status_code == 200
    assert [link for link in hrefs(page) if link.startswith(f"/mitmachen/{offer.public_id}/zusagen")]
    theme = next(link["href"] for link in home.document.all("link[rel=stylesheet]") if "theme" in link["href"])
    assert theme.startswith("/theme-") and client.get(theme).status_code == 200
    client.checked = False  # an answer without a page
    assert client.head("/mitmachen/").status_code == 200


def test_links_keep_the_form_by_which_the_visitor_came(offer: Any, at: At, app: Any) -> None:
    platform = app.config["SETTINGS"].platform_host
    inside = [
        link for link in hrefs(at(platform).get("/bretten/"))
        if not link.startswith(("/bretten/", "#", "tel:", "mailto:"))
    ]  # fmt: skip
    assert set(inside) == {"/"}, "on the platform's host all links of the city have its slug, but the one to the portal"
    own = [link for link in hrefs(at(DOMAIN).get("/")) if not link.startswith(("/", "#", "tel:", "mailto:"))]
    base = app.config["BASE_URL"]
    assert {urlsplit(link).netloc for link in own} == {platform}
    assert f"{base}/bretten/konto/einloggen" in own and f"{base}/bretten/verein/" in own and f"{base}/" in own
    assert not [link for link in hrefs(at(DOMAIN).get("/")) if link.startswith("/bretten")]


def test_what_needs_a_sign_in_leads_to_the_platforms_host(offer: Any, at: At, app: Any) -> None:
    client, base = at(DOMAIN), app.config["BASE_URL"]
    for path in ("/konto/einloggen?next=/bretten/konto/", "/verein/", "/stadt/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{base}/bretten{path}")
    assert client.post("/konto/einloggen", data={"email": "a@b.example"}).status_code == 404
    assert client.get("/plattform/").status_code == 404


def test_the_platforms_form_on_the_domain_becomes_the_short_one(offer: Any, at: At) -> None:
    client = at(DOMAIN)
    answer = client.get("/bretten/mitmachen/?q=garten")
    assert answer.status_code == 308
    assert answer.headers["Location"] == f"http://{DOMAIN}/mitmachen/?q=garten"
    assert client.get("/bretten").headers["Location"] == f"http://{DOMAIN}/"
    assert client.get("/mitmachen?q=a").headers["Location"] == f"http://{DOMAIN}/mitmachen/?q=a"
    assert client.get("/ettlingen/").status_code == 404, "another city's pages are not here"


def test_no_cookie_is_read_or_set_on_the_domain(offer: Any, at: At, app: Any) -> None:
    with app.app_context():
        make_user("mara@leute.example", password=PASSWORD)
    client = at(app.config["SETTINGS"].platform_host)
    sign_in(client, "bretten", "mara@leute.example")
    cookie = client.get_cookie(
        app.config["SESSION_COOKIE_NAME"], domain=app.config["SETTINGS"].platform_host.partition(":")[0]
    )
    stranger = at(DOMAIN)
    stranger.set_cookie(app.config["SESSION_COOKIE_NAME"], cookie.value if cookie else "x", domain=DOMAIN)
    page = stranger.get("/")
    assert "Set-Cookie" not in page.headers and "Cookie" not in page.headers.get("Vary", "")
    assert f"{app.config['BASE_URL']}/bretten/konto/einloggen" in hrefs(page), "nobody is signed in there"


def test_a_guest_registers_on_the_domain(offer: Any, at: At, app: Any) -> None:
    client = at(DOMAIN)
    form = client.get(f"/mitmachen/{offer.public_id}/zusagen")
    shift = form.document.all("input[name=shift]")
    values = {"name": "Gustav Gast", "email": "gast@leute.example", "is_adult": "ja"}
    if shift:
        values["shift"] = shift[0]["value"]
    known = {each["name"] for each in form.document.all("main form input") if each.get("name")}
    sent = client.submit(form, {name: value for name, value in values.items() if name in known}, follow_redirects=True)
    assert sent.status_code == 200 and sent.request.host == DOMAIN, sent.visible_text
    mail = mails_to(app, "gast@leute.example")[0]
    assert f"http://{DOMAIN}/zusage/" in mail.body_text, "the mail uses the canonical host"
    assert "/bretten" not in mail.body_text
    page = client.get(link_in(mail, "/zusage/"))
    assert client.submit(page, button="").status_code in (200, 303)


def test_another_site_cannot_post(offer: Any, at: At) -> None:
    path = f"/mitmachen/{offer.public_id}/zusagen"
    for origin in ("http://bretten.example", "https://evil.example"):
        assert at(DOMAIN).post(path, headers={"Origin": origin}).status_code == 403
    assert at(DOMAIN).post(path, headers={"Origin": f"http://{DOMAIN}"}).status_code == 422


def test_canonical_addresses_name_the_domain_once_it_is_used(offer: Any, at: At, app: Any) -> None:
    def canonical(host: str, path: str) -> str:
        return str(at(host).get(path).document.one("link[rel=canonical]")["href"])

    platform = app.config["SETTINGS"].platform_host
    assert canonical(platform, "/bretten/mitmachen/") == f"http://{DOMAIN}/mitmachen/"
    assert canonical(DOMAIN, "/mitmachen/") == f"http://{DOMAIN}/mitmachen/"
    with app.app_context(), entered(SYSTEM), writing():
        db.session.execute(sa.update(City).values(is_domain_used=False))
    for host, path in ((platform, "/bretten/mitmachen/"), (DOMAIN, "/mitmachen/")):
        assert canonical(host, path) == f"{app.config['BASE_URL']}/bretten/mitmachen/"


def test_sitemap_and_robots_are_the_hosts_own(offer: Any, at: At, app: Any) -> None:
    client, base = at(DOMAIN), app.config["BASE_URL"]
    assert f"Sitemap: http://{DOMAIN}/sitemap.xml" in client.get("/robots.txt").get_data(as_text=True)
    listed = client.get("/sitemap.xml").get_data(as_text=True)
    assert f"<loc>http://{DOMAIN}/mitmachen/{offer.public_id}</loc>" in listed and base not in listed
    platform = at(app.config["SETTINGS"].platform_host)
    assert f"Sitemap: {base}/sitemap.xml" in platform.get("/robots.txt").get_data(as_text=True)
    portal = platform.get("/sitemap.xml").get_data(as_text=True)
    assert f"{base}/ettlingen/sitemap.xml" in portal and "bretten" not in portal


def test_an_unknown_host_gets_a_404_page_that_leads_to_the_platform(offer: Any, at: At, app: Any) -> None:
    client = at("fremd.example")
    for path in ("/", "/bretten/", "/konto/einloggen"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert f"{app.config['BASE_URL']}/" in hrefs(answer)
    assert client.post("/", data={}).status_code == 404
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code in (200, 503)
    assert at(DOMAIN).get("/healthz").status_code == 200


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "192.168.0.7", "[::1]:8000"])
def test_development_answers_on_this_machine(offer: Any, at: At, host: str) -> None:
    assert at(host).get("/bretten/").status_code == 200


def test_development_has_a_host_for_every_city(offer: Any, at: At) -> None:
    client = at("ettlingen.localhost:8000")
    page = client.get("/")
    assert page.document.one("html")["data-city"] == "ettlingen"
    assert "http://localhost:8000/ettlingen/konto/einloggen" in hrefs(page)
    assert at("nirgends.localhost:8000").get("/").status_code == 404


def test_production_answers_to_its_own_names_only(offer: Any, make_app: Any) -> None:
    app = make_app(environment="production", platform_host="mitmachen.example")
    client = app.test_client()
    client.checked = False  # static files lie elsewhere in this set-up

    def status(host: str, path: str = "/") -> int:
        return int(client.get(path, headers={"Host": host}).status_code)

    assert status("mitmachen.example") == status("MITMACHEN.example:443") == status(DOMAIN) == 200
    for host in ("localhost", "127.0.0.1", "bretten.localhost", f"www.{DOMAIN}", f"{DOMAIN}.evil.example"):
        assert status(host) == 404, host
    for host, below in (("mitmachen.example", True), (DOMAIN, False)):
        said = client.get("/", headers={"Host": host}).headers["Strict-Transport-Security"]
        assert ("includeSubDomains" in said) is below


def test_behind_a_proxy_the_forwarded_host_counts(offer: Any, make_app: Any) -> None:
    app = make_app(trusted_proxies=1)
    headers = {"Host": "web:8000", "X-Forwarded-Host": DOMAIN, "X-Forwarded-Proto": "https"}
    page = app.test_client().get("/mitmachen", headers=headers)
    assert page.headers["Location"] == f"https://{DOMAIN}/mitmachen/"


def test_a_notice_travels_to_the_domain(offer: Any, at: At, app: Any) -> None:
    from engagement.core.tokens import sign

    with app.app_context():
        token = sign("notice", "Gespeichert.")
    assert "Gespeichert." in at(DOMAIN).get(f"/?hinweis={token}").visible_text


def test_mails_to_staff_lead_to_the_platforms_host(offer: Any, at: At, app: Any) -> None:
    from engagement.cities.queries import mail_frame_of
    from engagement.core.links import external_url

    with app.app_context(), entered(SYSTEM):
        city = db.session.scalars(sa.select(City).where(City.slug == "bretten")).one()
        make_staff(city, email="amt@bretten.example")
        assert mail_frame_of(city.id).home_url == f"http://{DOMAIN}/"
        assert external_url("staff.queue", city="bretten") == f"{app.config['BASE_URL']}/bretten/stadt/"
        assert external_url("public.home", city="ettlingen") == f"{app.config['BASE_URL']}/ettlingen/"


def test_the_domain_costs_no_statement_more(offer: Any, at: At, app: Any, statements: Any) -> None:
    counts = []
    for host, path in ((app.config["SETTINGS"].platform_host, "/bretten/mitmachen/"), (DOMAIN, "/mitmachen/")):
        client = at(host)
        client.get(path)
        with statements() as seen:
            client.get(path)
        counts.append(len(seen))
    assert counts[0] == counts[1]
