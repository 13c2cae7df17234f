"""Looks whether templates and stylesheets speak of the same classes: none without a rule, no rule without a use,
no page for everybody with a class that only the sheet of the workplaces knows.

A class of a template needs a rule in engagement/assets/css or in KERN, or a script that looks for it. What stands in
`{{ … }}` of a class attribute counts word by word; `name--{{ value }}` is used by every class that begins so.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "engagement/templates"
STYLES = ROOT / "engagement/assets/css"
SCRIPTS = ROOT / "engagement/assets/js"
KERN = ROOT / "node_modules/@kern-ux/native/dist/kern.css"

COMMENT = re.compile(r"/\*.*?\*/|\{#.*?#\}", re.DOTALL)
QUOTED = re.compile(r"url\([^)]*\)|\"[^\"]*\"")
RULE = re.compile(r"([^{}]*)\{")
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
ATTRIBUTE = re.compile(r"(?<![\w-])class=\"((?:\{\{.*?\}\}|\{%.*?%\}|[^\"])*)\"", re.DOTALL)
BLOCK = re.compile(r"\{% block (?:body|main)_class %\}(.*?)\{% endblock %\}", re.DOTALL)
CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
GLUED = re.compile(r"\{\{(?!\s*' )")  # goes on with the word before it, unless what it says begins with a space
VALUE = re.compile(r"'([^']*)'")
COMPARED = re.compile(r"(?:==|!=|\bin)\s*(?:'[^']*'|\([^)]*\)|\[[^\]]*\])|\w+\['[^']*'\]|\w+\([^)]*\)")
NAME = re.compile(r"-?[A-Za-z_][\w-]*")
EXTENDS = re.compile(r"\{% extends '([^']+)' %\}")
BESIDE = ("print.css", "map.css")  # sheets of their own, which pages for everybody load too
PART = re.compile(r"'([\w/]+\.html)'")
# Names that others define: a script of ours makes the first, Leaflet the second.
FOREIGN = re.compile(r"leaflet-")


def classes_of_styles(text: str) -> set[str]:
    """The classes that selectors of a stylesheet name."""
    text = QUOTED.sub("", COMMENT.sub("", text))
    return {name for selector in RULE.findall(text) for name in CLASS.findall(selector.rsplit(";", 1)[-1])}


def _names(value: str) -> Iterator[str]:
    """The words of a class attribute; a word that goes on with a value ends in `*`."""
    spaced = CODE.sub(lambda code: "\0" if GLUED.match(code[0]) else " ", value)
    for word in spaced.split():
        if "\0" not in word:
            yield word
        elif not word.startswith("\0"):
            yield word.split("\0", 1)[0] + "*"
    for code in CODE.finditer(value):
        begin = re.search(r"[\w-]*-$", value[: code.start()])
        for said in VALUE.findall(COMPARED.sub("", code[0])):
            for number, each in enumerate(said.split()):
                yield (begin[0] if begin and number == 0 else "") + each + ("*" if each.endswith("-") else "")


def classes_of_template(text: str) -> set[str]:
    """The classes that a template gives; `name--*` for those that are put together."""
    text = COMMENT.sub("", text)
    values = [*ATTRIBUTE.findall(text), *BLOCK.findall(text)]
    return {name for value in values for name in _names(value) if NAME.fullmatch(name.rstrip("*"))}


def without_rule(templates: dict[str, str], known: set[str], scripts: str) -> list[str]:
    """Classes of templates that no stylesheet and no script knows, with the template."""
    hooks = set(re.findall(r"[\w-]+", scripts))
    missing = []
    for path, text in sorted(templates.items()):
        for name in sorted(classes_of_template(text)):
            if name.endswith("*"):
                is_known = any(each.startswith(name[:-1]) for each in known)
            else:
                is_known = name in known or name in hooks
            if not is_known:
                missing.append(f"{path}: {name} has no rule")
    return missing


def without_use(styles: dict[str, str], users: list[str]) -> list[str]:
    """Classes of stylesheets that no template, script or Python file names, with the stylesheet."""
    said = {word for text in users for word in re.findall(r"[\w-]+", text)}
    begun = {word for text in users for word in re.findall(r"([\w-]+-)(?:\{\{|\$\{|\{|' ?[~+]|\" ?[~+])", text)}
    return [
        f"{path}: .{name} has no use"
        for path, text in sorted(styles.items())
        for name in sorted(classes_of_styles(text))
        if name not in said and not FOREIGN.match(name) and not any(name.startswith(begin) for begin in begun)
    ]


def without_public_rule(templates: dict[str, str], styles: dict[str, str]) -> list[str]:
    """Classes of pages for everybody whose rules stand only in files that workplaces alone load."""
    names = {path.removeprefix("engagement/templates/"): text for path, text in templates.items()}
    shown = _reached(names, [name for name in names if _layout(names, name) == "layouts/public.html"])
    sheet = styles["engagement/assets/css/main.css"]
    loaded = {path for path in styles if f'"{Path(path).name}"' in sheet or Path(path).name in BESIDE}
    public = set[str]().union(*(classes_of_styles(styles[path]) for path in loaded))
    elsewhere = set[str]().union(*(classes_of_styles(text) for path, text in styles.items() if path not in loaded))
    return [
        f"engagement/templates/{name}: {each} has its rule only in the workplaces' sheet"
        for name in sorted(shown)
        for each in sorted(classes_of_template(names[name]) & (elsewhere - public))
    ]


def _layout(names: dict[str, str], name: str) -> str:
    """The outermost template that a page extends, before the frame of all."""
    parent = EXTENDS.search(names.get(name, ""))
    return _layout(names, parent[1]) if parent and parent[1] != "layouts/base.html" else name


def _reached(names: dict[str, str], begin: list[str]) -> set[str]:
    """Those templates and all that they name."""
    reached: set[str] = set()
    todo = [name for name in begin if not name.startswith("styleguide/")]
    while todo:
        name = todo.pop()
        if name in names and name not in reached:
            reached.add(name)
            todo += PART.findall(names[name])
    return reached


def _texts(folder: Path, pattern: str) -> dict[str, str]:
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in sorted(folder.rglob(pattern))}


def main() -> int:
    """Print what does not fit together; the exit status says whether something does not."""
    # A mail has its own style in its head.
    templates = {path: text for path, text in _texts(TEMPLATES, "*.html").items() if "/email/" not in path}
    styles, scripts = _texts(STYLES, "*.css"), _texts(SCRIPTS, "*.js")
    known = classes_of_styles(KERN.read_text(encoding="utf-8")).union(*map(classes_of_styles, styles.values()))
    python = [text for path, text in _texts(ROOT / "engagement", "*.py").items() if "/demo/" not in path]
    users = [COMMENT.sub("", text) for text in (*templates.values(), *scripts.values(), *python)]
    problems = (
        without_public_rule(templates, styles)
        + without_rule(templates, known, "\n".join(scripts.values()))
        + without_use(styles, users)
    )
    print("\n".join(problems) or f"{len(known)} classes have rules and uses")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
