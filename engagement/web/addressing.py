"""Between the address that people see and the path that the url map knows, in both directions.

The url map knows `/<city>/…` alone. A visit comes in one of the forms that `core/links.py` describes; the adapter of
the request takes host and language off before matching, and puts them on again when an address is built, so that
`url_for` everywhere gives the visitor's own form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, quote, urlencode

from flask import Flask, Request, current_app, g, url_for
from markupsafe import Markup
from werkzeug.exceptions import NotFound, ServiceUnavailable
from werkzeug.routing import MapAdapter, RequestRedirect

from engagement.cities.queries import active_domain, city_of_host, visited_city
from engagement.core.evidence import Evidence, noting
from engagement.core.i18n import current_language
from engagement.core.links import Address, in_language, is_shared, on_domain, split_language
from engagement.core.scope import unscoped
from engagement.core.transaction import is_unreachable
from engagement.kernel.languages import DEFAULT_LANGUAGE, LANGUAGE_NAMES, LANGUAGES
from engagement.web.context import at_hand
from engagement.web.hosts import LOCAL_SUFFIX, hostname, is_platform, local_slug
from engagement.web.notices import PARAMETER as NOTICE

if TYPE_CHECKING:
    from engagement.cities.models import City

SAFE_METHODS: Final = ("GET", "HEAD")
KNOWN_URLS: Final = 2000
PATH_SIGNS: Final = "/!$&'()*+,:;=@"  # what the WHATWG's URL standard leaves as it is


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
        self.evidence = Evidence()  # what the address itself was found by
        self.inside: str | None = None  # the path that the url map knows, once it was matched

    @property
    def form(self) -> tuple[Any, ...]:
        """All by which two visits see the same page under different addresses."""
        own = self.city.slug if self.city is not None else None
        town, draft = g.get("city_slug"), g.get("shows_draft")
        return town, draft, own, self.language, self.host, self.url_scheme, self.script_name

    def match(self, path_info: str | None = None, *args: Any, **more: Any) -> Any:
        """Find the view for the visitor's form. Raises NotFound also for hosts that are nobody's."""
        if path_info is None:
            path_info = self.inside = self._inside()
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

    def with_language(self, path: str, language: str) -> str:
        """A path of the visitor's form in another language."""
        return self._script() + self._with_language(path, "", language)

    def here(self, language: str | None = None) -> str:
        """This page with its query, as a path in the visitor's form, in another language if told.

        A notice stays behind: it was for one reading, and is signed in the language of its page.
        """
        kept = [pair for pair in parse_qsl(str(self.query_args or ""), True) if pair[0] != NOTICE]
        query = f"?{urlencode(kept)}" if kept else ""
        return self._script() + self._with_language(quote(self.rest or "/", safe=PATH_SIGNS), "", language) + query

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
                with unscoped("the city is found by its host before the scope is known"), noting(self.evidence):
                    self.city = visited_city(slug) if slug else city_of_host(hostname(self.host))
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

    app.create_url_adapter = adapter  # type: ignore[method-assign]  # Flask calls it by its name
    app.extensions["known_urls"] = {}
    app.jinja_env.globals.update(
        page_addresses=page_addresses, languages_of_page=languages_of_page, alternates=alternates, lang_of=lang_of
    )


def the_visit() -> Visit:
    """The adapter of the request at hand."""
    return at_hand().url_adapter  # type: ignore[return-value]  # see `init_app`


def _domain_of(slug: str) -> str | None:
    city: City | None = g.get("city")
    if city is not None and city.slug == slug:
        return city.domain if city.is_domain_used else None
    with unscoped("an address is the same in every scope"):
        return active_domain(slug)


def known_url(endpoint: str, **values: Any) -> str:
    """`url_for` for the few addresses that all pages of a town name: built once for each form of visit.

    `values` name the town if there is one, and are few in all: no ids, nothing that people type.
    """
    kept: dict[Any, str] = current_app.extensions["known_urls"]
    key = endpoint, *values.items(), the_visit().form
    found = kept.get(key)
    if found is None:
        if len(kept) >= KNOWN_URLS:  # somebody plays with the host
            kept.clear()
        found = kept[key] = url_for(endpoint, **values)
    return found


def page_addresses(endpoint: str, values: Mapping[str, Any], key: str) -> tuple[str, str, str]:
    """The first page of a list, and what comes before and behind the number of any other page in its address.

    `key` is the number's name. An equals sign in what people typed is quoted, so that the gap is the one that was made.
    """
    number = "-0-"
    wanted: dict[str, Any] = {**values, key: number}
    before, _gap, behind = url_for(endpoint, **wanted).partition(f"{key}={number}")
    return before + behind[1:] if behind else before[:-1], f"{before}{key}=", behind


def languages_of_page() -> list[tuple[str, str, str]]:
    """The other languages of this page: code, its own name, address with the query."""
    visit = the_visit()
    # What a form leads to has no page of its own to switch; its city has.
    is_sent = visit.default_method not in SAFE_METHODS and visit.inside is not None
    has_page = not is_sent or visit.test(visit.inside, "GET")
    home = "/" if visit.city is not None or g.get("city") is None else f"/{g.city.slug}/"
    return [
        (code, LANGUAGE_NAMES[code], visit.here(code) if has_page else visit.with_language(home, code))
        for code in LANGUAGES
        if code != visit.language
    ]


def alternates(canonical: str) -> list[tuple[str, str]]:
    """For search engines: the page's address in every language, and the one for everybody else."""
    if not isinstance(canonical, Address):
        return []
    found = [(code, str(canonical.in_language(code))) for code in LANGUAGES]
    return [*found, ("x-default", found[0][1])]


def lang_of(language: str = DEFAULT_LANGUAGE) -> Markup:
    """The attribute for words that people of the town wrote, where their language is not the page's."""
    return Markup("") if language == current_language() else Markup(' lang="{}"').format(language)
