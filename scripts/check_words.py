"""The German texts of the interface and of the towns' pages are easy to read: short sentences, no words of offices.

    .venv/bin/python -m scripts.check_words [--figures]    --figures prints how the catalogue stands

Read by people who read little German, so each text is measured by itself: the longest sentence in words, LIX (words in
a sentence plus the share of words over six letters) of what is longer than a line, the longest word, and words that
only offices use. What must be said so, by law or because it is a name, stands in `EXCEPTIONS` with its reason.
The pages that a town begins with, and what the demo writes for one, are measured by paragraph; those in Leichte Sprache
keep to narrower limits (`easy_problems`).
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "translations" / "de" / "LC_MESSAGES" / "messages.po"
PAGES = ROOT / "engagement" / "cities" / "default_pages"  # of all towns; a folder in it holds another language
TOWN = ROOT / "engagement" / "demo" / "town.py"  # what the staff of the demo's towns have written
MAX_WORDS = 15  # in one sentence
MAX_LIX = 55  # of a text of more than MIN_WORDS
MIN_WORDS = 14
MAX_LETTERS = 18  # of a word; a hyphen or a Mediopunkt parts it
LONG = 6  # letters; what LIX calls a long word begins after them
MEAN_WORDS, MEAN_LIX = 7.5, 50.0  # over the whole catalogue

EASY_PAGES = frozenset({"leichte-sprache.md"})
EASY_WORDS, EASY_LETTERS = 10, 15  # of a sentence, and of a word, in Leichte Sprache

# Officialese → what people say.
BANNED = {
    r"gemäß": "nach, wie", r"bezüglich\w*": "zu, über", r"hinsichtlich\w*": "zu, bei", r"seitens": "von",
    r"mittels": "mit", r"zwecks": "für, um zu", r"diesbezüglich\w*": "dazu", r"etwaige\w*": "mögliche",
    r"obliegt|obliegen": "muss", r"unverzüglich\w*": "sofort", r"ggf\.?": "vielleicht, wenn nötig",
    r"bzw\.?": "oder, und", r"i\. ?d\. ?R\.?": "meistens", r"o\. ?[gä]\.?": "", r"u\. ?a\.?": "zum Beispiel",
    r"z\. ?B\.?": "zum Beispiel", r"d\. ?h\.?": "das heißt", r"Inanspruchnahme\w*": "nutzen",
    r"erfolgt\w*": "geschieht, wird", r"vorgenannt\w*": "diese", r"nachfolgend\w*": "hier, unten",
    r"nachstehend\w*": "hier, unten", r"vorstehend\w*": "oben", r"anlässlich": "wegen, bei", r"sofern": "wenn",
    r"Antragstell\w*": "wer fragt", r"Personensorgeberechtigt\w*": "Eltern oder Vormund",
    r"Erziehungsberechtigt\w*": "Eltern oder Vormund", r"Veranlassung": "Grund", r"in Kenntnis setzen": "sagen",
    r"zur Verfügung (?:stell|steh)\w*": "geben, da sein", r"in Anspruch nehm\w*": "nutzen",
    r"vornehmen|vorgenommen": "machen", r"getätigt|tätigen": "machen", r"anderweitig\w*": "anders", r"Maßgabe": "",
    r"im Zuge": "bei, während", r"infolge": "wegen", r"aufgrund": "wegen", r"abschlägig\w*": "nein",
    r"dahingehend": "so", r"hiermit": "", r"hierzu|hierfür|hiervon": "dazu, dafür, davon",
    r"anmelden|Anmeldung": "einloggen oder zusagen: beides heißt so", r"Registrier\w+": "Zusage, Konto anlegen",
    r"validier\w+": "prüfen", r"authentifizier\w*": "einloggen", r"generier\w*": "machen",
    r"deaktivier\w*": "ausschalten", r"aktivier\w*": "einschalten", r"optional\w*": "freiwillig",
    r"editier\w*": "ändern", r"Account\w*": "Konto", r"Login\w*": "einloggen",
}  # fmt: skip

# Message id, or a beginning of one that ends in „…“ → why it stays as it is.
EXCEPTIONS: dict[str, str] = {
    "This is to certify that": "a certificate is read by offices and employers, who expect their words",
}
# Long words that people know, or that are names.
WORDS: dict[str, str] = {
    "Nutzungsbedingungen": "the name of the page in every footer of the country",
    "Tätigkeitsbescheinigung": "the name of a paper that people ask for",
    "Unterschriftenliste": "the word that everybody uses",
    "Interessenvertretung": "a field of the federal statistics",
    "Freiwilligenagentur": "the name of an office that people look for",
    "Datenschutzbeauftragte": "the name of an office that people look for",
    "Auftragsverarbeiter": "a word of the law, for who keeps the record of processing",
    "Auftragsverarbeitung": "a word of the law, for who keeps the record of processing",
    "Verarbeitungstätigkeit": "a word of the law, for who keeps the record of processing",
    "Verarbeitungstätigkeiten": "a word of the law, for who keeps the record of processing",
    "Streitbeilegungsstelle": "a word of the law (Art. 21 DSA)",
}
# Long words of the towns' pages, where a law or an office has no other name.
PAGE_WORDS: dict[str, str] = {
    "Datenschutzbeauftragter": "the name of an office that people look for",
    "Datenschutzbeauftragten": "the name of an office that people look for",
    "Umsatzsteuer-Identifikationsnummer": "what § 5 DDG demands in an imprint, by its name",
}

_TAGS, _VALUES = re.compile(r"<[^>]+>"), re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|https?://\S+|[\w.+-]+@[\w.-]+")
_WORD = re.compile(r"[A-Za-zÄÖÜäöüß]+(?:[-’'·][A-Za-zÄÖÜäöüß]+)*")
_END = re.compile(r"(?<=[.!?:…])[\s“”)]+(?=[„“(A-ZÄÖÜ0-9])|(?<=;)\s|\n+|(?<=[.!?])“\s")

# A paragraph of Markdown begins with these, and a link says its words only.
_MARKER, _LINK = re.compile(r"\s*(?:#+|[-*+]|\d+\.|>)\s+"), re.compile(r"\[([^\]]*)\]\([^)]*\)")
_EASY = {
    re.compile(
        r",\s+(?:(?:an|auf|aus|bei|durch|für|in|mit|nach|über|unter|um|von|vor|zu)\s+)?"
        r"(?:d(?:er|ie|as|en|em|eren|essen|enen)|dass|weil|damit|wenn|ob|obwohl|bis|bevor|nachdem|sodass|indem|als|wo|wann|wer|was|wie|warum)\b"
    ): "a clause in a clause: make two sentences of it",
    re.compile(r",\s+(?:und|oder|aber|denn|sondern)\b|;|\s[–—]\s"): "two statements: make two sentences of it",
    re.compile(
        r"\b(?:werde[nt]?|wird|wirst|wurden?|worden)\b[^.!?:]*\s"
        r"(?:ab|an|auf|aus|bei|ein|her|hin|los|mit|nach|vor|weg|zu|zurück|zusammen)?(?:ge|be|ver|er|zer|ent)\w+(?:t|en)\b",
        re.IGNORECASE,
    ): "a passive or a future: say who does it, and that she does",
}  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """A text that is hard to read, by its message id."""

    message: str
    why: str

    def __str__(self) -> str:
        return f"{self.message[:100]!r}: {self.why}"


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence. A value counts as one word."""
    plain = _VALUES.sub("Wert", _TAGS.sub("", text)).replace("\xad", "")
    return [words for part in _END.split(plain) if (words := _WORD.findall(part))]


