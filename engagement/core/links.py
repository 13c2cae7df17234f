"""Complete addresses for mails, search engines and feeds: always the canonical host, never the one of the request.

A page has one address inside, `/<city>/…`, which is what the url map knows. People see it in one of these forms:

    platform's host   /<city>/…   /en/<city>/…
    a city's domain   /…          /en/…

`engagement/web/addressing.py` translates both ways for the request at hand; here are the parts that need no request.
"""

from __future__ import annotations

import dataclasses
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from flask import current_app, g

from engagement.core.i18n import current_language
from engagement.kernel.languages import DEFAULT_LANGUAGE, LANGUAGES

# What a city's domain serves. Everything else of a city needs a sign-in and lives on the platform's host.
DOMAIN_BLUEPRINTS: Final = frozenset({"public"})
# Served under the same path on every host, because they belong to no city.
SHARED_BLUEPRINTS: Final = frozenset({"media", "ops"})
SHARED_ENDPOINTS: Final = frozenset({"portal.robots", "portal.favicon"})
# They say the same in every language, so they have one address.
WORDLESS: Final = frozenset({
    "media.file", "ops.healthz", "ops.readyz", "portal.calendar", "portal.favicon", "portal.robots",
    "portal.sitemap", "portal.themes_css", "public.icon", "public.sitemap", "public.theme_css",
})  # fmt: skip
_MEMO: Final = "domains_of_cities"

T = TypeVar("T")


class Address(str):
    """A complete address that can also say itself in another language; a mail asks for its reader's."""

    _endpoint: str
    _values: dict[str, Any]
    _language: str

    def __new__(cls, text: str, endpoint: str, values: dict[str, Any], language: str) -> Address:
        """Keep beside the text what it was made of."""
        made = super().__new__(cls, text)
        made._endpoint, made._values, made._language = endpoint, values, language
        return made

    def in_language(self, language: str) -> Address:
        """The same page for a reader of `language`."""
        if language == self._language:
            return self
        return external_url(self._endpoint, language=language, **self._values)


class LateAddress:
    """A complete address that is made when it is shown, in the language at hand then: a mail knows several of its
    pages and shows one or two of them."""

    __slots__ = ("_endpoint", "_made", "_values")

    def __init__(self, endpoint: str, **values: Any) -> None:
        """As for `external_url`."""
        self._endpoint, self._values = endpoint, values
        self._made: Address | None = None

    def __str__(self) -> str:
        if self._made is None or self._made._language != current_language():
            self._made = external_url(self._endpoint, **self._values)
        return str.__str__(self._made)


def external_url(endpoint: str, *, language: str | None = None, **values: Any) -> Address:
    """The canonical address of an endpoint; name the city's slug as `city` where the endpoint has one.

    Its host is the city's own domain, when that is in use and the page lives there, else the platform's. Its language
    is the one of the page at hand unless told; in a mail it becomes the reader's.
    """
    base = urlsplit(current_app.config["BASE_URL"])
    path = current_app.url_map.bind(base.netloc, url_scheme=base.scheme).build(endpoint, values)
    slug, host = values.get("city"), base.netloc
    if slug is not None and on_domain(endpoint) and (domain := _domain_of(slug)):
        path, host = path.removeprefix(f"/{slug}"), domain
    spoken = language or current_language()
    path = in_language(path, endpoint, spoken)
    return Address(f"{base.scheme}://{host}{path}", endpoint, values, spoken)


def readdress(value: T, language: str) -> T:
    """A copy of plain values (mappings, sequences, dataclasses) whose addresses speak `language`."""
    if isinstance(value, Address):
        return value.in_language(language)  # type: ignore[return-value]  # the same kind of value comes back
    if isinstance(value, dict):
        # The same kind of value comes back.
        return {key: readdress(each, language) for key, each in value.items()}  # type: ignore[return-value]
    if type(value) in (list, tuple):
        # The same kind of value comes back.
        return type(value)(readdress(each, language) for each in value)  # type: ignore[call-arg,attr-defined]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        found = {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
        changed = {name: readdress(old, language) for name, old in found.items() if isinstance(old, Address)}
        return dataclasses.replace(value, **changed) if changed else value
    return value


def on_domain(endpoint: str) -> bool:
    """Whether a city's own domain serves the endpoint."""
    return endpoint.partition(".")[0] in DOMAIN_BLUEPRINTS


def is_shared(endpoint: str) -> bool:
    """Whether the endpoint has the same path on every host."""
    return endpoint in SHARED_ENDPOINTS or endpoint.partition(".")[0] in SHARED_BLUEPRINTS


def in_language(path: str, endpoint: str, language: str) -> str:
    """The path with the prefix of a language; German has none, and neither has what is without words."""
    return path if language == DEFAULT_LANGUAGE or endpoint in WORDLESS else f"/{language}{path}"


def split_language(path: str) -> tuple[str, str]:
    """A path as `(language, path without its prefix)`; `/en` alone gives an empty path."""
    first, slash, rest = path.removeprefix("/").partition("/")
    if first in LANGUAGES and first != DEFAULT_LANGUAGE:
        return first, slash + rest
    return DEFAULT_LANGUAGE, path


def forget_domains() -> None:
    """Look again at which city has which domain; for the operation that changes one."""
    g.pop(_MEMO, None)


def _domain_of(slug: str) -> str | None:
    """The city's domain when it is in use. Looked up once a request or task; `domain_of` comes from the cities."""
    known: dict[str, str | None] = g.setdefault(_MEMO, {})
    if slug not in known:
        known[slug] = current_app.extensions["domain_of"](slug)
    return known[slug]
