"""The harness itself must not be the reason why a test passes."""

from __future__ import annotations

import pytest

from tests.support.document import form_values, parse

FORM = """
<form><input name="a" value="1"><input type="checkbox" name="b" value="x" checked>
<input type="checkbox" name="b" value="y">
<select name="c"><option value="1">one<option value="2" selected>two</select><textarea name="d">
text &amp; more</textarea><input type="submit" name="e" value="go"><input name="f" disabled></form>"""


def test_form_values_are_those_of_a_browser() -> None:
    values = form_values(parse(FORM).one("form"))
    assert values == {"a": ["1"], "b": ["x"], "c": ["2"], "d": ["text & more"]}


def test_selectors() -> None:
    page = parse("<ul class='a b'><li id=x>one <b>two</b><li>three</ul>")
    assert page.one("ul.a.b li#x").text == "one two"
    assert len(page.all("ul li, b")) == 3
    with pytest.raises(AssertionError, match="2 elements"):
        page.one("li")
