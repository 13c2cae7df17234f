"""Refusals of a town's look. Pure."""

from __future__ import annotations

from engagement.cities.look import LookValues
from engagement.cities.theme_choice import ColourRefusal, colour_refusals
from engagement.kernel.errors import N_, DomainError, Stale

MAX_CLAIM = 80
MAX_ALT = 300


class LookChanged(Stale):
    message = N_("Somebody else changed the look in the meantime. Compare both below, then save again.")


class ColourUnreadable(DomainError):
    """`suggestion` is the nearest colour that passes, if there is one."""

    message = N_("This cannot be read well: the contrast is %(ratio)s to 1, and %(required)s to 1 are needed.")

    def __init__(self, refusal: ColourRefusal) -> None:
        self.refusal = refusal
        super().__init__(
            field=refusal.field, ratio=f"{refusal.worst.ratio:.1f}", required=f"{refusal.worst.required:.1f}"
        )


class HeroNeedsText(DomainError):
    message = N_("Please say in one sentence what the picture shows, for people who do not see it.")
    field = "hero_alt"


class HeroTextOfOldPicture(DomainError):
    message = N_("The picture is new, the sentence is still the old one. Please change it, or tick that it fits.")
    field = "hero_alt"


class LogoTooLight(DomainError):
    message = N_("This logo is almost white and would vanish on the light header. It belongs to the dark view.")
    field = "logo"


class LookPictureUnknown(DomainError):
    message = N_("This picture is no longer there. Please choose it again.")


class NothingToPublish(DomainError):
    message = N_("Nothing is different from what is online.")


def check_look(values: LookValues) -> None:
    """Raises ColourUnreadable, HeroNeedsText."""
    for refusal in colour_refusals(values.choice):
        raise ColourUnreadable(refusal)
    if values.hero and not values.hero_alt:
        raise HeroNeedsText


def is_text_of_old_picture(online: LookValues, hero: str, hero_alt: str) -> bool:
    """Whether another large picture would go online with the sentence that described the one before."""
    return bool(hero and online.hero and hero != online.hero and hero_alt == online.hero_alt)


def check_hero_text(online: LookValues, values: LookValues, *, fits: bool) -> None:
    """`fits`: somebody has said that the old sentence is right for the new picture. Raises HeroTextOfOldPicture."""
    if not fits and is_text_of_old_picture(online, values.hero, values.hero_alt):
        raise HeroTextOfOldPicture


def check_seen(seen: str, current: str) -> None:
    """Raises LookChanged."""
    if seen != current:
        raise LookChanged
