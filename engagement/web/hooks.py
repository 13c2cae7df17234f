"""What happens around every request: city, person, scope, permission, protection, headers."""

from __future__ import annotations

from inspect import iscoroutinefunction
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, current_app, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask.signals import before_render_template, template_rendered
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from engagement.accounts.queries import actor_of
from engagement.associations.queries import association_by_public_id, merged_into
from engagement.cities.queries import visited_city
from engagement.core.actor import ANONYMOUS, Actor
from engagement.core.permissions import Target, allowed
from engagement.core.scope import PORTAL, SYSTEM, Scope, enter, unscoped
from engagement.core.transaction import rendering
from engagement.web import kept_pages
from engagement.web.addressing import the_visit
from engagement.web.drafts import show_draft
from engagement.web.maps import map_source
from engagement.web.notices import current_notice
from engagement.web.signed_out import kept_input

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# Their addresses name their content for ever, whoever looks: browsers keep them although somebody is signed in.
SAME_FOR_ALL = ("media.file", "public.icon", "public.theme_css", "portal.themes_css")
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)

# Here alone are they set, so they are added without looking through the others, which takes a hundred calls.
_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)

FRAMED_CSP = CSP.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


class _Sessions(SecureCookieSessionInterface):
    """A shared cache that keeps an answer for everybody must not keep somebody's cookie with it."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """People are signed in on the platform's host alone; a city's own domain neither reads nor sets a cookie.

        For who brings none Flask would make ready what reads one, each time.
        """
        if not the_visit().on_platform or self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if the_visit().on_platform:
            super().save_session(app, session, response)

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        return request.endpoint not in SAME_FOR_ALL and super().should_set_cookie(app, session)


def init_app(app: Flask) -> None:
    kept_pages.init_app(app)
    app.session_interface = _Sessions()
    app.url_value_preprocessor(_take_city)
    app.url_defaults(_give_city)
    app.before_request(_check_origin)
    app.before_request(_check_text)
    app.before_request(kept_pages.from_memory)
    app.before_request(_open)
    app.after_request(_answer_in_place)
    app.after_request(_protect)
    app.after_request(kept_pages.into_memory)
    app.teardown_request(_close)
    app.context_processor(_context)
    before_render_template.connect(_start_rendering, app)
    template_rendered.connect(_end_rendering, app)


def check_views(app: Flask) -> None:
    """Refuse to start with a view that names no permission, or is a coroutine (see `ensure_sync` of the app)."""
    if any(iscoroutinefunction(view) for view in app.view_functions.values()):
        raise RuntimeError("views are plain functions")
    unnamed = [
        rule.endpoint for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and not hasattr(app.view_functions[rule.endpoint], "__permission__")
    ]  # fmt: skip
    if unnamed:
        raise RuntimeError(f"views without @requires or @public: {', '.join(sorted(unnamed))}")


def _take_city(endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.city_slug = values.pop("city", None) if values else None


def _give_city(endpoint: str, values: dict[str, Any]) -> None:
    slug = g.get("city_slug")
    if slug and "city" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "city"):
        values["city"] = slug


def _check_origin() -> None:
    """Refuse unsafe requests that another site made (OWASP: Fetch Metadata, with Origin for older browsers)."""
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        is_foreign = site not in ("same-origin", "none")
    else:
        is_foreign = origin is not None and urlsplit(origin).netloc != request.host
    if is_foreign:
        g.is_foreign = True  # the page of the error tells this apart from a missing permission
        abort(403)


def _check_text() -> None:
    """Refuse U+0000, which nobody types: SQLite would store it, PostgreSQL ends the query with an error."""
    is_typed = any("\0" in value for _name, value in request.form.items(multi=True))
    if is_typed or "\0" in request.path or b"%00" in request.query_string:
        abort(400)


def _open() -> BaseResponse | None:
    g.city = g.association = None
    g.actor = ANONYMOUS
    if request.endpoint in (None, "static", "ops.healthz"):
        return None
    with unscoped("city, person and association are found before the scope is"):
        if g.city_slug is not None:
            own = the_visit().city
            g.city = own if own is not None and own.slug == g.city_slug else visited_city(g.city_slug)
            if g.city is None:
                abort(404)
        g.actor = _actor()
        public_id = (request.view_args or {}).get("association_id")
        if public_id is not None:
            g.association = association_by_public_id(public_id, g.city.id)
            kept = merged_into(public_id) if g.association is None and request.method in SAFE_METHODS else None
            if kept is not None:  # the entry was merged into another one: old links lead on
                return redirect(
                    url_for(str(request.endpoint), **{**(request.view_args or {}), "association_id": kept}), 301
                )
            if g.association is None and not g.actor.is_anonymous:
                abort(404)
    g.scope_before = enter(_scope())
    return _check_permission() or show_draft()


def _actor() -> Actor:
    return actor_of(current_user.id) if current_user.is_authenticated else ANONYMOUS


def _scope() -> Scope:
    if request.blueprint == "platform":
        return SYSTEM if g.actor.is_platform_admin else PORTAL
    if g.association is not None and request.blueprint == "association" and g.actor.edits(g.association.id):
        return Scope.association(g.association.id)
    if request.blueprint == "account" and g.actor.user_id is not None:
        return Scope.person(g.actor.user_id)
    return Scope.city(g.city.id) if g.city is not None else PORTAL


def _check_permission() -> BaseResponse | None:
    view: Any = current_app.view_functions[str(request.endpoint)]
    permission = getattr(view, "__permission__", None)
    if permission is None:
        return None
    actor: Actor = g.actor
    if actor.is_anonymous:
        kept = kept_input(sign_in_address()) if request.method not in SAFE_METHODS else None
        return kept or redirect(sign_in_address())
    city_id = g.city.id if g.city is not None else None
    association_id = g.association.id if g.association is not None else None
    if not allowed(actor, permission, Target(city_id=city_id, association_id=association_id)):
        # A stranger learns nothing of what exists; a colleague learns that this needs another role.
        is_colleague = actor.edits(association_id) if association_id else actor.works_for(city_id)
        abort(403 if is_colleague else 404)
    return None


def sign_in_address() -> str:
    """The sign-in page that leads back here. After a POST it leads to the page's GET, when it has one."""
    target: str | None = request.full_path.rstrip("?")
    if request.method not in SAFE_METHODS:
        is_page = the_visit().test(method="GET")
        target = request.path if is_page else None
    if g.city is not None:
        return url_for("account.sign_in", city=g.city.slug, next=target)
    return url_for("portal.sign_in", next=target)


