"""Somebody who uses a page: with a mouse, on a phone, or by the keyboard alone. All three can do the same things.

A journey names what people read: links, buttons, labels, headings. Nothing here knows an address inside the page.
"""

from __future__ import annotations

import re
from datetime import date, time
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.support.browsing import no_sideways_scroll, run_axe

Value = str | date | time
MAX_TABS = 250
# Chromium asks for the parts of a day and a time in the order of its own language, which depends on the machine.
DAY_KEYS, TIME_KEYS = ("%d%m%Y", "%m%d%Y"), ("%H%M", "%I%M%p")

# What a person sees of the focus: a ring around the element, or around what stands for it (its label, its card).
FOCUS = """() => {
  const active = document.activeElement;
  const around = [active, active.nextElementSibling, active.parentElement, active.closest("li, .card, .choice")];
  const rings = around.filter(Boolean).flatMap((item) => [getComputedStyle(item), getComputedStyle(item, "::after")]);
  const hasRing = rings.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
  const box = active.getClientRects()[0] ?? active.getBoundingClientRect();
  const spots = [0.5, 0.1, 0.9].flatMap((x) => [0.5, 0.2, 0.8].map((y) => [x * box.width, y * box.height]));
  const own = (hit) => (hit && active.contains(hit)) || hit?.closest("label")?.control === active;
  const isInSight = spots.some(([x, y]) => own(document.elementFromPoint(box.x + x, box.y + y)));
  return { hasRing, isInSight, what: active.outerHTML.slice(0, 200) };
}"""


def worded(label: str) -> re.Pattern[str]:
    """The label as it stands, also with the „freiwillig“ behind it that optional fields carry."""
    return re.compile(rf"^\s*{re.escape(label)}(\s+freiwillig)?\s*$")


def begins(words: str) -> re.Pattern[str]:
    """A name that begins with the words: a choice is followed by its hint, an entry of a list by its details."""
    return re.compile(rf"^\s*{re.escape(words)}(?!\w)")


def plain(value: date | time) -> str:
    """As a form holds it: 2026-12-24, 14:30."""
    return value.isoformat() if isinstance(value, date) else value.strftime("%H:%M")


