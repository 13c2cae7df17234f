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
    assert check_dependencies.compare(modules, "Flask>=3\nPillow>=12\ngunicorn", providers) == []
    assert check_dependencies.compare(modules, "# none\nFlask[async]>=3\nhuey", providers) == [
        "PIL is imported, requirements.in lacks pillow",
        "requirements.in asks for huey, nothing imports it",
    ]