def _answer_in_place(response: Response) -> Response:
    """Tell a script where an accepted form leads (js/in-place.js); a redirect that it follows would open it twice."""
    if "X-In-Place" in request.headers and response.status_code in (302, 303) and request.method not in SAFE_METHODS:
        response.headers["X-Location"] = response.headers.pop("Location")
        response.status_code = 204
        response.set_data(b"")
        del response.headers["Content-Type"]
    return response


def _protect(response: Response) -> Response:
    headers = response.headers
    # A draft of the town's look is shown in a frame of the page that edits it; a page with a map may show the pictures
    # of that map, if the operator has chosen a place for them (web/maps.py).
    policy = FRAMED_CSP if g.get("shows_draft") else CSP
    if source := map_source(response):
        policy = policy.replace("img-src", f"img-src {source}")
    headers.setdefault("Content-Security-Policy", policy)
    for name, value in _ALWAYS:
        headers.add(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        # What else lives below a city's own domain is not ours to decide.
        below = "; includeSubDomains" if the_visit().on_platform else ""
        headers.add("Strict-Transport-Security", f"max-age=31536000{below}")
    if "token" in (request.view_args or {}):
        # The address is a key: it stays out of caches and search engines.
        headers["Cache-Control"] = "no-store"
        headers["X-Robots-Tag"] = "noindex, nofollow"
    if (current_user.is_authenticated or session.modified) and request.endpoint not in SAME_FOR_ALL:
        headers["Cache-Control"] = "no-store"
    return response


def _context() -> dict[str, Any]:
    return {
        "city": g.get("city"), "association": g.get("association"), "actor": g.get("actor", ANONYMOUS),
        "notice": current_notice(),
    }  # fmt: skip


def _close(_error: BaseException | None) -> None:
    rendering.set(False)
    if "scope_before" in g:
        enter(g.pop("scope_before"))


def _start_rendering(_app: Flask, **_: Any) -> None:
    rendering.set(True)


def _end_rendering(_app: Flask, **_: Any) -> None:
    rendering.set(False)
