"""The statement on accessibility: what a city says, and what the law of its Land adds.

Pure. The model is Anlage 1 of the L-BGG-DVO; the law of another Land goes into `LAWS`, as far as pages of the Land or
of its public bodies confirm it. What stands in none of them is left out: then the town types it, and a gap says so.
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
    """What a statement names: the duty in the law (in the dative), and where people turn when a city does not help.

    An empty part is not known. `arbitrates` where the body helps both sides to agree, for nothing and without a lawyer;
    others look into the case and ask the town.
    """

    duty: str = ""
    answer_rule: str = ""
    body: str = ""
    body_url: str = ""
    arbitrates: bool = False


LAWS: Final[Mapping[str, Law]] = {
    "Baden-Württemberg": Law(
        duty="§ 10 Absatz 1 des Landes-Behindertengleichstellungsgesetzes (L-BGG)",
        answer_rule="§ 8 der L-BGG-Durchführungsverordnung",
        body="Schlichtungsstelle beim Landeszentrum Barrierefreiheit, Else-Josenhans-Straße 6, 70173 Stuttgart",
        body_url="https://barrierefreiheit-bw.de/barrierefreiheitdurchsetzen/schlichtungsantrag",
        arbitrates=True,
    ),
    "Bayern": Law(
        duty="der Bayerischen Digitalverordnung (BayDiV)",
        body="Durchsetzungs- und Überwachungsstelle beim Landesamt für Digitalisierung, Breitband und Vermessung",
        body_url="https://www.finanzministerium.bayern/digitalisierung/barrierefreiheit/",
    ),
    "Berlin": Law(
        duty="dem Barrierefreie-IKT-Gesetz Berlin (BIKTG Bln)",
        body="Landesbeauftragte für digitale Barrierefreiheit",
        body_url="https://www.berlin.de/lb/digitale-barrierefreiheit/aufgaben/durchsetzungsverfahren/durchsetzungsverfahren-1305830.php",
    ),
    "Bremen": Law(
        body="Zentralstelle für barrierefreie Informationstechnik",
        body_url="https://www.service.bremen.de/dienstleistungen/beschwerde-gegen-einen-verstoss-gegen-die-barrierefreiheit-bei-digitalen-angeboten-oeffentlicher-stellen-139830",
    ),
    "Hamburg": Law(
        duty="§ 11 des Hamburgischen Behindertengleichstellungsgesetzes (HmbBGG)",
        body="Schlichtungsstelle bei der Öffentlichen Rechtsauskunft- und Vergleichsstelle (ÖRA)",
        body_url="https://www.hamburg.de/schlichtungsstelle-behinderung",
        arbitrates=True,
    ),
    "Hessen": Law(
        duty="§ 14 des Hessischen Behinderten-Gleichstellungsgesetzes (HessBGG)",
        answer_rule="§ 6 der Hessischen Verordnung über barrierefreie Informationstechnik (HVBIT)",
        body="Durchsetzungs- und Überwachungsstelle beim Regierungspräsidium Gießen",
        body_url="https://lbit.hessen.de/Durchsetzungs-und-Ueberwachungsstelle/Durchsetzungsverfahren-beantragen",
    ),
    "Mecklenburg-Vorpommern": Law(duty="§ 14 Absatz 1 des Landesbehindertengleichstellungsgesetzes (LBGG M-V)"),
    "Niedersachsen": Law(duty="dem Niedersächsischen Behindertengleichstellungsgesetz (NBGG)"),
    "Nordrhein-Westfalen": Law(
        duty="§ 10 des Behindertengleichstellungsgesetzes Nordrhein-Westfalen (BGG NRW)",
        body="Ombudsstelle für barrierefreie Informationstechnik des Landes Nordrhein-Westfalen",
        body_url="https://www.lbbp.nrw.de/ombudsstelle",
    ),
    "Rheinland-Pfalz": Law(duty="dem Landesinklusionsgesetz"),
    "Saarland": Law(duty="§ 12a des Saarländischen Behindertengleichstellungsgesetzes (SBGG)"),
    "Sachsen": Law(duty="dem Barrierefreie-Websites-Gesetz (BfWebG)"),
}  # fmt: skip
UNKNOWN: Final = Law()


def law_of(land: str) -> Law:
    """What we know of the law of a Land; all parts are empty where that is nothing."""
    return LAWS.get(land, UNKNOWN)


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
        body = self.body or law_of(land).body
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
