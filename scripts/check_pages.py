"""Every page of the demo is valid HTML: fills a temporary demo, visits all GET pages in each role, asks html-validate.

    .venv/bin/python -m scripts.check_pages [FOLDER]    FOLDER keeps the pages for a look

A role follows every link it sees, up to a few examples of each address pattern.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections import Counter, deque
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import flask_migrate
from flask import Flask
from werkzeug.exceptions import HTTPException

from config import ROOT, Settings
from engagement import create_app
from engagement.demo import logins
from tests.support import pages
from tests.support.client import CheckingClient, watch

NODE = Path(sys.executable).with_name("node")
HTML_VALIDATE = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
HOST = "127.0.0.1:8000"
CITY = "bretten"
EXAMPLES = 3  # of one endpoint in one role
# Addresses that no link leads to: those of mails, of forms that were just sent, of files and machines.
UNLINKED = {"static"}


def demo_app(folder: Path) -> Flask:
    """The application over a fresh demo in `folder`."""
    settings = Settings(
        environment="demo", secret_key="x" * 64, database_url=f"sqlite:///{folder / 'demo.sqlite'}",
        mail_url=f"maildir://{folder / 'mailbox'}", mail_from="mitmachen@region.example",
        media_url=f"file://{folder / 'media'}",
        platform_host=HOST, instance_path=folder / "instance",
    )  # fmt: skip
    app = watch(create_app(settings))
    with app.app_context():
        flask_migrate.upgrade(str(app.config["MIGRATIONS_DIRECTORY"]))
    result = app.test_cli_runner().invoke(args=["demo", "load"])
    if result.exit_code:
        raise SystemExit(f"the demo could not be filled:\n{result.output}\n{result.exception!r}")
    return app


def new_client(app: Flask, email: str = "") -> CheckingClient:
    """A visitor, signed in as a demo person where an address is given."""
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    client.environ_base["HTTP_HOST"] = HOST
    if email:
        page = client.get(f"/{CITY}/konto/einloggen")
        form = next(form for form in page.document.all("form") if form.all("input[type=password]"))
        names = {field.get("type"): field["name"] for field in form.all("input") if field.get("name")}
        number = page.document.all("form").index(form)
        answer = client.submit(
            page, {names.get("email", "email"): email, names["password"]: logins.PASSWORD}, form=f"form:{number}"
        )
        assert 300 <= answer.status_code < 400, f"{email} cannot sign in: {answer.visible_text[:300]}"
    return client


class Crawl:
    """The walk of one role through the site. `known` are the parts of pages that other walks have kept."""

    def __init__(self, app: Flask, role: str, email: str, folder: Path, known: set[str]) -> None:
        self.app, self.role, self.folder, self.known = app, role, folder, known
        self.client = new_client(app, email)
        self.router = app.url_map.bind(HOST)
        self.seen: set[str] = set()
        self.visits: Counter[str] = Counter()
        self.unlinked: set[str] = set()
        self.problems: list[str] = []

    def endpoint(self, path: str) -> str:
        try:
            return str(self.router.match(path, method="GET")[0])
        except HTTPException:
            return "404"

    def run(self, starts: list[str]) -> None:
        """Follow links from `starts`; those may also lead nowhere, because they are tried in every role."""
        self.unlinked = set(starts)
        waiting = deque(starts)
        while waiting:
            url = waiting.popleft()
            endpoint = self.endpoint(urlsplit(url).path)
            if url in self.seen or self.visits[endpoint] >= EXAMPLES:
                continue
            self.seen.add(url)
            self.visits[endpoint] += 1
            waiting.extend(self.visit(url, endpoint))

    def visit(self, url: str, endpoint: str) -> list[str]:
        """Fetch a page, keep it, return the addresses it links to on this host."""
        try:
            page = self.client.get(url)
        except Exception as problem:
            self.problems.append(f"{self.role} {url}: {type(problem).__name__}: {problem}")
            return []
        is_refusal = page.status_code in (403, 404) and (url in self.unlinked or endpoint == "404")
        if page.status_code >= 400 and not is_refusal and endpoint != "ops.readyz":  # no worker beats here
            self.problems.append(f"{self.role} {url}: {page.status_code}")
        if 300 <= page.status_code < 400:
            return self.links(url, [page.headers["Location"]])
        if page.mimetype != "text/html" or endpoint == "demo.mail_html":  # that one is a mail, not a page
            return []
        self.keep(page.get_data(as_text=True), endpoint)
        # The style guide shows links that lead nowhere.
        is_real = endpoint.partition(".")[0] != "styleguide"
        return self.links(url, [link.get("href") for link in page.document.all("a") if is_real])

    def keep(self, html: str, endpoint: str) -> None:
        """Keep the page for html-validate, unless others have got the same content and others the same header."""
        parts = {pages.content(html), pages.header(html)}
        if parts <= self.known:
            return
        self.known |= parts
        name = re.sub(r"[^\w.-]+", "_", f"{endpoint}-{self.visits[endpoint]}-{self.role}")
        (self.folder / f"{name}.html").write_text(html, encoding="utf-8")

    @staticmethod
    def links(url: str, hrefs: list[str]) -> list[str]:
        targets = [urlsplit(urljoin(f"http://{HOST}{url}", href)) for href in hrefs]
        here = [target for target in targets if target.netloc == HOST and target.scheme == "http"]
        return [target.path + (f"?{target.query}" if target.query else "") for target in here]


def roles() -> dict[str, str]:
    """Role → e-mail address of the demo person; the visitor has none."""
    return {
        "visitor": "",
        "citizen": logins.CITIZEN.email,
        "association": logins.association_login(CITY).email,
        "moderator": logins.moderator_login(CITY).email,
        "administrator": logins.administrator_login(CITY).email,
        "platform": logins.PLATFORM.email,
    }


def static_addresses(app: Flask) -> list[str]:
    """Every GET address that needs no object: nobody may link to it, it must work all the same."""
    adapter = app.url_map.bind(HOST)
    found = [
        adapter.build(rule.endpoint, {"city": CITY} if rule.arguments else {})
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.arguments <= {"city"} and rule.endpoint not in UNLINKED
    ]
    return sorted(address for address in found if not address.endswith((".css", ".js")))


def validate(folder: Path, rules: Mapping[str, str] | None = None) -> list[str]:
    """What html-validate finds in the kept pages; `rules` are others than those of the project."""
    config = json.loads((ROOT / ".htmlvalidate.json").read_text(encoding="utf-8"))
    config["rules"] |= rules or {}
    (folder / ".htmlvalidate.json").write_text(json.dumps(config), encoding="utf-8")
    command = [str(NODE), str(HTML_VALIDATE), "--formatter", "text", str(folder)]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if not result.returncode:
        return []
    # One line for what the same template does wrong in every role and example.
    pages_of: dict[str, list[str]] = {}
    for line in (result.stdout + result.stderr).replace(f"{folder}/", "").strip().splitlines():
        place, _, message = line.partition(": error ")
        endpoint = re.sub(r"-\d+-\w+\.html.*$", "", place)
        pages_of.setdefault(f"{endpoint}: {message or line}", []).append(place)
    return [f"{message} ({places[0]}, {len(places)} times)" for message, places in sorted(pages_of.items())]


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="engagement-pages-") as temporary:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary) / "pages"
        folder.mkdir(parents=True, exist_ok=True)
        app = demo_app(Path(temporary))
        found: list[str] = []
        known: set[str] = set()
        for role, email in roles().items():
            crawl = Crawl(app, role, email, folder, known)
            crawl.run(["/", f"/{CITY}/", f"/{CITY}/no-such-page", *static_addresses(app)])
            found += crawl.problems
            print(f"{role}: {sum(crawl.visits.values())} pages of {len(crawl.visits)} kinds")
        found += validate(folder)
    print("\n".join(found))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
