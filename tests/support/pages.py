"""What holds on every HTML page, whoever visits it: used by the test client on each answer."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

from werkzeug.test import TestResponse

from tests.support.document import Element

# Attributes that make a browser fetch something by itself; a link may lead anywhere.
LOADED = {
    "script": "src",
    "img": "src",
    "link": "href",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
}
# What differs on each visit though it looks the same: what is hidden, tokens, the person's address, where bookmarks are
# kept, and space between elements.
_PASSING = re.compile(
    r'<form id="merken".*?</form>|<input[^>]*\btype="hidden"[^>]*>|[\w-]+\.[\w-]{6}\.[\w-]{27,}'
    r"|[\w.+-]+@[\w.-]+\.example|\s+",
    re.S,
)
_REFERRING = {"for", "aria-labelledby", "aria-describedby", "aria-controls"}
_HEADER = re.compile(r"<header.*?</header>", re.S)
CSP_FORBIDDEN = ("'unsafe-inline'", "'unsafe-eval'", "http:", "https:", "*")


def content(html: str) -> str:
    """What is the same for everybody who gets the same page, under whichever header with a menu of their own."""
    return _PASSING.sub(" ", _HEADER.sub("", html))


def header(html: str) -> str:
    """The header of the page, likewise."""
    return _PASSING.sub(" ", "".join(_HEADER.findall(html)))


def problems(response: TestResponse, page: Element, host: str, is_visitor: bool) -> list[str]:
    """Everything wrong with an answer, each in one sentence."""
    elements = list(page.walk())
    found = [*_title(elements), *_ids(elements), *_inline(elements), *_hosts(elements, host), *_policy(response)]
    if page.one("html").get("lang") == "":
        found.append("html has no lang")
    if is_visitor and "Set-Cookie" in response.headers:
        found.append(f"a visitor got a cookie: {response.headers['Set-Cookie']}")
    return found


def _title(elements: list[Element]) -> list[str]:
    titles, headings = ([each for each in elements if each.tag == tag] for tag in ("title", "h1"))
    if len(titles) != 1 or len(headings) != 1:
        return [f"{len(titles)} titles and {len(headings)} h1"]
    title, heading = _plain(titles[0].text), _plain(headings[0].text)
    return [] if heading and heading in title else [f"the title “{title}” lacks the h1 “{heading}”"]


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\xad", "").replace("\xa0", " ")).strip()


def _ids(elements: list[Element]) -> list[str]:
    ids = Counter(element["id"] for element in elements if "id" in element.attributes)
    found = [f"the id “{name}” is there {times} times" for name, times in ids.items() if times > 1]
    for element in elements:
        for attribute in _REFERRING & element.attributes.keys():
            missing = [name for name in element[attribute].split() if name not in ids]
            found += [f"{attribute} of a {element.tag} names the missing id “{name}”" for name in missing]
        if element.tag == "a" and element.get("href").startswith("#") and element["href"][1:] not in ("", *ids):
            found.append(f"a link leads to the missing id “{element['href']}”")
    return found


def _inline(elements: list[Element]) -> list[str]:
    found = []
    for element in elements:
        if element.tag == "style" or (
            element.tag == "script" and "src" not in element.attributes and _is_code(element)
        ):
            found.append(f"inline {element.tag}")
        found += [
            f"{name} on a {element.tag}" for name in element.attributes if name == "style" or name.startswith("on")
        ]
        if element.get("href").lower().startswith("javascript:"):
            found.append("a javascript: address")
    return found


def _is_code(script: Element) -> bool:
    return script.get("type") not in ("application/ld+json", "application/json")


def _hosts(elements: list[Element], host: str) -> list[str]:
    found = []
    for element in elements:
        if element.tag == "link" and element.get("rel") in ("canonical", "alternate", "author", "license"):
            continue
        addresses = [element.get(LOADED.get(element.tag, ""))]
        addresses += [part.split()[0] for part in element.get("srcset").split(",") if part.strip()]
        if element.tag == "form":
            addresses.append(element.get("action"))
        found += [f"a foreign host: {url}" for url in addresses if urlsplit(url).netloc not in ("", host)]
    return found


def _policy(response: TestResponse) -> list[str]:
    policy = response.headers.get("Content-Security-Policy", "")
    if not policy:
        return ["no Content-Security-Policy"]
    directives = {parts[0]: parts[1:] for parts in (part.split() for part in policy.split(";")) if parts}
    found = [] if "default-src" in directives else ["the Content-Security-Policy has no default-src"]
    for name, sources in directives.items():
        found += [f"{name} allows {bad}" for bad in CSP_FORBIDDEN if bad in sources]
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        found.append("no X-Content-Type-Options: nosniff")
    return found
