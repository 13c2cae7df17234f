"""How the town looks: colours, shapes, logos, large picture, claim, order of the home page."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from flask import Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engagement.cities.forms.look import LookForm
from engagement.cities.labels import SECTION_LABELS
from engagement.cities.look import LookValues, ordered
from engagement.cities.queries import look_draft, look_history, look_mark, look_of, published_look
from engagement.cities.rules.look import LogoTooLight, LookChanged, is_text_of_old_picture
from engagement.cities.rules.pages import moved
from engagement.cities.theme_choice import COLOURS, Choice, ColourRefusal, colour_refusals
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError, Forbidden, NotFound
from engagement.media.images import HERO, LOGO, MAX_BYTES
from engagement.media.operations import store_city_picture
from engagement.web.account.flow import check_token
from engagement.web.context import the_actor, the_city
from engagement.web.hooks import CSP
from engagement.web.notices import redirect_with
from engagement.web.staff import bp
from engagement.web.staff.look_parts import differences, refusal_text, samples, some_offer, view_of
from engagement.web.staff.settings import settings_page
from engagement.workflows import city_look

SHAPES = {"logo": LOGO, "night_logo": LOGO, "hero": HERO}
# The pages of the town that the editor shows in a frame.
FRAMING_CSP = f"{CSP}; frame-src 'self'"


@bp.route("/einstellungen/aussehen", methods=["GET", "POST"])
@requires(Permission.CITY_ADMINISTER)
def look() -> ResponseReturnValue:
    """Try a look out on the town's real pages, and publish it."""
    city = the_city()
    if request.method == "GET":
        draft = look_draft(city.id)
        found = look_of(draft) if draft is not None else published_look(city)
        return _page(_filled(found.values, look_mark(city.id)))
    form = LookForm()
    _take_and_move(form)
    form.validate()
    _store_uploads(form)
    suggestions = _check_colours(form)
    if form.errors:
        return _page(form, suggestions), 422
    publish = partial(city_look.publish_look, text_fits=bool(form.hero_alt_fits.data))
    save = publish if "publish" in request.form else city_look.save_look
    try:
        save(city.id, values=_values(form), seen=form.mark.data or "", actor=the_actor())
    except LookChanged as refusal:
        form.refuse(refusal)
        form.mark.data = look_mark(city.id)
        return _page(form, clash=True), 409
    except (Forbidden, NotFound):
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form), 422
    if "publish" in request.form:
        return redirect_with(_("Published. Everybody sees the new look now."), "staff.look")
    return redirect(url_for("staff.look") + "#vorschau", 303)


def _page(form: LookForm, suggestions: dict[str, ColourRefusal] | None = None, clash: bool = False) -> Response:
    city, draft = the_city(), look_draft(the_city().id)
    online = published_look(city)
    shown = look_of(draft) if draft is not None else online
    response = make_response(
        settings_page(
            "staff/look.html", form=form, draft=draft, suggestions=suggestions or {}, samples=samples(shown.theme),
            section_labels=SECTION_LABELS, order=ordered((form.sections.data or "").split(",")),
            pictures={name: view_of(city.id, form[f"{name}_ref"].data) for name in SHAPES},
            changes=differences(online.values, shown.values), clash=_clash(form, draft) if clash else None,
            asks_text=is_text_of_old_picture(online.values, form.hero_ref.data or "", form.hero_alt.data or ""),
            **_preview_pages(),
        )
    )  # fmt: skip
    response.headers["Content-Security-Policy"] = FRAMING_CSP
    return response


def _filled(values: LookValues, mark: str) -> LookForm:
    choice = values.choice
    return LookForm(
        formdata=None, mark=mark, action=choice.action, accent=choice.accent, tint=choice.tint,
        night_action=choice.night_action or "", character=choice.character, logo_ref=values.logo,
        night_logo_ref=values.night_logo, hero_ref=values.hero, hero_alt=values.hero_alt, claim=values.claim,
        sections=",".join(values.sections),
    )  # fmt: skip


def _values(form: LookForm) -> LookValues:
    refs = {name: "" if form[f"{name}_remove"].data else form[f"{name}_ref"].data or "" for name in SHAPES}
    return LookValues(
        choice=_choice(form), claim=form.claim.data or "", hero_alt=form.hero_alt.data or "",
        sections=ordered((form.sections.data or "").split(",")), **refs,
    )  # fmt: skip


