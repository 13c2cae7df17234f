"""What differs from Land to Land in the pages of a town: who watches over data protection, and which law allows what.

Pure. Facts as the authorities state them; a town may always write its own words instead (cities/pages.py). The law on
accessibility is in cities/accessibility.py, holidays are in opportunities/rules/free_days.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

DEFAULT_LAND: Final = "Baden-Württemberg"


@dataclass(frozen=True)
class DataProtection:
    """Where people complain about a public body, and on which ground such a body may use data for its tasks."""

    authority: str
    address: str
    phone: str
    site: str  # a host name, served over https
    ground: str


DATA_PROTECTION: Final[Mapping[str, DataProtection]] = {
    "Baden-Württemberg": DataProtection(
        "Der Landesbeauftragte für den Datenschutz und die Informationsfreiheit Baden-Württemberg",
        "Postfach 10 29 32, 70025 Stuttgart", "0711 615541-0", "www.baden-wuerttemberg.datenschutz.de",
        "§ 4 Landesdatenschutzgesetz (LDSG)",
    ),
    "Bayern": DataProtection(
        "Der Bayerische Landesbeauftragte für den Datenschutz",
        "Wagmüllerstraße 18, 80538 München", "089 212672-0", "www.datenschutz-bayern.de",
        "Artikel 4 Bayerisches Datenschutzgesetz (BayDSG)",
    ),
    "Berlin": DataProtection(
        "Berliner Beauftragte für Datenschutz und Informationsfreiheit",
        "Alt-Moabit 59–61, 10555 Berlin", "030 13889-0", "www.datenschutz-berlin.de",
        "§ 3 Berliner Datenschutzgesetz (BlnDSG)",
    ),
    "Brandenburg": DataProtection(
        "Die Landesbeauftragte für den Datenschutz und für das Recht auf Akteneinsicht Brandenburg",
        "Stahnsdorfer Damm 77, 14532 Kleinmachnow", "033203 356-0", "www.lda.brandenburg.de",
        "§ 5 Brandenburgisches Datenschutzgesetz (BbgDSG)",
    ),
    "Bremen": DataProtection(
        "Die Landesbeauftragte für Datenschutz und Informationsfreiheit der Freien Hansestadt Bremen",
        "Arndtstraße 1, 27570 Bremerhaven", "0421 361-2010", "www.datenschutz.bremen.de",
        "§ 3 Bremisches Ausführungsgesetz zur DSGVO (BremDSGVOAG)",
    ),
    "Hamburg": DataProtection(
        "Der Hamburgische Beauftragte für Datenschutz und Informationsfreiheit",
        "Ludwig-Erhard-Straße 22, 20459 Hamburg", "040 42854-4040", "datenschutz-hamburg.de",
        "§ 4 Hamburgisches Datenschutzgesetz (HmbDSG)",
    ),
    "Hessen": DataProtection(
        "Der Hessische Beauftragte für Datenschutz und Informationsfreiheit",
        "Postfach 31 63, 65021 Wiesbaden", "0611 1408-0", "datenschutz.hessen.de",
        "§ 3 Hessisches Datenschutz- und Informationsfreiheitsgesetz (HDSIG)",
    ),
    "Mecklenburg-Vorpommern": DataProtection(
        "Der Landesbeauftragte für Datenschutz und Informationsfreiheit Mecklenburg-Vorpommern",
        "Werderstraße 74a, 19055 Schwerin", "0385 59494-0", "www.datenschutz-mv.de",
        "§ 4 Landesdatenschutzgesetz (DSG M-V)",
    ),
    "Niedersachsen": DataProtection(
        "Der Landesbeauftragte für den Datenschutz Niedersachsen",
        "Prinzenstraße 5, 30159 Hannover", "0511 120-4500", "www.lfd.niedersachsen.de",
        "§ 3 Niedersächsisches Datenschutzgesetz (NDSG)",
    ),
    "Nordrhein-Westfalen": DataProtection(
        "Landesbeauftragte für Datenschutz und Informationsfreiheit Nordrhein-Westfalen",
        "Kavalleriestraße 2–4, 40213 Düsseldorf", "0211 38424-0", "www.ldi.nrw.de",
        "§ 3 Datenschutzgesetz Nordrhein-Westfalen (DSG NRW)",
    ),
    "Rheinland-Pfalz": DataProtection(
        "Der Landesbeauftragte für den Datenschutz und die Informationsfreiheit Rheinland-Pfalz",
        "Hintere Bleiche 34, 55116 Mainz", "06131 8920-0", "www.datenschutz.rlp.de",
        "§ 3 Landesdatenschutzgesetz (LDSG)",
    ),
    "Saarland": DataProtection(
        "Unabhängiges Datenschutzzentrum Saarland",
        "Fritz-Dobisch-Straße 12, 66111 Saarbrücken", "0681 94781-0", "www.datenschutz.saarland.de",
        "§ 4 Saarländisches Datenschutzgesetz (SDSG)",
    ),
    "Sachsen": DataProtection(
        "Sächsische Datenschutz- und Transparenzbeauftragte",
        "Maternistraße 17, 01067 Dresden", "0351 85471-101", "www.datenschutz.sachsen.de",
        "§ 3 Sächsisches Datenschutzdurchführungsgesetz (SächsDSDG)",
    ),
    "Sachsen-Anhalt": DataProtection(
        "Landesbeauftragte für den Datenschutz Sachsen-Anhalt",
        "Otto-von-Guericke-Straße 34a, 39104 Magdeburg", "0391 81803-0", "datenschutz.sachsen-anhalt.de",
        "§ 4 Datenschutz-Grundverordnungs-Ausfüllungsgesetz (DSAG LSA)",
    ),
    "Schleswig-Holstein": DataProtection(
        "Unabhängiges Landeszentrum für Datenschutz Schleswig-Holstein",
        "Holstenstraße 98, 24103 Kiel", "0431 988-1200", "www.datenschutzzentrum.de",
        "§ 3 Landesdatenschutzgesetz (LDSG)",
    ),
    "Thüringen": DataProtection(
        "Thüringer Landesbeauftragter für den Datenschutz und die Informationsfreiheit",
        "Häßlerstraße 8, 99096 Erfurt", "0361 57-3112900", "www.tlfdi.de",
        "§ 16 Thüringer Datenschutzgesetz (ThürDSG)",
    ),
}  # fmt: skip
LANDS: Final = tuple(DATA_PROTECTION)
# Where public bodies of the Land name the same law for the same purpose. Elsewhere the town has to look once more.
CONFIRMED_GROUNDS: Final = frozenset({"Baden-Württemberg", "Bayern", "Niedersachsen"})


def data_protection_words(land: str) -> dict[str, str]:
    """What a page can name; empty, and so a gap for the staff to fill, where the Land is not one that we know."""
    known = DATA_PROTECTION.get(land, DataProtection("", "", "", "", ""))
    return {
        "data_authority": known.authority, "data_authority_address": known.address,
        "data_authority_phone": known.phone, "data_authority_site": known.site, "data_ground": known.ground,
    }  # fmt: skip


def words_to_check(land: str) -> frozenset[str]:
    """Names of the values above that somebody of the town has to check before she relies on them."""
    return frozenset({"data_ground"}) if land in DATA_PROTECTION and land not in CONFIRMED_GROUNDS else frozenset()
