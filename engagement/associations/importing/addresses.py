"""Streets and towns that lists write without umlauts: „Kaethe-Kollwitz-Strasse“, „Strassedes18Oktober“.

Only used where a whole column is written so; what it cannot know stays as it is („Linnestrasse“ keeps its plain e).
"""

from __future__ import annotations

import re

_UMLAUTS = {"ae": "ä", "oe": "ö", "ue": "ü"}
# Words in which the two letters are two: names mostly.
_KEPT = re.compile(
    r"michael|raphael|israel|goethe|samuel|manuel|immanuel|poet|soest|itzehoe|coesfeld|moers|laer|joel|noel|aero|zoe"
    r"|manoeu|duett|statue|individuell|aktuell|jaeschke|raesfeld|straelen|baesweiler",
    re.IGNORECASE,
)
_SMALL = r"((?i:an|auf|in|bei|vor|hinter|unter))(der|dem|den)"
_MONTHS = "Januar|Februar|Maerz|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"


def restore_umlauts(text: str) -> str:
    """„Muehlstrasse“ → „Mühlstraße“, „Grosse Fleischergasse“ → „Große Fleischergasse“."""
    text = _restore_sharp_s(text)
    parts = re.split(r"([\W_]+)", text)
    return "".join(_restore_word(part) for part in parts)


def _restore_word(word: str) -> str:
    if _KEPT.search(word):
        return word
    # After a vowel or q the e belongs to what stands before it (Bauer, Neue, Quer); a capital may be a name (Oelsnitz);
    # „aer“ at the end is a town's (Jenaer, Tauchaer).
    return re.sub(r"(?<![aeiouqQ])(ae(?!r\b)|oe|ue)(?!u)", lambda found: _UMLAUTS[found[0]], word)


def _restore_sharp_s(text: str) -> str:
    text = re.sub(r"strasse", "straße", re.sub(r"\bStrasse", "Straße", text))
    text = re.sub(r"\bGross(?=e|er|en|es|em|[a-zäöü])", "Groß", text)
    # After a double vowel it is always ß (Weiß, Schleuß); an s before „straße“ is another word's.
    return re.sub(r"(?<=ei|eu|au|ie)ss(?!tra)", "ß", text)


def restore_street(slug: str) -> str:
    """A street as it is written on its sign, as far as the slug tells."""
    text = re.sub(rf"^(Strasse|Platz|Weg|Allee)des(\d+)({_MONTHS})$", r"\1 des \2. \3", slug.strip())
    text = re.sub(rf"^{_SMALL}(?= ?[A-ZÄÖÜ])", r"\1 \2 ", text)
    return restore_umlauts(_part_words(text))


def restore_town(slug: str) -> str:
    """„BadDueben“ → „Bad Düben“."""
    return restore_umlauts(_part_words(slug.strip()))


def _part_words(text: str) -> str:
    parted = re.sub(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])", " ", text)
    return " ".join(parted.split())


def further_address(text: str, *, is_slug: bool) -> str:
    """„04107.Leipzig.Peterssteinweg.18“ → „Peterssteinweg 18, 04107 Leipzig“; anything else stays."""
    found = re.fullmatch(r"(\d{5})\.([^.]+)\.([^.]+)(?:\.([^.]+))?", text.strip())
    if found is None:
        return text.strip()
    postcode, town, street, number = found.groups()
    if is_slug:
        town, street = restore_town(town), restore_street(street)
    return f"{street} {number or ''}".strip() + f", {postcode} {town}"
