"""The checks of a page in Chromium find what they are made for, and leave a sound page in peace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support import looking

SOUND = """<!doctype html><html lang="de"><title>Gut</title><body style="margin:0">
<a class="skip" href="#inhalt" style="display:block;padding:1rem">Zum Inhalt</a>
<main id="inhalt"><h1>Gut</h1><h2>Weiter</h2><p>Ein <a href="#x">Wort</a> im Satz.</p>
<button style="padding:1rem;border:1px solid">Los</button></main><div role="status"></div></body></html>"""


def changed(old: str, new: str) -> str:
    assert old in SOUND
    return SOUND.replace(old, new)


CASES: list[tuple[Callable[[Any], list[str]], str, str]] = [
    (looking.structure, changed("<h2>Weiter</h2>", "<h3>Weiter</h3>"), "a level of headings"),
    (looking.structure, changed("<h1>Gut</h1>", ""), "not exactly one h1"),
    (looking.structure, changed('class="skip"', ""), "the way to its content"),
    (looking.structure, changed('<div role="status"></div>', ""), "announcements"),
    (looking.structure, changed("<main", "<nav></nav><nav></nav><main"), "has no name"),
    (looking.small_targets, changed("padding:1rem;border:1px solid", "padding:0;border:0;font-size:10px"), "too small"),
    (looking.small_targets, changed("Ein <a", "<a").replace(" im Satz.", ""), "too small"),
    (looking.cut_by_spacing, changed("<h2>", '<h2 style="height:1em;line-height:1;overflow:hidden">'), "it cuts off"),
    (looking.cut_by_spacing, changed("<h2>", '<h2 style="width:200vw">'), "px too wide"),
    (
        looking.edgeless_in_forced_colours,
        changed("border:1px solid", "appearance:none;border:0"),
        "no edge",
    ),
    (looking.moving, changed("<h2>", '<h2 style="transition:color 1s">'), "moves all the same"),
]


@pytest.mark.parametrize(("check", "html", "words"), CASES)
def test_what_is_wrong_is_found(page: Any, check: Callable[[Any], list[str]], html: str, words: str) -> None:
    page.set_content(html)
    assert words in " ".join(check(page))


def test_a_sound_page_passes(page: Any) -> None:
    page.set_content(SOUND)
    found = [check(page) for check, _html, _words in CASES]
    assert found == [[] for _ in CASES]