def letters(word: str) -> int:
    """Of its longest part: a hyphen and a Mediopunkt part a word."""
    return max(map(len, re.split("[-·]", word)))


def lix(found: Sequence[Sequence[str]]) -> float:
    """Words in a sentence plus per cent of long words. 40 reads like a novel, 60 like a letter from an office."""
    words = [word for sentence in found for word in sentence]
    return len(words) / len(found) + 100 * sum(letters(word) > LONG for word in words) / len(words)


def problems(message: str, text: str, known: Container[str] = frozenset(WORDS)) -> Iterator[Problem]:
    """What makes one text hard to read. `known` are the long words that may stand in it."""
    found = sentences(text)
    if not found:
        return
    longest = max(found, key=len)
    if len(longest) > MAX_WORDS:
        yield Problem(message, f"a sentence of {len(longest)} words, at most {MAX_WORDS}: “{' '.join(longest)}”")
    if sum(map(len, found)) >= MIN_WORDS and (value := lix(found)) > MAX_LIX:
        yield Problem(message, f"LIX {value:.0f}, at most {MAX_LIX}: shorter words, shorter sentences: “{text}”")
    for word in dict.fromkeys(word for sentence in found for word in sentence):
        if letters(word) > MAX_LETTERS and word not in known:
            yield Problem(message, f"“{word}” is too long: part it, or say it otherwise")
    for banned, better in BANNED.items():
        if hit := re.search(rf"(?<![\w-])(?:{banned})(?!\w)", _VALUES.sub("", text), re.IGNORECASE):
            yield Problem(message, f"“{hit[0]}” is a word of offices{f', better: {better}' if better else ''}")


