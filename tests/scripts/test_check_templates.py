"""What the check of templates finds."""

from __future__ import annotations

from jinja2 import DictLoader, Environment

from scripts.check_templates import unused_blocks


def test_a_block_without_a_place_is_found_and_one_inside_another_is_none() -> None:
    environment = Environment(
        loader=DictLoader({
            "base": "{% block main %}{% endblock %}",
            "work": "{% extends 'base' %}{% block main %}{% block inner %}{% endblock %}{% endblock %}",
            "page": "{% extends 'work' %}{% block inner %}a{% endblock %}{% block sheet %}b{% endblock %}",
        }),
        autoescape=True,
    )  # fmt: skip
    assert list(unused_blocks(environment)) == ["page: no template above has the block sheet"]
