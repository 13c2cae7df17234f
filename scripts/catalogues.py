"""The translations: bring them up to date with the code, or check that they are.

.venv/bin/python scripts/catalogues.py update    extract, merge, compile; empty translations are yours to fill
.venv/bin/python scripts/catalogues.py check     no missing, fuzzy or stale message, placeholders alike

The messages in the code are English. The English catalogue holds only those that are to read otherwise.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
TRANSLATIONS = ROOT / "translations"
SOURCE = "en"  # the language of the messages in the code
# Words that no English message has, and letters outside quotes and names.
GERMAN = re.compile(
    r"\b(und|oder|nicht|kein|keine|eine|einen|für|mit|von|auf|bei|zum|zur|Sie|Ihr|Ihre|wir|ist|sind|wird|noch|bitte)\b"
)
QUOTED = re.compile(r"„[^“]*“|“[^”]*”")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sdfr]|(%%)")
MARKUP = re.compile(r"</?(\w+)")


def extract() -> Catalog:
    """The messages that the code and the templates use now."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        command = [
            sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg",
            "-k", "_l", "-k", "_n:1,2", "--no-location", "--sort-output", "-o", str(template), ".",
        ]  # fmt: skip
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if result.returncode:
            raise SystemExit(f"the messages could not be extracted:\n{result.stderr}")
        with template.open("rb") as source:
            return read_po(source)


def catalogues() -> Iterator[tuple[Path, Catalog]]:
    """Each language's file and content."""
    for path in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")):
        with path.open("rb") as source:
            yield path, read_po(source, locale=path.parts[-3])


def message_problems(message: Message) -> list[str]:
    """What is wrong with one translated message."""
    singular = message.id[0] if isinstance(message.id, tuple) else message.id
    name = f"“{singular[:70]}”"
    if not _has_words(message):
        return [f"{name} is not translated"]
    if message.fuzzy:
        return [f"{name} is fuzzy"]
    translations = message.string if isinstance(message.string, tuple | list) else (message.string,)
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    wanted = {found for text in ids for found in PLACEHOLDER.findall(text)}
    tags = sorted(set(MARKUP.findall(ids[-1])))
    found = []
    for text in translations:
        names = set(PLACEHOLDER.findall(text))
        # A form for one thing may leave the number out.
        missing = wanted - names if len(translations) == 1 else set()
        if names - wanted or missing:
            found.append(f"{name} has other placeholders than its translation “{text[:70]}”")
        if sorted(set(MARKUP.findall(text))) != tags:
            found.append(f"{name} has other markup than its translation “{text[:70]}”")
    return found


def problems() -> list[str]:
    """Everything wrong in any language."""
    used = {message.id if isinstance(message.id, str) else message.id[0] for message in extract() if message.id}
    found = []
    for path, catalogue in catalogues():
        language = path.parts[-3]
        there = {m.id if isinstance(m.id, str) else m.id[0]: m for m in catalogue if m.id}
        if language != SOURCE:
            found += [f"{language}: “{name[:70]}” is missing" for name in sorted(used - set(there))]
        found += [f"{language}: “{name[:70]}” is used nowhere" for name in sorted(set(there) - used)]
        found += [f"{language}: “{name}” is obsolete" for name in catalogue.obsolete]
        for message in there.values():
            found += [f"{language}: {text}" for text in message_problems(message)]
    found += [f"“{name[:70]}” is no English" for name in sorted(used) if GERMAN.search(QUOTED.sub("", name))]
    if not list(catalogues()):
        found.append("there is no catalogue")
    return found


def update() -> None:
    """Merge the code's messages into every catalogue and compile it. Never guesses: what is new stays empty."""
    template = extract()
    for path, catalogue in catalogues():
        own = {m.id for m in catalogue if m.id}
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        if path.parts[-3] == SOURCE:
            for message in [m for m in catalogue if m.id and m.id not in own]:
                catalogue.delete(message.id)
        temporary = path.with_suffix(".tmp")
        with temporary.open("wb") as target:
            write_po(target, catalogue, no_location=True, sort_output=True, ignore_obsolete=True, width=120)
        temporary.write_text(_without_placeholders(temporary.read_text(encoding="utf-8")), encoding="utf-8")
        os.replace(temporary, path)
        with path.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalogue)
        print(f"{path.relative_to(ROOT)}: {len(catalogue)} messages, {len(untranslated(catalogue))} to translate")


def untranslated(catalogue: Catalog) -> list[Message]:
    """The messages that people would read in English: those without words, and fuzzy ones, which are not compiled."""
    return [m for m in catalogue if m.id and (m.fuzzy or not _has_words(m))]


def _has_words(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


def _without_placeholders(text: str) -> str:
    """Babel fills the head with FULL NAME and EMAIL@ADDRESS; who translated stands in the history."""
    return re.sub(r'"(Report-Msgid-Bugs-To|Last-Translator|Language-Team): [^"]*"\n', "", text)


def main() -> int:
    if sys.argv[1:] == ["update"]:
        update()
        return 0
    found = problems()
    print("\n".join(found))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
