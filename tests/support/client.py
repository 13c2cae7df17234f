"""A test client that looks at every page a test visits (see pages.py) and sends forms as a browser would."""

from __future__ import annotations

import contextvars
from typing import Any
from urllib.parse import urljoin

from flask import Flask, Response, has_app_context, has_request_context, request
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session
from werkzeug.test import TestResponse

from engagement.core.transaction import is_writing
from engagement.extensions import db
from tests.support import pages
from tests.support.document import Element, form_values, parse


class Page(TestResponse):
    """An answer with its parsed page."""

    @property
    def document(self) -> Element:
        if "document" not in self.__dict__:
            self.__dict__["document"] = parse(self.get_data(as_text=True))
        return self.__dict__["document"]

    @property
    def visible_text(self) -> str:
        return self.document.one("body").text


class CheckingClient(FlaskClient):
    """One browser, with its cookies. `checked = False` turns the page checks off, for a test that says why."""

    checked = True
    host = ""  # of every request, where a test minds; else Flask's own, localhost

    def __init__(self, application: Flask, response_wrapper: type[Response] = Response, **kwargs: Any) -> None:
        super().__init__(application, type("AppPage", (Page, response_wrapper), {}), **kwargs)

    def open(self, *args: Any, **kwargs: Any) -> Page:
        """Send a request. It runs in contexts of its own, as in production: it sees only what is committed."""
        __tracebackhide__ = True
        if self.host:
            kwargs.setdefault("base_url", f"http://{self.host}")
        if has_app_context():
            _refuse_unsaved()
        violations: list[str] = self.application.extensions["violations"]
        violations.clear()
        was_visitor = self.get_cookie(self.application.config["SESSION_COOKIE_NAME"]) is None
        response: Page = contextvars.Context().run(super().open, *args, **kwargs)
        for answer in (*response.history, response):
            answer.request.environ["wsgi.input"].close()  # a large one lies in a file, which Werkzeug leaves open
        if has_app_context():
            db.session.rollback()  # what the test reads next is what the request left
        assert not violations, f"{response.request.path}: {violations[0]}"
        is_page = response.mimetype == "text/html" and not 300 <= response.status_code < 400
        if self.checked and is_page and not response.direct_passthrough:
            is_visitor = was_visitor and not response.history
            found = pages.problems(response, response.document, response.request.host, is_visitor)
            assert not found, (
                f"{response.request.method} {response.request.path} ({response.status_code}): " + "; ".join(found)
            )
        return response

    def submit(
        self, page: TestResponse, values: dict[str, Any] | None = None, *, form: str = "main form", button: str = "",
        follow_redirects: bool = False,
    ) -> Page:  # fmt: skip
        """Send a form of `page`: its own values, changed by `values` (None leaves a field out, a list sends several).

        `form` selects it (the first match; `form:2` the third), `button` is the text of the one pressed.
        """
        assert isinstance(page, Page)
        selector, _, number = form.partition(":")
        found = page.document.all(selector)[int(number or 0) :]
        if button:
            found = [each for each in found if _button(each, button) is not None]
        assert found, f"no form “{form}” with a button “{button}” on {page.request.path}"
        data: dict[str, Any] = dict(form_values(found[0]))
        pressed = _button(found[0], button)
        target = found[0].get("action")
        if pressed is not None and pressed.get("name"):
            data[pressed["name"]] = [pressed.get("value")]
        if pressed is not None and pressed.get("formaction"):
            target = pressed["formaction"]
        known = {each["name"] for each in found[0].all("input, select, textarea") if each.get("name")}
        for name, value in (values or {}).items():
            assert name in known, f"the form has no field “{name}”; it has {sorted(known)}"
            data.pop(name, None)
            if value is not None:
                data[name] = value
        url = urljoin(page.request.full_path.rstrip("?"), target) if target else page.request.full_path.rstrip("?")
        if found[0].get("method", "get").lower() != "post":
            return self.get(url, query_string=data, follow_redirects=follow_redirects)
        origin = page.request.host_url.rstrip("/")
        headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
        kind = found[0].get("enctype") or "application/x-www-form-urlencoded"
        return self.post(url, data=data, headers=headers, content_type=kind, follow_redirects=follow_redirects)


def watch(app: Flask) -> Flask:
    """Let the app's client check pages, and tell when a request leaves changes without a commit."""
    app.test_client_class = CheckingClient
    violations: list[str] = app.extensions.setdefault("violations", [])

    # Registered last, so it runs first: the scope's end already empties the session.
    @app.teardown_request
    def look(_error: BaseException | None) -> None:
        session = db.session()
        left = [*session.new, *session.dirty, *session.deleted]
        if left:
            violations.append(f"left without a commit: {', '.join(type(row).__name__ for row in left)}")
        if is_writing():
            violations.append("an operation is still open")

    return app


@event.listens_for(Session, "before_flush")
def _only_in_operations(*_: Any) -> None:
    if has_request_context():
        assert is_writing(), "a request wrote outside an operation"
        assert request.method not in ("GET", "HEAD"), "a GET wrote"


@event.listens_for(Session, "do_orm_execute")
def _no_bare_writes(state: ORMExecuteState) -> None:
    if has_request_context() and (state.is_insert or state.is_update or state.is_delete):
        assert is_writing(), "a request wrote outside an operation"


def _refuse_unsaved() -> None:
    session = db.session()
    assert not is_writing(), "the test holds an operation open while it sends a request"
    unsaved = [*session.new, *session.dirty, *session.deleted]
    assert not unsaved, "the test has uncommitted changes, the request cannot see them"


def _button(form: Element, text: str) -> Element | None:
    buttons = [each for each in form.all("button, input[type=submit]") if each.get("type", "submit") == "submit"]
    for each in buttons:
        if not text or text in (each.text, each.get("value"), each.get("name")):
            return each
    return None
