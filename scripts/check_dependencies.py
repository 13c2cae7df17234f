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
OURS = {"engagement", "config", "wsgi", "tests", "scripts", "benchmarks"}
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


def compare(modules: set[str], requirements: str, providers: dict[str, list[str]]) -> list[str]:
    """What is imported without being asked for, and the other way round."""
    wanted = asked_for(requirements)
    used = {module: {normal(name) for name in providers.get(module, [module])} for module in modules}
    found = [
        f"{module} is imported, requirements.in lacks {' or '.join(sorted(names))}"
        for module, names in used.items()
        if not names & wanted
    ]
    surplus = wanted - UNIMPORTED - set().union(*used.values())
    return sorted(found) + [f"requirements.in asks for {name}, nothing imports it" for name in sorted(surplus)]


def problems() -> list[str]:
    """Everything amiss between the code that runs, requirements.in and its lock."""
    paths = [
        *(ROOT / "engagement").rglob("*.py"),
        *(ROOT / "migrations").rglob("*.py"),
        ROOT / "config.py",
        ROOT / "wsgi.py",
    ]
    requirements = (ROOT / "requirements.in").read_text(encoding="utf-8")
    modules = imported(path.read_text(encoding="utf-8") for path in paths)
    found = compare(modules, requirements, dict(packages_distributions()))
    for name in ("", "-build", "-dev"):
        asked = asked_for((ROOT / f"requirements{name}.in").read_text(encoding="utf-8"))
        locked = asked_for((ROOT / f"requirements{name}.txt").read_text(encoding="utf-8"))
        found += [f"requirements{name}.txt lacks {missing}: run make lock" for missing in sorted(asked - locked)]
    return found


if __name__ == "__main__":
    found = problems()
    print("\n".join(found))
    sys.exit(bool(found))
