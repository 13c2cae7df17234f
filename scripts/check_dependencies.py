"""What the code imports is what requirements.in asks for: nothing forgotten, nothing left over.

    .venv/bin/python -m scripts.check_dependencies

A package that is only there because another one needs it may vanish with the next lock.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OURS = {"engagement", "config", "wsgi", "tests", "scripts", "benchmarks", "serve"}
# Needed without an import: the server, drivers that an address names, time zones, extras.
UNIMPORTED = {"gunicorn", "psycopg", "redis", "tzdata"}
NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for(text: str) -> set[str]:
    """Names in a requirements file."""
    found = (NAME.match(line.strip()) for line in text.splitlines() if not line.startswith(("#", "-")))
    return {normal(match[0]) for match in found if match}


def imported(sources: Iterable[str]) -> set[str]:
    """Top names of the modules that are imported, the standard library and our own left out."""
    found: set[str] = set()
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - OURS - set(sys.stdlib_module_names)


def missing(modules: set[str], wanted: set[str], providers: dict[str, list[str]]) -> list[str]:
    """Modules whose package nobody asks for."""
    names = {module: {normal(name) for name in providers.get(module, [module])} for module in modules}
    return sorted(
        f"{module} is imported, {' or '.join(sorted(of))} is not asked for"
        for module, of in names.items()
        if not of & wanted
    )


def left_over(modules: set[str], wanted: set[str], providers: dict[str, list[str]]) -> list[str]:
    """Packages that are asked for and never imported."""
    used = {normal(name) for module in modules for name in providers.get(module, [module])}
    return [f"{name} is asked for, nothing imports it" for name in sorted(wanted - UNIMPORTED - used)]


def imports_below(*places: str) -> set[str]:
    """What the Python files of some folders import."""
    paths = [
        path
        for place in places
        for path in ((ROOT / place).rglob("*.py") if (ROOT / place).is_dir() else [ROOT / place])
    ]
    return imported(path.read_text(encoding="utf-8") for path in paths)


def problems() -> list[str]:
    """Everything amiss between the code, requirements*.in and their locks."""
    asked, providers, found = {}, dict(packages_distributions()), []
    for name in ("", "-build", "-dev"):
        asked[name] = asked_for((ROOT / f"requirements{name}.in").read_text(encoding="utf-8"))
        locked = asked_for((ROOT / f"requirements{name}.txt").read_text(encoding="utf-8"))
        found += [f"requirements{name}.txt lacks {each}: run make lock" for each in sorted(asked[name] - locked)]
    product = imports_below("engagement", "migrations", "config.py", "wsgi.py")
    found += missing(product, asked[""], providers) + left_over(product, asked[""], providers)
    return found + missing(imports_below("tests", "scripts", "benchmarks"), set().union(*asked.values()), providers)


if __name__ == "__main__":
    found = problems()
    print("\n".join(found))
    sys.exit(bool(found))
