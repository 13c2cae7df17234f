"""Files stay small enough to be read in one go; every large file in this field grew without a limit.

.venv/bin/python scripts/check_sizes.py
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What is matched → lines at most. Banned passwords and the like are data, not code, and live in other kinds of files.
LIMITS = {
    "engagement/**/*.py": 300,
    "tests/**/*.py": 300,
    "scripts/**/*.py": 300,
    "migrations/*.py": 300,
    "*.py": 300,
    "engagement/templates/**/*.html": 150,
    "engagement/templates/**/*.txt": 150,
    "engagement/assets/**/*.css": 300,
    "engagement/assets/**/*.js": 300,
    "scripts/**/*.mjs": 300,
}
VIEW_LINES = 30
VIEW_DECORATORS = {"get", "post", "route", "put", "delete", "patch"}


def long_files() -> list[str]:
    found = []
    for pattern, limit in LIMITS.items():
        for path in sorted(ROOT.glob(pattern)):
            lines = path.read_text(encoding="utf-8").count("\n")
            if lines > limit:
                found.append(
                    f"{path.relative_to(ROOT)}: {lines} lines, at most {limit}; make it a package by verb or page"
                )
    return found


def long_views(source: str, name: str) -> list[str]:
    """View functions (decorated with a route) longer than the limit, decorators not counted."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef) or not any(_is_route(each) for each in node.decorator_list):
            continue
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if lines > VIEW_LINES:
            found.append(f"{name}:{node.lineno}: the view {node.name} has {lines} lines, at most {VIEW_LINES}")
    return found


def _is_route(decorator: ast.expr) -> bool:
    return (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in VIEW_DECORATORS
    )


def problems() -> list[str]:
    """Every file and view beyond its limit."""
    found = long_files()
    for path in sorted((ROOT / "engagement" / "web").rglob("*.py")):
        found += long_views(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))
    return found


if __name__ == "__main__":
    found = problems()
    print("\n".join(found))
    sys.exit(bool(found))
