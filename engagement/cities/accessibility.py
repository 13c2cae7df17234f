"""The statement on accessibility: what a city says, and what the law of its Land adds.

Pure. The model is Anlage 1 of the L-BGG-DVO; the law of another Land goes into `LAWS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from engagement.cities.enums import Assessment, BarrierGround, Compliance
from engagement.core.i18n import _l

BARRIER_KEYS: Final = ("what", "why", "help", "ground")


@dataclass(frozen=True)
class Law:
    """What a statement names: the duty in the law, and where people turn when a city does not help."""

    duty: str
    answer_rule: str
    body: str
    body_url: str


LAWS: Final[Mapping[str, Law]] = {
    "Baden-Württemberg": Law(
        duty="§ 10 Absatz 1 des Landes-Behindertengleichstellungsgesetzes (L-BGG)",
        answer_rule="§ 8 der L-BGG-Durchführungsverordnung",
        body="Schlichtungsstelle beim Landeszentrum Barrierefreiheit, Else-Josenhans-Straße 6, 70173 Stuttgart",
        body_url="https://barrierefreiheit-bw.de/barrierefreiheitdurchsetzen/schlichtungsantrag",
    ),
}


@dataclass(frozen=True)
class Barrier:
    """Something that not everybody can use. Words of ours are lazy texts, those of a city are German."""

    what: Any
    why: Any
    help: Any
    ground: BarrierGround = BarrierGround.OPEN
    is_ours: bool = False


# What holds for every city until it says something of its own.
DEFAULT_BARRIERS: Final = (
    Barrier(
        _l("Texts of offers and associations"),
        _l("Associations write them. Some texts are long or hard to understand."),
        _l("Call us. We read an offer to you and explain it."), is_ours=True,
    ),
    Barrier(
        _l("Pictures of offers"),
        _l("Associations upload them. We ask for a description of each picture. We cannot check each one."),
        _l("Everything important also stands in the text."), is_ours=True,
    ),
    Barrier(
        _l("Pages of associations that we link to"), _l("They are not ours."),
        _l("Call us. We tell you what stands there."), BarrierGround.OUTSIDE, is_ours=True,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Statement:
    """A city's statement, as its page and its form need it. `version` is 0 where the city has said nothing yet."""

    status: Compliance = Compliance.PARTIAL
    barriers: Sequence[Barrier] = DEFAULT_BARRIERS
    method: Assessment = Assessment.SELF
    assessed_by: str = ""
    assessed_on: date | None = None
    reviewed_on: date | None = None
    commissioner: str = ""
    body: str = ""
    sign_video_url: str = ""
    made_on: date | None = None
    version: int = 0

    def of(self, ground: BarrierGround) -> list[Barrier]:
        """The barriers in one part of the statement."""
        return [each for each in self.barriers if each.ground == ground]

    @property
    def is_assessed(self) -> bool:
        """Whether it is said who checked, and when."""
        return bool(self.assessed_by and self.assessed_on)

    def gaps(self, land: str) -> int:
        """How much the law asks for and nobody has said yet: who checked and when, the commissioner for people with
        disabilities, and the arbitration body where we know none for the Land."""
        body = self.body or land in LAWS
        return sum(not each for each in (self.assessed_by, self.assessed_on, self.commissioner, body))


def barriers_from(stored: Sequence[Mapping[str, str]]) -> list[Barrier]:
    """Stored rows to barriers; an unknown ground counts as something that is not there yet."""
    grounds = {each.value: each for each in BarrierGround}
    return [
        Barrier(
            row.get("what", ""), row.get("why", ""), row.get("help", ""),
            grounds.get(row.get("ground", ""), BarrierGround.OPEN),
        )
        for row in stored
    ]  # fmt: skip
