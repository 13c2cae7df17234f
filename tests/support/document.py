"""An HTML answer as a tree, small enough to read: for checks and for tests that look at a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import NamedTuple

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
MAY_STAY_OPEN = frozenset(["li", "option", "dt", "dd", "tr", "td", "th", "p"])
SELECTOR = re.compile(r"^(?P<tag>[\w-]*)(?:#(?P<id>[\w-]+))?(?P<classes>(?:\.[\w-]+)*)(?P<attributes>(?:\[[^\]]+\])*)$")


@dataclass
class Element:
    """One element; `text` is what a reader sees in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)
    parent: Element | None = None

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    @property
    def text(self) -> str:
        glue = "" if self.tag in ("a", "b", "em", "strong", "span") else " "
        parts = (child if isinstance(child, str) else child.text for child in self.children)
        return " ".join(glue.join(parts).split())

    @property
    def raw(self) -> str:
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)

    def walk(self) -> Iterator[Element]:
        """Every element below, in reading order."""
        waiting = self.children[::-1]
        while waiting:
            child = waiting.pop()
            if isinstance(child, Element):
                yield child
                waiting.extend(child.children[::-1])

    def all(self, selector: str) -> list[Element]:
        """Elements for `tag#id.class[name=value]`; a space means inside, a comma means or."""
        found: list[Element] = []
        for alternative in selector.split(","):
            level: list[Element] = [self]
            for step in map(_step, alternative.split()):
                level = list({id(hit): hit for start in level for hit in start.walk() if hit._fits(step)}.values())
            found += level
        return found

    def one(self, selector: str) -> Element:
        """The only element of the selector; AssertionError when there is none or more."""
        found = self.all(selector)
        assert len(found) == 1, f"{len(found)} elements match “{selector}”"
        return found[0]

    def matches(self, step: str) -> bool:
        return self._fits(_step(step))

    def _fits(self, step: _Step) -> bool:
        return (
            step.tag in ("", self.tag)
            and step.id in (None, self.attributes.get("id"))
            and (not step.classes or step.classes <= set(self.get("class").split()))
            and all(
                name in self.attributes and value in (None, self.attributes[name]) for name, value in step.attributes
            )
        )


class _Step(NamedTuple):
    """One part of a selector, taken apart."""

    tag: str
    id: str | None
    classes: frozenset[str]
    attributes: tuple[tuple[str, str | None], ...]  # None: any value


@cache
def _step(text: str) -> _Step:
    parts = SELECTOR.match(text)
    assert parts, f"not a selector: “{text}”"
    classes = frozenset(name for name in parts["classes"].split(".") if name)
    asked = (each.partition("=") for each in re.findall(r"\[([^\]]+)\]", parts["attributes"]))
    attributes = tuple((name, value.strip("'\"") if equals else None) for name, equals, value in asked)
    return _Step(parts["tag"], parts["id"], classes, attributes)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "wbr":  # nobody reads, and nobody copies, where a line may break
            return
        if tag in MAY_STAY_OPEN and self._open.tag == tag and self._open.parent is not None:
            self._open = self._open.parent
        element = Element(tag, {name: value or "" for name, value in attrs}, parent=self._open)
        self._open.children.append(element)
        if tag not in VOID:
            self._open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.children.append(Element(tag, {name: value or "" for name, value in attrs}, parent=self._open))

    def handle_endtag(self, tag: str) -> None:
        element: Element | None = self._open
        while element is not None and element.tag != tag:
            element = element.parent
        if element is not None and element.parent is not None:
            self._open = element.parent

    def handle_data(self, data: str) -> None:
        before = self._open.children[-1] if self._open.children else None
        if isinstance(before, str):
            self._open.children[-1] = before + data
        else:
            self._open.children.append(data)


def parse(html: str) -> Element:
    """The tree of a page or a piece of one."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


def form_values(form: Element) -> dict[str, list[str]]:
    """What a browser would send if its reader pressed the button without a change (files and buttons left out)."""
    values: dict[str, list[str]] = {}
    for control in form.all("input, select, textarea"):
        name, kind = control.get("name"), control.get("type", "text")
        if not name or "disabled" in control.attributes or kind in ("submit", "button", "image", "file", "reset"):
            continue
        if control.tag == "textarea":
            values.setdefault(name, []).append(control.raw.removeprefix("\n"))
        elif control.tag == "select":
            options = control.all("option")
            chosen = [option for option in options if "selected" in option.attributes]
            if not chosen and "multiple" not in control.attributes:
                chosen = options[:1]
            values.setdefault(name, []).extend(option.get("value", option.text) for option in chosen)
        elif kind not in ("checkbox", "radio") or "checked" in control.attributes:
            values.setdefault(name, []).append(control.get("value", "on" if kind in ("checkbox", "radio") else ""))
    return values
