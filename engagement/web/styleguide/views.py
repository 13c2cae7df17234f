"""The style guide: /styleguide?thema=bretten, and the workplaces at /styleguide/arbeit."""

from __future__ import annotations

from flask import Response, abort, g, render_template, request

from engagement.cities.theme import PRESETS, theme_css
from engagement.core.pagination import Page
from engagement.core.permissions import public
from engagement.opportunities.enums import Field, PublicationState
from engagement.registrations.enums import RegistrationState
from engagement.web.styleguide import bp, people, samples


@bp.get("")
@public
def index() -> str:
    """Everything that public pages are made of."""
    return _page("styleguide/index.html")


@bp.get("/arbeit")
@public
def work() -> str:
    """The layout and the parts of the workplaces."""
    return _page("styleguide/work.html")


@bp.get("/fehler/<int:code>")
@public
def error(code: int) -> tuple[str, int]:
    """The page of an error, in a town's theme."""
    if code not in (400, 403, 404, 413, 429, 500, 503):
        abort(404)
    g.city = samples.sample_city(_key())
    return render_template(f"errors/{code}.html", error=None, theme_sheet=_key()), code


@bp.get("/dialog")
@public
def dialog() -> str:
    """A page that opens as a dialog."""
    return _page("styleguide/dialog.html")


@bp.get("/thema/<key>.css")
@public
def sheet(key: str) -> Response:
    """The stylesheet of a preset."""
    if key not in PRESETS:
        abort(404)
    return Response(theme_css(PRESETS[key]), mimetype="text/css")


def _key() -> str:
    key = request.args.get("thema", "neutral")
    return key if key in PRESETS else "neutral"


def _page(template: str) -> str:
    g.city = samples.sample_city(_key())
    blank, wrong = samples.sample_forms()
    return render_template(
        template,
        theme_sheet=_key(),
        themes=sorted(PRESETS),
        blank=blank,
        wrong=wrong,
        rich_forms=samples.sample_texts(),
        cards=samples.sample_cards(),
        groups=samples.sample_facets(),
        moments=samples.sample_moments(),
        fields=list(Field),
        publication_states=list(PublicationState),
        registration_states=list(RegistrationState),
        pages=Page([], 4, 200, 24),
        pieces_of_text=people.sample_pieces(),
        entry_forms=people.entry_forms(),
        answer_pages=people.sample_answers(),
        slip=people.sample_slip(),
        slip_of_several=people.sample_slip_of_several(),
    )
