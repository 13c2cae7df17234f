"""Templates parse, keep to the rules of the Content-Security-Policy, and pass djlint.

.venv/bin/python scripts/check_templates.py
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, TemplateError, nodes

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / "engagement" / "templates"
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
# Mails are read by programs that know no style sheets: they alone may carry styles.
MAIL_ROOMS = {"email", "mail", "mails"}
RULES = {
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/)[^>]*>", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>{%]*\son\w+\s*=\s*[\"']", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "autoescape turned off": re.compile(r"\{%-?\s*autoescape\s+false"),
    "a foreign host": re.compile(
        r"<(?:script|img|link|iframe|source)\b[^>]*(?:src|href)=[\"'](?:https?:)?//", re.IGNORECASE
    ),
}
# Trusted HTML is made in Python (Markup) or in a component that says why.
SAFE = re.compile(r"\|\s*safe\b")
# „heute“ is right on a page that is read now; not in a mail that is read tomorrow, and not after „am“.
RELATIVE = re.compile(r"\|\s*(?:moment_long|day_relative)\b")
ON_TODAY = re.compile(r"_\('[^'\n]*\bon %\((\w+)\)s[^}\n]*\b\1=[\w.]+\s*\|\s*(?:moment_long|day_relative)\b")


def check_text(name: str, text: str) -> Iterator[str]:
    """Rules that hold for the text of one template; `name` is relative to the templates' folder."""
    rooms = set(Path(name).parts[:-1])
    text = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    for what, pattern in RULES.items():
        if what in ("an inline style", "a foreign host") and rooms & MAIL_ROOMS:
            continue
        for match in pattern.finditer(text):
            yield f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {what}"
    yield from check_days(name, text)
    if "components" not in rooms:
        for match in SAFE.finditer(text):
            yield f"{name}:{text.count(chr(10), 0, match.start()) + 1}: |safe outside a component"


def check_days(name: str, text: str) -> Iterator[str]:
    """Words like „heute“ where they are wrong later, or wrong German at once."""
    pattern = RELATIVE if set(Path(name).parts[:-1]) & MAIL_ROOMS else ON_TODAY
    for match in pattern.finditer(text):
        yield f"{name}:{text.count(chr(10), 0, match.start()) + 1}: “today” where the day belongs"


def parse_problems(environment: Environment) -> Iterator[str]:
    """Templates that Jinja cannot compile, unknown filters and tests included."""
    for name in sorted(environment.list_templates()):
        if name.startswith("."):
            continue
        try:
            environment.get_template(name)
        except TemplateError as problem:
            yield f"{name}: {problem}"


def unused_blocks(environment: Environment) -> Iterator[str]:
    """Blocks for which the template above has no place: Jinja leaves out what they say, without a word."""
    assert environment.loader is not None

    def places(name: str) -> set[str]:
        """The blocks of a template and of those above it; notes what stands in it without a place."""
        tree = environment.parse(environment.loader.get_source(environment, name)[0])  # type: ignore[union-attr]  # above
        above = next((node.template.value for node in tree.find_all(nodes.Extends)
                      if isinstance(node.template, nodes.Const)), None)  # fmt: skip
        direct = {node.name for node in tree.body if isinstance(node, nodes.Block)} if above else set()
        inside = {node.name for node in tree.find_all(nodes.Block)} - direct
        known = places(above) if above else set()
        unused.update((name, each) for each in direct - known)
        return inside | known

    unused: set[tuple[str, str]] = set()
    for name in environment.list_templates():
        if not name.startswith("."):
            places(name)
    for name, block in sorted(unused):
        yield f"{name}: no template above has the block {block}"


def lint() -> list[str]:
    """What djlint finds."""
    command = [sys.executable, "-m", "djlint", str(TEMPLATES), "--lint", "--quiet", "--configuration", "pyproject.toml"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return [] if result.returncode == 0 else [(result.stdout + result.stderr).strip()]


def problems() -> list[str]:
    """Everything wrong in any template."""
    from config import Settings
    from engagement import create_app

    settings = Settings(environment="test", secret_key="x" * 40, database_url="sqlite://", platform_host="localhost")
    environment = create_app(settings).jinja_env
    found = [*parse_problems(environment), *unused_blocks(environment)]
    for path in sorted(TEMPLATES.rglob("*.html")):
        found += check_text(str(path.relative_to(TEMPLATES)), path.read_text(encoding="utf-8"))
    for path in sorted((TEMPLATES / "email").rglob("*.txt")):
        found += check_days(str(path.relative_to(TEMPLATES)), path.read_text(encoding="utf-8"))
    return found + lint()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    found = problems()
    print("\n".join(found))
    sys.exit(bool(found))
