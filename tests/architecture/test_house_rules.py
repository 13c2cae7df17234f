"""The rules of the house hold, and the checks that hold them would notice a breach."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scripts import check_imports, check_sizes, check_templates

ROOT = Path(__file__).parents[2]


def test_rooms_import_what_they_may() -> None:
    """The contracts in pyproject.toml."""
    result = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout


def test_only_queries_and_operations_touch_the_database() -> None:
    assert check_imports.problems() == []


def test_files_and_views_are_small() -> None:
    assert check_sizes.problems() == []


BREACHES = [
    ("engagement/web/public/views.py", "from engagement.extensions import db", "have no session"),
    ("engagement/jobs/tasks.py", "import sqlalchemy as sa", "have no SQL"),
    ("engagement/cities/rules.py", "db.session.scalars(x)", "db.session is for"),
    ("engagement/cities/forms.py", "sa.select(x)", "select() is for"),
    ("engagement/cities/operations.py", "db.session.get(City, 1)", "passes by the scopes"),
    ("engagement/cities/queries.py", "db.session.connection()", "passes by the scopes"),
    ("engagement/cities/operations.py", "db.session.commit()", "only core.transaction commits"),
    ("engagement/cities/queries/list.py", "db.session.add(x)", "a query does not write"),
    ("engagement/cities/operations/create.py", "from flask import request", "no request below the doors"),
    ("engagement/kernel/values.py", "import flask", "only the standard library"),
    ("engagement/cities/rules.py", "datetime.now(UTC)", "the time comes from kernel.clock"),
]


@pytest.mark.parametrize(("path", "source", "expected"), BREACHES)
def test_a_breach_is_noticed(path: str, source: str, expected: str) -> None:
    found = check_imports.check_file(Path(path), source)
    assert len(found) == 1
    assert expected in found[0]


def test_imports_for_types_only_are_allowed() -> None:
    source = "if TYPE_CHECKING:\n    from engagement.extensions import db"
    assert check_imports.check_file(Path("engagement/web/views.py"), source) == []


def test_a_long_view_is_noticed() -> None:
    view = "@bp.get('/')\ndef page():\n" + "    x = 1\n" * 30
    assert "31 lines" in check_sizes.long_views(view, "views.py")[0]
    assert check_sizes.long_views(view.replace("@bp.get('/')\n", ""), "views.py") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<p style="color: red">', "an inline style"),
        ("<style>p {}</style>", "an inline style"),
        ("<script>run()</script>", "an inline script"),
        ('<button type="button" onclick="run()">', "an event attribute"),
        ('<script src="https://cdn.example/x.js"></script>', "a foreign host"),
        ("{{ text | safe }}", "|safe outside a component"),
        ("{{ _('It came on %(when)s.', when=it.at|moment_long) }}", "“today” where the day belongs"),
    ],
)
def test_a_breach_in_a_template_is_noticed(text: str, expected: str) -> None:
    assert [problem.partition(": ")[2] for problem in check_templates.check_text("public/page.html", text)] == [
        expected
    ]


def test_a_mail_names_the_day() -> None:
    assert list(check_templates.check_days("email/offer.txt", "{{ until|moment_long }}"))
    assert not list(check_templates.check_days("email/offer.txt", "{{ until|shift_when }}"))
    assert not list(check_templates.check_days("public/offer.html", "{{ _('until %(when)s', when=at|moment_long) }}"))
