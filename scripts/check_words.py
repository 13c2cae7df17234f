"""The German texts of the interface are easy to read: short sentences, no long words, no words of the administration.

    .venv/bin/python -m scripts.check_words [--figures]    --figures prints how the catalogue stands

Read by people who read little German, so each text is measured by itself: the longest sentence in words, LIX (words in
a sentence plus the share of words over six letters) of what is longer than a line, the longest word, and words that
only offices use. What must be said so, by law or because it is a name, stands in `EXCEPTIONS` with its reason.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "translations" / "de" / "LC_MESSAGES" / "messages.po"
MAX_WORDS = 15  # in one sentence
MAX_LIX = 55  # of a text of more than MIN_WORDS
MIN_WORDS = 14
MAX_LETTERS = 18  # of a word; a hyphen parts it
LONG = 6  # letters; what LIX calls a long word begins after them
MEAN_WORDS, MEAN_LIX = 7.5, 50.0  # over the whole catalogue

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

_TAGS, _VALUES = re.compile(r"<[^>]+>"), re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|https?://\S+|[\w.+-]+@[\w.-]+")
_WORD = re.compile(r"[A-Za-zÄÖÜäöüß]+(?:[-’'][A-Za-zÄÖÜäöüß]+)*")
_END = re.compile(r"(?<=[.!?:…])[\s“”)]+(?=[„“(A-ZÄÖÜ0-9])|(?<=;)\s|\n+|(?<=[.!?])“\s")


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


def lix(found: Sequence[Sequence[str]]) -> float:
    """Words in a sentence plus per cent of long words. 40 reads like a novel, 60 like a letter from an office."""
    words = [word for sentence in found for word in sentence]
    parts = [max(len(part) for part in word.split("-")) for word in words]
    return len(words) / len(found) + 100 * sum(letters > LONG for letters in parts) / len(words)


def problems(message: str, text: str) -> Iterator[Problem]:
    """What makes one text hard to read."""
    found = sentences(text)
    if not found:
        return
    longest = max(found, key=len)
    if len(longest) > MAX_WORDS:
        yield Problem(message, f"a sentence of {len(longest)} words, at most {MAX_WORDS}: “{' '.join(longest)}”")
    if sum(map(len, found)) >= MIN_WORDS and (value := lix(found)) > MAX_LIX:
        yield Problem(message, f"LIX {value:.0f}, at most {MAX_LIX}: shorter words, shorter sentences: “{text}”")
    for word in dict.fromkeys(word for sentence in found for word in sentence):
        if max(map(len, word.split("-"))) > MAX_LETTERS and word not in WORDS:
            yield Problem(message, f"“{word}” is too long: part it, or say it otherwise")
    for banned, better in BANNED.items():
        if hit := re.search(rf"(?<![\w-])(?:{banned})(?!\w)", _VALUES.sub("", text), re.IGNORECASE):
            yield Problem(message, f"“{hit[0]}” is a word of offices{f', better: {better}' if better else ''}")


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
    told = [str(each) for name, text in texts if not is_excepted(name) for each in problems(name, text)]
    known = {name for name, _text in texts}
    gone = [name for name in EXCEPTIONS if not any(_is(each, name) for each in known)]
    told += [f"{name!r} in EXCEPTIONS is no message any more" for name in gone]
    if words > MEAN_WORDS:
        told.append(f"the texts have {words:.1f} words in a sentence, at most {MEAN_WORDS} in the mean")
    if values > MEAN_LIX:
        told.append(f"the texts have LIX {values:.0f}, at most {MEAN_LIX:.0f} in the mean")
    print("\n".join(told))
    return bool(told)


if __name__ == "__main__":
    sys.exit(main())