class Hands:
    """With a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.main = page.get_by_role("main")

    # Going somewhere

    def go(self, address: str) -> None:
        self.page.goto(address)

    def follow(self, name: str) -> None:
        """A link of the page: of its content, else of its header or footer."""
        inside = self.main.get_by_role("link", name=name, exact=True).filter(visible=True)
        anywhere = self.page.get_by_role("link", name=name, exact=True).filter(visible=True)
        self.activate((inside if inside.count() else anywhere).first)

    def follow_beginning(self, words: str) -> None:
        """A link whose name begins so, for entries of a list that say more."""
        self.activate(self.main.get_by_role("link", name=begins(words)).or_(
            self.main.get_by_role("link").filter(has_text=words)
        ).filter(visible=True).first)  # fmt: skip

    def press(self, name: str) -> None:
        """A button of the content."""
        self.activate(self.main.get_by_role("button", name=begins(name)).filter(visible=True).first)

    def unfold(self, name: str) -> None:
        """Something that opens in the page, like „Absagen …“."""
        self.activate(self.page.locator("summary").filter(has_text=name).filter(visible=True).first)

    # Filling a form

    def write(self, label: str, value: Value, within: str = "") -> None:
        self.enter(self._field(label, within), value)

    def choose(self, name: str) -> None:
        """One of several round buttons."""
        self.pick(self.main.get_by_role("radio", name=begins(name)))

    def tick(self, name: str) -> None:
        self.activate(self.main.get_by_role("checkbox", name=begins(name)))

    def select(self, label: str, option: str) -> None:
        self._field(label).select_option(label=option)

    def hand_over(self, label: str, file: Path) -> None:
        """Choose a file of the device, in the window that the field opens."""
        with self.page.expect_file_chooser() as chooser:
            self.activate(self._field(label))
        chooser.value.set_files(file)

    def _field(self, label: str, within: str = "") -> Locator:
        place = self.main.get_by_role("group", name=begins(within)) if within else self.main
        return place.get_by_label(worded(label)).filter(visible=True)

    # How it is done

    def activate(self, target: Locator) -> None:
        target.click()

    def pick(self, target: Locator) -> None:
        """People hit the words; the little circle is part of them."""
        self.activate(self.page.locator(f"label[for='{target.get_attribute('id')}']"))
        expect(target).to_be_checked()

    def enter(self, target: Locator, value: Value) -> None:
        target.fill(value if isinstance(value, str) else plain(value))

    # Looking

    def at(self, heading: str) -> None:
        """The page has this heading, and its title says the same (an error stands before it)."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        expect(self.page).to_have_title(re.compile(re.escape(heading)))

    def sees(self, *words: str) -> None:
        for each in words:
            expect(self.page.locator("body")).to_contain_text(each)

    def sees_not(self, words: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(words)

    def sees_error(self, label: str, words: str) -> None:
        """The error stands in the summary on top, which has the focus or leads there, and next to its field."""
        expect(self.page).to_have_title(re.compile("^Fehler:"))
        summary = self.page.get_by_role("alert")
        expect(summary.get_by_role("link", name=words)).to_be_visible()
        field = self._field(label)
        expect(field).to_have_attribute("aria-invalid", "true")
        described = (field.get_attribute("aria-describedby") or "").split()
        said = " ".join(self.page.locator(f"[id='{each}']").inner_text() for each in described)
        assert words in said, f"“{label}” is described by “{said}”"

    def holds(self, label: str, value: str) -> None:
        expect(self._field(label)).to_have_value(value)


class Fingers(Hands):
    """On a phone: taps, and no page may be wider than the screen. Answers to a form are looked at by axe-core too."""

    def activate(self, target: Locator) -> None:
        target.tap()

    def at(self, heading: str) -> None:
        super().at(heading)
        no_sideways_scroll(self.page)

    def sees_error(self, label: str, words: str) -> None:
        super().sees_error(label, words)
        no_sideways_scroll(self.page)
        run_axe(self.page)


class Keys(Hands):
    """By the keyboard alone: Tab, Shift+Tab, arrows, Enter, Space and letters. Each stop must be seen."""

    def activate(self, target: Locator) -> None:
        self._reach(target)
        kind = target.evaluate("element => element.type ?? ''")
        self.page.keyboard.press("Space" if kind == "checkbox" else "Enter")

    def pick(self, target: Locator) -> None:
        name = target.evaluate("element => element.name")
        group = self.page.locator(f"input[type=radio][name='{name}']").filter(visible=True)
        self._reach(group)
        for _ in range(group.count()):
            if self._has_focus(target):
                break
            self.page.keyboard.press("ArrowDown")
        assert self._has_focus(target), "the arrow keys do not lead to the choice"
        self.page.keyboard.press("Space")
        expect(target).to_be_checked()

    def enter(self, target: Locator, value: Value) -> None:
        self._reach(target)
        keyboard = self.page.keyboard
        if isinstance(value, str):
            keyboard.press("Control+A")
            keyboard.type(value)
            return
        for form in DAY_KEYS if isinstance(value, date) else TIME_KEYS:
            for _ in range(3):
                keyboard.press("ArrowLeft")  # to the first of its parts
            keyboard.type(value.strftime(form))
            if target.input_value() == plain(value):
                return
        raise AssertionError(f"{value} cannot be typed, the field holds “{target.input_value()}”")

    def select(self, label: str, option: str) -> None:
        target = self._field(label)
        self._reach(target)
        self.page.keyboard.type(option)
        expect(target.locator("option:checked")).to_have_text(option)

    def _reach(self, target: Locator) -> None:
        """Tab to the target, backwards where it stands before the focus."""
        expect(target.first).to_be_visible()
        wanted: list[Any] = target.element_handles()
        key = "Shift+Tab" if self.page.evaluate(
            """wanted => {
              const here = document.activeElement;
              const place = here.compareDocumentPosition(wanted[0]);
              return here !== document.body && Boolean(place & Node.DOCUMENT_POSITION_PRECEDING);
            }""", wanted,
        ) else "Tab"  # fmt: skip
        for _ in range(MAX_TABS):
            if self.page.evaluate("wanted => wanted.includes(document.activeElement)", wanted):
                self._sees_focus()
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{MAX_TABS} times {key} do not lead to {target}")

    def _has_focus(self, target: Locator) -> bool:
        return bool(target.evaluate("element => element === document.activeElement"))

    def _sees_focus(self) -> None:
        seen = self.page.evaluate(FOCUS)
        assert seen["hasRing"], f"nobody sees the focus on {seen['what']} ({self.page.url})"
        assert seen["isInSight"], f"the focus is out of sight on {seen['what']} ({self.page.url})"
