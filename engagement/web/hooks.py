"""What happens around every request: city, person, scope, permission, protection, headers."""

from __future__ import annotations

from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, current_app, g, redirect, request, url_for
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
from engagement.web.context import at_hand, notes_at_hand
from engagement.web.drafts import show_draft
from engagement.web.maps import map_source
from engagement.web.notices import current_notice
from engagement.web.signed_out import kept_input

if TYPE_CHECKING:
    from engagement.associations.models import Association
    from engagement.cities.models import City

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
        if "HTTP_COOKIE" not in request.environ or not the_visit().on_platform:
            return self.session_class()
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """What Flask says of a visitor's session, that it was looked for, is said without parsing the header."""
        if not the_visit().on_platform:
            return
        if session or session.modified or "Vary" in response.headers:
            super().save_session(app, session, response)
        elif session.accessed:
            response.headers.add("Vary", "Cookie")

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
    asked = at_hand().request
    if asked.method in SAFE_METHODS:
        return
    site: str | None = asked.environ.get("HTTP_SEC_FETCH_SITE")
    origin: str | None = asked.environ.get("HTTP_ORIGIN")
    if site is not None:
        is_foreign = site not in ("same-origin", "none")
    else:
        is_foreign = origin is not None and urlsplit(origin).netloc != asked.host
    if is_foreign:
        g.is_foreign = True  # the page of the error tells this apart from a missing permission
        abort(403)


def _check_text() -> None:
    """Refuse U+0000, which nobody types: SQLite would store it, PostgreSQL ends the query with an error."""
    asked = at_hand().request
    is_typed = any("\0" in value for _name, value in asked.form.items(multi=True))
    if is_typed or "\0" in asked.path or b"%00" in asked.query_string:
        abort(400)


def _open() -> BaseResponse | None:
    here, notes = at_hand(), notes_at_hand()
    asked, slug = here.request, notes.city_slug
    notes.city = notes.association = None
    notes.actor = ANONYMOUS
    if asked.endpoint in (None, "static", "ops.healthz"):
        return None
    with unscoped("city, person and association are found before the scope is"):
        if slug is not None:
            own = the_visit().city
            notes.city = own if own is not None and own.slug == slug else visited_city(slug)
            if notes.city is None:
                abort(404)
        notes.actor = _actor()
        public_id = (asked.view_args or {}).get("association_id")
        if public_id is not None:
            notes.association = association_by_public_id(public_id, notes.city.id)
            kept = merged_into(public_id) if notes.association is None and asked.method in SAFE_METHODS else None
            if kept is not None:  # the entry was merged into another one: old links lead on
                return redirect(
                    url_for(str(asked.endpoint), **{**(asked.view_args or {}), "association_id": kept}), 301
                )
            if notes.association is None and not notes.actor.is_anonymous:
                abort(404)
    notes.scope_before = enter(_scope(asked.blueprint, notes.city, notes.association, notes.actor))
    return _check_permission() or show_draft()


def _actor() -> Actor:
    # Who has no session is nobody, and Flask-Login need not look, which takes a hundred calls.
    is_signed_in = at_hand().session and current_user.is_authenticated
    return actor_of(current_user.id) if is_signed_in else ANONYMOUS


def _scope(blueprint: str | None, city: City | None, association: Association | None, actor: Actor) -> Scope:
    if blueprint == "platform":
        return SYSTEM if actor.is_platform_admin else PORTAL
    if association is not None and blueprint == "association" and actor.edits(association.id):
        return Scope.association(association.id)
    if blueprint == "account" and actor.user_id is not None:
        return Scope.person(actor.user_id)
    return Scope.city(city.id) if city is not None else PORTAL


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
    asked = at_hand().request
    is_in_place = "HTTP_X_IN_PLACE" in asked.environ and response.status_code in (302, 303)
    if is_in_place and asked.method not in SAFE_METHODS:
        response.headers["X-Location"] = response.headers.pop("Location")
        response.status_code = 204
        response.set_data(b"")
        del response.headers["Content-Type"]
    return response


def _protect(response: Response) -> Response:
    here, headers = at_hand(), response.headers
    session, asked = here.session, here.request
    # A draft of the town's look is shown in a frame of the page that edits it; a page with a map may show the pictures
    # of that map, if the operator has chosen a place for them (web/maps.py).
    policy = FRAMED_CSP if g.get("shows_draft") else CSP
    if source := map_source(response):
        policy = policy.replace("img-src", f"img-src {source}")
    if "Content-Security-Policy" not in {name for name, _value in headers}:  # asked for by Werkzeug's way, 24 calls
        headers.add("Content-Security-Policy", policy)
    for name, value in _ALWAYS:
        headers.add(name, value)
    if here.app.config["SESSION_COOKIE_SECURE"]:
        # What else lives below a city's own domain is not ours to decide.
        below = "; includeSubDomains" if the_visit().on_platform else ""
        headers.add("Strict-Transport-Security", f"max-age=31536000{below}")
    if "token" in (asked.view_args or {}):
        # The address is a key: it stays out of caches and search engines.
        headers["Cache-Control"] = "no-store"
        headers["X-Robots-Tag"] = "noindex, nofollow"
    # In this order: who looks for a person may find that the session has ended, and ends it in the cookie as well.
    is_own = (session and current_user.is_authenticated) or session.modified
    if is_own and asked.endpoint not in SAME_FOR_ALL:
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
