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


def check_seen(seen: str, current: str) -> None:
    """Raises LookChanged."""
    if seen != current:
        raise LookChanged
