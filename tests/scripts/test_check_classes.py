"""Which classes of templates have no rule, and which rules have no use."""

from __future__ import annotations

import pytest

from scripts.check_classes import (
    classes_of_styles,
    classes_of_template,
    main,
    without_public_rule,
    without_rule,
    without_use,
)

STYLE = """
/* .gone */
.card, .card__t:hover > a.line { background: url("/static/a.svg"); content: ".none"; }
@media (max-width: 40rem) { .tag--ok:not(.tag--warn)::before { width: 1.5rem; } }
"""


def test_selectors_name_classes() -> None:
    assert classes_of_styles(STYLE) == {"card", "card__t", "line", "tag--ok", "tag--warn"}


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ('<p class="muted small">', {"muted", "small"}),
        ("<p class=\"tag{% if it.kind == 'new' %} tag--ok{% endif %}\">", {"tag", "tag--ok"}),
        ("<p class=\"tag{{ ' tag--' ~ kind if kind }}\">", {"tag", "tag--*"}),
        ("<p class=\"pic-{{ kind }} {{ 'on' if a['x'] else 'off' }}\">", {"pic-*", "on", "off"}),
        ("<p class=\"btn--{{ 'main slim' if big else kind }}\">", {"btn--*", "btn--main", "slim"}),
        ('{# class="old" #}<p data-class="no">{% block main_class %}wrap wide{% endblock %}', {"wrap", "wide"}),
    ],
)
def test_templates_give_classes(template: str, found: set[str]) -> None:
    assert classes_of_template(template) == found


def test_a_class_needs_a_rule_or_a_script() -> None:
    templates = {"a.html": '<p class="card lost found tag--{{ kind }} gone--{{ kind }}">'}
    known = classes_of_styles(STYLE)
    missing = without_rule(templates, known, 'document.querySelector(".found")')
    assert missing == ["a.html: gone--* has no rule", "a.html: lost has no rule"]


def test_a_rule_needs_a_use() -> None:
    users = ['<p class="card tag--{{ kind }}">', "f(class_='line')"]
    assert without_use({"a.css": STYLE + ".leaflet-bar { top: 0; }"}, users) == ["a.css: .card__t has no use"]


def test_pages_for_everybody_do_without_the_workplaces_sheet() -> None:
    pages = {
        "engagement/templates/layouts/public.html": "{% extends 'layouts/base.html' %}",
        "engagement/templates/public/a.html": "{% extends 'layouts/public.html' %}{% include 'public/_b.html' %}",
        "engagement/templates/public/_b.html": '<p class="open closed">',
        "engagement/templates/staff/c.html": "{% extends 'layouts/work.html' %}<p class=\"closed\">",
    }
    css = "engagement/assets/css"
    styles = {f"{css}/main.css": '@import "a.css";', f"{css}/a.css": ".open { top: 0; }", f"{css}/b.css": ".closed {}"}
    found = without_public_rule(pages, styles)
    assert found == ["engagement/templates/public/_b.html: closed has its rule only in the workplaces' sheet"]


def test_all_of_ours_fit_together(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0, capsys.readouterr().out
