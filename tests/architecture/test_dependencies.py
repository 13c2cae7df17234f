"""requirements.in says what the code imports."""

from __future__ import annotations

from scripts import check_dependencies


def test_the_code_imports_what_is_asked_for() -> None:
    assert check_dependencies.problems() == []


def test_a_forgotten_and_a_left_over_package_are_noticed() -> None:
    modules = check_dependencies.imported(
        ["import flask\nfrom PIL import Image\nimport os\nfrom engagement import models"]
    )
    assert modules == {"flask", "PIL"}
    providers = {"flask": ["Flask"], "PIL": ["pillow"]}
    wanted = check_dependencies.asked_for("# none\nFlask[async]>=3\nhuey\ngunicorn")
    assert check_dependencies.missing(modules, wanted, providers) == ["PIL is imported, pillow is not asked for"]
    assert check_dependencies.left_over(modules, wanted, providers) == ["huey is asked for, nothing imports it"]
