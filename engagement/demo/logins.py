"""Who can sign in to the demo. One password for all of them; these accounts exist nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from engagement.demo.content import CITIES, city_of

PASSWORD = "Ehrenamt macht Freude"  # noqa: S105  # meant to be read by everyone


@dataclass(frozen=True)
class Login:
    who: str
    email: str
    name: str


CITIZEN = Login("Bürgerin", "hanna.keller@leute.example", "Hanna Keller")
PLATFORM = Login("Plattform", "plattform@region.example", "Pia Plattner")
STAFF_NAMES = {
    "baden-baden": ("Jonas Maier", "Sabine Roth"),
    "bretten": ("Nadine Wolf", "Karl Heim"),
    "ettlingen": ("Murat Demir", "Katja Ernst"),
}


def association_login(slug: str) -> Login:
    """The owner of the first association of a city."""
    return Login(f"Verein in {city_of(slug)['name']}", f"verein@{slug}.example", "Helga Brandt")


def moderator_login(slug: str) -> Login:
    return Login(f"Stadt {city_of(slug)['name']}, prüft", f"pruefung@{slug}.example", STAFF_NAMES[slug][0])


def administrator_login(slug: str) -> Login:
    return Login(f"Stadt {city_of(slug)['name']}, leitet", f"leitung@{slug}.example", STAFF_NAMES[slug][1])


def all_logins() -> list[Login]:
    """Every demo account, as `make run` prints them."""
    cities = [make(slug) for slug in CITIES for make in (association_login, moderator_login, administrator_login)]
    return [CITIZEN, *cities, PLATFORM]