def _choice(form: LookForm) -> Choice:
    return Choice(
        action=str(form.action.data), accent=str(form.accent.data), tint=str(form.tint.data),
        character=form.character.data, night_action=form.night_action.data or None,
    )  # fmt: skip


def _take_and_move(form: LookForm) -> None:
    """The buttons inside the form: take a suggested colour, move a part of the home page."""
    field, _colon, colour = request.form.get("take", "").partition(":")
    if field in COLOURS:
        form[field].data = colour
    section, _colon, way = request.form.get("move", "").partition(":")
    order = ordered((form.sections.data or "").split(","))
    if section in order:
        form.sections.data = ",".join(moved(order, section, up=way == "up"))


def _store_uploads(form: LookForm) -> None:
    """Keep each new file at once, so that it need not be chosen again when something else is refused."""
    for name, shape in SHAPES.items():
        upload = request.files.get(name)
        content = upload.read(MAX_BYTES + 1) if upload is not None and upload.filename else b""
        if not content:
            continue
        try:
            made = store_city_picture(the_city().id, content, shape, actor=the_actor())
            if name == "logo" and made.is_light:
                raise LogoTooLight
        except (Forbidden, NotFound):
            raise
        except DomainError as refusal:
            refusal.field = name
            form.refuse(refusal)
        else:
            form[f"{name}_ref"].data, form[f"{name}_remove"].data = made.public_id, False


def _check_colours(form: LookForm) -> dict[str, ColourRefusal]:
    """Refuse what cannot be read, beside its colour; the suggestions by field."""
    if any(form[name].errors for name in (*COLOURS, "character")):
        return {}
    found = {refusal.field: refusal for refusal in colour_refusals(_choice(form))}
    for name, refusal in found.items():
        form[name].errors = [*form[name].errors, refusal_text(refusal)]
    return found


def _clash(form: LookForm, draft: Any) -> Any:
    """What she has entered beside what is stored now; the form keeps hers."""
    stored = look_of(draft) if draft is not None else published_look(the_city())
    try:
        mine = _values(form)
    except ValueError:
        mine = replace(stored.values)
    return {"draft": draft, "lines": differences(stored.values, mine)}


def _preview_pages() -> dict[str, Any]:
    """The addresses of the town's pages that are worth looking at."""
    offer = some_offer(the_city())
    pages = [(_("Home page"), url_for("public.home", entwurf="1"))]
    pages.append((_("List"), url_for("public.opportunities", entwurf="1")))
    if offer is not None:
        pages.append((_("Offer"), url_for("public.opportunity", public_id=offer, entwurf="1")))
        pages.append((_("Form"), url_for("public.register", public_id=offer, entwurf="1")))
    return {"preview_pages": pages}


@bp.post("/einstellungen/aussehen/verwerfen")
@requires(Permission.CITY_ADMINISTER)
def look_discard() -> ResponseReturnValue:
    """Throw the draft away."""
    check_token()
    try:
        city_look.discard_look(the_city().id, seen=request.form.get("mark", ""), actor=the_actor())
    except LookChanged:
        return redirect_with(_("Somebody else has changed the draft in the meantime. It is still there."), "staff.look")
    return redirect_with(_("The draft is gone. Online nothing has changed."), "staff.look")


@bp.get("/einstellungen/aussehen/fassungen")
@requires(Permission.CITY_ADMINISTER)
def look_versions() -> ResponseReturnValue:
    """Who published what, the latest first."""
    rows = look_history(the_city().id)
    looks = [look_of(row) for row in rows]
    older = [*looks[1:], None][: len(looks)]  # a town that has published nothing has none
    lines = [
        (row, samples(one.theme), differences(before.values, one.values) if before is not None else [])
        for row, one, before in zip(rows, looks, older, strict=True)
    ]  # fmt: skip
    return settings_page("staff/look_versions.html", lines=lines)


@bp.post("/einstellungen/aussehen/fassung/<version_id>")
@requires(Permission.CITY_ADMINISTER)
def look_restore(version_id: str) -> ResponseReturnValue:
    """Take an earlier look up again."""
    check_token()
    city_look.restore_look(the_city().id, version_id, actor=the_actor())
    return redirect_with(_("The earlier look is online again."), "staff.look_versions")
