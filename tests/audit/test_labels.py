"""Every act that the code records has a name for the people who read the log."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from engagement.audit.labels import ACTION_LABELS, action_label

ROOT = Path(__file__).parents[2] / "engagement"


def recorded() -> Iterator[str]:
    """String constants of the form noun.verb in the files that call `record`."""
    for path in ROOT.rglob("operations*/**/*.py"):
        source = path.read_text()
        if "record" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if "record" in name or "log" in name:
                    yield from _acts(node)


def _acts(call: ast.Call) -> Iterator[str]:
    for argument in call.args:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and "." in argument.value:
            yield argument.value


def test_acts_are_found() -> None:
    assert {"opportunity.approved", "listing.verified"} <= set(recorded())


def test_every_act_has_a_name() -> None:
    assert {act for act in recorded() if act not in ACTION_LABELS} == set()


def test_an_act_of_an_older_version_is_shown_as_it_is() -> None:
    assert action_label("opportunity.teleported") == "opportunity.teleported"
