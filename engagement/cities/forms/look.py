"""The form about how a town looks."""

from __future__ import annotations

import re
from typing import Any

from wtforms import BooleanField, FileField, HiddenField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from engagement.cities.forms import CHOOSE_TEXT, TOO_LONG
from engagement.cities.labels import CHARACTER_LABELS
from engagement.core.forms import REQUIRED_TEXT, BaseForm
from engagement.core.i18n import _l

COLOUR_TEXT = _l("This is no colour. Example: #14523f")


def _with_hash(value: str | None) -> str | None:
    """A colour as style manuals write it, with or without #."""
    return f"#{value}" if value and re.fullmatch(r"[0-9a-fA-F]{3}|[0-9a-fA-F]{6}", value) else value


def _colour(label: Any, description: Any, *, optional: bool = False) -> StringField:
    needed = Optional() if optional else DataRequired(REQUIRED_TEXT)
    return StringField(
        label, description=description, filters=[_with_hash],
        validators=[needed, Regexp(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$", message=COLOUR_TEXT)],
    )  # fmt: skip


class LookForm(BaseForm):
    """How a town looks, in the order of the page. `…_ref` names the picture that is in use now."""

    mark = HiddenField()
    action = _colour(_l("Colour of buttons and links"), _l("Best a dark, strong colour of your town’s style manual."))
    accent = _colour(_l("Accent"), _l("For tags and small things that are to strike the eye. A light, warm colour."))
    tint = _colour(_l("Tint"), _l("A very light ground behind some parts of the page."))
    night_action = _colour(
        _l("Colour of buttons and links at night"),
        _l("For people who have set their device to dark. Leave it empty, and we derive it."), optional=True,
    )  # fmt: skip
    character = RadioField(
        _l("Shapes"), choices=list(CHARACTER_LABELS.items()), validators=[InputRequired(CHOOSE_TEXT)]
    )
    logo = FileField(
        _l("Logo"),
        description=_l("PNG or WebP, cut out. Please save an SVG file as PNG. The logo stands beside the town’s name."),
    )
    logo_ref = HiddenField()
    logo_remove = BooleanField(_l("Show no logo of our own"))
    night_logo = FileField(
        _l("Logo on dark grounds"),
        description=_l("A light version for people whose device is dark. Without it the logo stands on a light plate."),
    )
    night_logo_ref = HiddenField()
    night_logo_remove = BooleanField(_l("Use no second logo"))
    hero = FileField(_l("Large picture of the home page"), description=_l("A photo of at least 480 pixels a side."))
    hero_ref = HiddenField()
    hero_remove = BooleanField(_l("Show no picture of our own"))
    hero_alt = StringField(
        _l("What does the picture show?"),
        description=_l("One sentence. It is read aloud to people who do not see the picture."),
        validators=[Optional(), Length(max=300, message=TOO_LONG)],
    )
    hero_alt_fits = BooleanField(_l("The sentence fits the new picture as well"))
    claim = StringField(
        _l("Claim"),
        description=_l("Stands behind the name: „Musterstadt macht mit“."),
        validators=[Optional(), Length(max=80, message=TOO_LONG)],
    )
    sections = HiddenField()