def easy_problems(message: str, text: str) -> Iterator[Problem]:
    """What Leichte Sprache does not allow: long sentences and words, clauses in clauses, two statements, passives."""
    for found in sentences(text):
        if len(found) > EASY_WORDS:
            yield Problem(message, f"a sentence of {len(found)} words, at most {EASY_WORDS}: “{' '.join(found)}”")
        for word in found:
            if letters(word) > EASY_LETTERS:
                yield Problem(message, f"“{word}” is too long for Leichte Sprache: part it by a hyphen")
    for pattern, better in _EASY.items():
        if hit := pattern.search(_VALUES.sub("Wert", text)):
            yield Problem(message, f"“{hit[0].strip()}” is {better}")


def paragraphs(source: str) -> Iterator[tuple[int, str]]:
    """Each paragraph, heading and point of a list in Markdown, with the number of its first line, without marks."""
    first, lines = 1, list[str]()
    for number, line in enumerate([*source.splitlines(), ""], 1):
        if lines and (not line.strip() or _MARKER.match(line)):
            yield first, _LINK.sub(r"\1", " ".join(lines)).replace("**", "")
            lines = []
        if line.strip():
            first = first if lines else number
            lines.append(_MARKER.sub("", line, count=1).strip())


def texts_of_pages(folder: Path = PAGES, town: Path = TOWN) -> Iterator[tuple[str, str, bool]]:
    """File and line, the German text, and whether it is in Leichte Sprache."""
    for path in sorted(folder.glob("*.md")):
        for line, text in paragraphs(path.read_text(encoding="utf-8")):
            yield f"{_place(path)}:{line}", text, path.name in EASY_PAGES
    for node in ast.parse(town.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign):
            for each in ast.walk(node.value):
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    for line, text in paragraphs(each.value):
                        yield f"{_place(town)}:{each.lineno + line - 1}", text, False


def _place(path: Path) -> str:
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


def told_of_pages(folder: Path = PAGES, town: Path = TOWN) -> list[str]:
    """What is hard to read on the towns' pages, a line each."""
    told, seen = list[str](), set[str]()
    for place, text, is_easy in texts_of_pages(folder, town):
        seen |= {word for sentence in sentences(text) for word in sentence}
        told += [f"{place}: {each.why}" for each in problems(place, text, {*WORDS, *PAGE_WORDS})]
        if is_easy:
            told += [f"{place}: {each.why}" for each in easy_problems(place, text)]
    return told + [f"“{word}” in PAGE_WORDS is on no page any more" for word in PAGE_WORDS if word not in seen]


def is_excepted(message: str) -> bool:
    """Whether the message is named among the exceptions."""
    return any(_is(message, name) for name in EXCEPTIONS)


def _is(message: str, name: str) -> bool:
    return message.startswith(name[:-1]) if name.endswith("…") else message == name


def catalogue(path: Path = CATALOGUE) -> Iterator[tuple[str, str]]:
    """Message id and German text; of a plural both."""
    with path.open("rb") as file:
        messages = list(read_po(file, locale="de"))
    for message in messages:
        if not message.id:
            continue
        name = message.id if isinstance(message.id, str) else message.id[0]
        for text in message.string if isinstance(message.string, tuple | list) else (message.string,):
            yield str(name), str(text or "")


def main() -> int:
    texts = list(catalogue())
    measured = [found for _name, text in texts if (found := sentences(text))]
    words, values = mean(len(each) for found in measured for each in found), mean(map(lix, measured))
    if "--figures" in sys.argv:
        print(f"{len(texts)} texts, {words:.1f} words a sentence, LIX {values:.0f}")
        print(f"{sum(1 for _each in texts_of_pages())} paragraphs of towns' pages")
    told = [str(each) for name, text in texts if not is_excepted(name) for each in problems(name, text)]
    known = {name for name, _text in texts}
    gone = [name for name in EXCEPTIONS if not any(_is(each, name) for each in known)]
    told += [f"{name!r} in EXCEPTIONS is no message any more" for name in gone]
    if words > MEAN_WORDS:
        told.append(f"the texts have {words:.1f} words in a sentence, at most {MEAN_WORDS} in the mean")
    if values > MEAN_LIX:
        told.append(f"the texts have LIX {values:.0f}, at most {MEAN_LIX:.0f} in the mean")
    told += told_of_pages()
    print("\n".join(told))
    return bool(told)


if __name__ == "__main__":
    sys.exit(main())
