"""What stands in JSON is parsed once for each text, and belongs to who asked."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.core.kept_json import fresh

_LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text())
_VALUES = st.recursive(_LEAVES, lambda each: st.lists(each) | st.dictionaries(st.text(), each), max_leaves=12)


@settings(deadline=None)  # the machine may have other things to do
@given(value=_VALUES)
def test_it_is_what_was_stored(value: Any) -> None:
    text = json.dumps(value)
    assert fresh(text) == fresh(text) == value
    assert type(fresh(text)) is type(value)


def test_nobody_sees_what_another_does_with_it() -> None:
    text = '{"logo": {"files": ["a.svg"]}}'
    first = fresh(text)
    first["logo"]["files"].append("b.svg")
    first["hero"] = None
    assert fresh(text) == {"logo": {"files": ["a.svg"]}}


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        fresh("{")
