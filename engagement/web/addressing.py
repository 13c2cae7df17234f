"""Between the address that people see and the path that the url map knows, in both directions.

The url map knows `/<city>/…` alone. A visit comes in one of the forms that `core/links.py` describes; the adapter of
the request takes host and language off before matching, and puts them on again when an address is built, so that
`url_for` everywhere gives the visitor's own form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import Flask, Request, g
from flask.globals import request_ctx
from werkzeug.exceptions import NotFound, ServiceUnavailable
from werkzeug.routing import MapAdapter, RequestRedirect

from engagement.cities.queries import active_domain, city_by_domain, city_by_slug
from engagement.core.i18n import LANGUAGE_NAMES, LANGUAGES
from engagement.core.links import in_language, is_shared, on_domain, split_language
from engagement.core.scope import unscoped
from engagement.core.transaction import is_unreachable
from engagement.web.hosts import LOCAL_SUFFIX, hostname, is_platform, local_slug

if TYPE_CHECKING:
    from engagement.cities.models import City

SAFE_METHODS: Final = ("GET", "HEAD")


class Visit(MapAdapter):
    """The url adapter of one request. `language` is that of its path; `city` is set on a city's own host."""

    def __init__(self, app: Flask, plain: MapAdapter, host: str) -> None:
        """Take over what Flask found out; the path keeps the visitor's form in the request."""
        super().__init__(
            plain.map, plain.server_name, plain.script_name, plain.subdomain, plain.url_scheme, plain.path_info,
            plain.default_method, plain.query_args,
        )  # fmt: skip
        settings = app.config["SETTINGS"]
        self.host, self.allows_local = host, not settings.is_production
        self.base_url: str = app.config["BASE_URL"]
        self.shared: frozenset[str] = app.extensions["shared_segments"]
        self.on_platform = is_platform(host, settings.platform_host, allows_local=self.allows_local)
        self.language, self.rest = split_language(plain.path_info)
        self.city: City | None = None

    def match(self, path_info: str | None = None, *args: Any, **more: Any) -> Any:
        """Find the view for the visitor's form. Raises NotFound also for hosts that are nobody's."""
        if path_info is None:
            path_info = self._inside()
        found = super().match(path_info, *args, **more)
        endpoint = found[0] if isinstance(found[0], str) else found[0].endpoint
        if self.on_platform or on_domain(endpoint) or is_shared(endpoint):
            return found
        if (more.get("method") or self.default_method) in SAFE_METHODS:
            # 302: the page may answer here one day; a browser must not remember it.
            raise _Elsewhere(self._platform() + self._with_language(path_info, endpoint) + self._query())
        raise NotFound

    def build(
        self, endpoint: Any, values: Any = None, method: str | None = None, force_external: bool = False,
        append_unknown: bool = True, url_scheme: str | None = None,
    ) -> str:  # fmt: skip
        """The address in the visitor's form; complete where it leads to another host."""
        path = super().build(endpoint, values, method, False, append_unknown)
        return self._outside(path, endpoint, external=force_external)

    def make_redirect_url(self, path_info: str, query_args: Any = None, domain_part: str | None = None) -> str:
        """Werkzeug's own redirects, which add a slash, in the visitor's form."""
        prefix = f"/{self.city.slug}" if self.city is not None else ""
        path = in_language(path_info.removeprefix(prefix) or "/", "", self.language)
        return super().make_redirect_url(path, query_args, domain_part)

    def here(self, language: str | None = None) -> str:
        """This page with its query, as a path in the visitor's form, in another language if told."""
        return self._script() + self._with_language(self.rest or "/", "", language) + self._query()

    def _inside(self) -> str:
        """The path that the url map knows. On a city's host `/…` is `/<slug>/…`."""
        first = self.rest.strip("/").split("/", 1)[0]
        if not self.rest:
            raise RequestRedirect(super().make_redirect_url(f"/{self.language}/"))
        if first in self.shared or self.on_platform:
            return self.rest
        if self.find_city() is None:
            raise NotFound
        assert self.city is not None
        if first == self.city.slug:
            # The platform's form on the city's host: one page, one address.
            shorter = self.rest.removeprefix(f"/{first}") or "/"
            raise RequestRedirect(super().make_redirect_url(self._with_language(shorter, "")))
        return f"/{self.city.slug}{self.rest}"

    def find_city(self) -> City | None:
        """The city whose own host this is; None on the platform's host and on unknown ones."""
        if self.city is None and not self.on_platform:
            slug = local_slug(self.host) if self.allows_local else None
            try:
                with unscoped("the city is found by its host before the scope is known"):
                    self.city = city_by_slug(slug) if slug else city_by_domain(hostname(self.host))
            except Exception as error:
                # Here is no view yet, whose errors have a page.
                if is_unreachable(error):
                    raise ServiceUnavailable from error
                raise
        return self.city

    def _outside(self, path: str, endpoint: str, *, external: bool) -> str:
        script = self._script()
        path = path.removeprefix(script)
        if is_shared(endpoint) or self.on_platform:
            base = f"{self.url_scheme}://{self.host}"
        elif self.city is not None and on_domain(endpoint) and path.startswith(f"/{self.city.slug}/"):
            base = f"{self.url_scheme}://{self.host}"
            path = path.removeprefix(f"/{self.city.slug}")
        else:
            base, external = self._platform(), True
        return (base if external else "") + script + self._with_language(path, endpoint)

    def _platform(self) -> str:
        """The platform as this visitor reaches it: beside `<slug>.localhost` stands `localhost`."""
        if self.allows_local and hostname(self.host).endswith(LOCAL_SUFFIX):
            return f"{self.url_scheme}://{self.host[self.host.index('localhost') :]}"
        return self.base_url

    def _with_language(self, path: str, endpoint: str, language: str | None = None) -> str:
        return path if is_shared(endpoint) else in_language(path, endpoint, language or self.language)

    def _script(self) -> str:
        return self.script_name.rstrip("/")

    def _query(self) -> str:
        return f"?{self.encode_query_args(self.query_args)}" if self.query_args else ""


class _Elsewhere(RequestRedirect):
    """A redirect that browsers do not keep."""

    code = 302


def init_app(app: Flask) -> None:
    """Let every request have a `Visit`. Called when all views are registered."""
    rules = (rule for rule in app.url_map.iter_rules() if is_shared(rule.endpoint))
    app.extensions["shared_segments"] = frozenset(rule.rule.split("/")[1] for rule in rules)
    app.extensions["domain_of"] = _domain_of
    plain_adapter = app.create_url_adapter

    def adapter(request: Request | None) -> MapAdapter | None:
        plain = plain_adapter(request)
        return Visit(app, plain, request.host.lower()) if request is not None and plain is not None else plain

    app.create_url_adapter = adapter  # type: ignore[method-assign]
    app.jinja_env.globals.update(languages_of_page=languages_of_page)


def the_visit() -> Visit:
    """The adapter of the request at hand."""
    visit = request_ctx.url_adapter
    assert isinstance(visit, Visit)
    return visit


def _domain_of(slug: str) -> str | None:
    city: City | None = g.get("city")
    if city is not None and city.slug == slug:
        return city.domain if city.is_domain_used else None
    with unscoped("an address is the same in every scope"):
        return active_domain(slug)


def languages_of_page() -> list[tuple[str, str, str]]:
    """The other languages of this page: code, its own name, address with the query."""
    visit = the_visit()
    return [(code, LANGUAGE_NAMES[code], visit.here(code)) for code in LANGUAGES if code != visit.language]
