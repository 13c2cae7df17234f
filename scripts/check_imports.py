"""What import-linter cannot say about the rooms of docs/architecture.md: who selects, commits, asks the time.

.venv/bin/python scripts/check_imports.py
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "engagement"

# Rooms (a file's or a folder's name) that speak to the database; the demo fills one, delivery claims rows, late fills
# them with words, a backup reads tables as they stand, whatever the models say. `importing` and `throttle` are
# operations that have become a package and a counter for other domains.
DATABASE_ROOMS = {
    "core",
    "models",
    "queries",
    "operations",
    "workflows",
    "search",
    "delivery",
    "late",
    "importing",
    "throttle",
    "demo",
    "backup",
}
DOORS = {"web", "api", "cli", "jobs"}
STATEMENTS = {"select", "insert", "update", "delete", "text"}
WRITES = {"add", "add_all", "delete", "merge", "flush", "commit"}
REQUEST_NAMES = {"request", "session", "g", "render_template", "render_template_string", "flash", "redirect", "url_for"}
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}

Problem = tuple[int, str]


def check_file(path: Path, source: str) -> list[str]:
    """Problems of one file; `path` is relative to the project and decides which rules hold."""
    rooms = set(path.with_suffix("").parts[1:])
    tree = ast.parse(source, str(path))
    _name_parents(tree)
    found: list[Problem] = []
    if not rooms & DATABASE_ROOMS:
        found += _session_use(tree)
    if rooms & DOORS and "demo" not in rooms:
        found += _door_imports(tree)
    if not rooms & {"core", "backup"}:
        found += _unseen_by_scopes(tree)
    if "core" not in rooms:
        found += _transaction_ends(tree)
    if "queries" in rooms:
        found += _writes(tree)
    if rooms & {"operations", "workflows", "queries", "rules"}:
        found += _request_imports(tree)
    if "kernel" in rooms:
        found += _foreign_imports(tree)
    if path.parts[-2:] != ("kernel", "clock.py"):
        found += _clocks(tree)
    return [f"{path}:{line}: {text}" for line, text in sorted(set(found))]


def _name_parents(tree: ast.AST) -> None:
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            child.parent = node


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str, str]]:
    """Calls of a name as (node, what it is called on, name)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            owner, _, name = _dotted(node.func).rpartition(".")
            yield node, owner, name


def _imports(tree: ast.AST) -> Iterator[tuple[int, str, set[str]]]:
    """Imports as (line, module, names); those for types only are left out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and _is_for_types(node):
            continue
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, set()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or "", {alias.name for alias in node.names}


def _is_for_types(node: ast.AST) -> bool:
    while node := getattr(node, "parent", None):
        if isinstance(node, ast.If) and _dotted(node.test).endswith("TYPE_CHECKING"):
            return True
    return False


def _session_use(tree: ast.AST) -> Iterator[Problem]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _dotted(node) == "db.session":
            yield node.lineno, "db.session is for queries, operations and workflows"
    for call, owner, name in _calls(tree):
        if name in STATEMENTS and owner in ("sa", "db", "sqlalchemy"):
            yield call.lineno, f"{name}() is for queries, operations and workflows"


def _door_imports(tree: ast.AST) -> Iterator[Problem]:
    for line, module, names in _imports(tree):
        if module == f"{PACKAGE}.extensions" and "db" in names:
            yield line, "the web, the commands and the jobs have no session"
        if module.partition(".")[0] == "sqlalchemy":
            yield line, "the web, the commands and the jobs have no SQL"


def _unseen_by_scopes(tree: ast.AST) -> Iterator[Problem]:
    for call, owner, name in _calls(tree):
        if (
            name in ("get", "get_one")
            and owner.split(".")[-1] == "session"
            and owner != "flask.session"
            and "db" in owner
        ):
            yield call.lineno, "session.get() passes by the scopes; select the row"
        if name == "connection" and "session" in owner:
            yield call.lineno, "connection() passes by the scopes"
        if name in ("begin", "connect", "raw_connection") and owner.endswith("engine"):
            yield call.lineno, f"engine.{name}() passes by the scopes"


def _transaction_ends(tree: ast.AST) -> Iterator[Problem]:
    for call, owner, name in _calls(tree):
        if name == "commit" and "session" in owner:
            yield call.lineno, "only core.transaction commits; use `with writing():` or @operation"


def _writes(tree: ast.AST) -> Iterator[Problem]:
    for call, owner, name in _calls(tree):
        if name in WRITES and "session" in owner:
            yield call.lineno, "a query does not write"
        if name in ("insert", "update", "delete") and owner in ("sa", "sqlalchemy"):
            yield call.lineno, "a query does not write"


def _request_imports(tree: ast.AST) -> Iterator[Problem]:
    for line, module, names in _imports(tree):
        if module == "flask" and names & REQUEST_NAMES:
            yield line, f"{', '.join(sorted(names & REQUEST_NAMES))} of Flask: no request below the doors"
        if module.startswith(("wtforms", "flask_wtf")):
            yield line, "no forms below the doors"


def _foreign_imports(tree: ast.AST) -> Iterator[Problem]:
    for line, module, _ in _imports(tree):
        top = module.partition(".")[0]
        if top not in sys.stdlib_module_names and not module.startswith(f"{PACKAGE}.kernel"):
            yield line, f"the kernel imports only the standard library, not {module}"


def _clocks(tree: ast.AST) -> Iterator[Problem]:
    for call, owner, name in _calls(tree):
        if (owner.split(".")[-1], name) in CLOCKS:
            yield call.lineno, f"{owner}.{name}(): the time comes from kernel.clock"


def problems() -> list[str]:
    """Problems of the whole package."""
    found = []
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        found += check_file(path.relative_to(ROOT), path.read_text(encoding="utf-8"))
    return found


if __name__ == "__main__":
    found = problems()
    print("\n".join(found))
    sys.exit(bool(found))
