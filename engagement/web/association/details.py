"""Logo and opening hours of an association."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.associations import operations
from engagement.associations.forms.details import HoursForm, LogoForm
from engagement.associations.queries import logos_of
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import N_, DomainError, NotFound, Stale
from engagement.media.images import MAX_BYTES
from engagement.media.operations import store_logo
from engagement.web.account.flow import check_token
from engagement.web.association import bp
from engagement.web.association.navigation import work_page
from engagement.web.context import the_actor, the_association, the_city
from engagement.web.logos import logo_view
from engagement.web.notices import redirect_with

FRAME = {"work_current": "association.profile"}


@bp.route("/<association_id>/profil/oeffnungszeiten", methods=["GET", "POST"])
@requires(Permission.ASSOCIATION_EDIT)
def opening_hours(association_id: str) -> ResponseReturnValue:
    """A line for each weekday, as one would write it on the door."""
    one = the_association()
    form, status = HoursForm.of(one.opening_hours, one.opening_note, one.version), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                operations.save_opening_hours(
                    one.id, city_id=the_city().id, version=form.seen_version, days=form.days,
                    note=form.note.data or "", actor=the_actor(),
                )  # fmt: skip
            except DomainError as refusal:
                form.refuse(refusal)
                if isinstance(refusal, Stale):
                    form.version.data = str(one.version)
            else:
                return redirect_with(_("Saved."), "association.profile", association_id=association_id)
    page = render_template("association/hours.html", form=form, form_errors=status != 200, **FRAME, **work_page())
    return page, status


@bp.route("/<association_id>/profil/logo", methods=["GET", "POST"])
@requires(Permission.ASSOCIATION_EDIT)
def logo(association_id: str) -> ResponseReturnValue:
    """Choose, describe, change the logo."""
    stored = logos_of([the_association().id]).get(the_association().id)
    form, status = LogoForm(alt=stored.alt if stored is not None else ""), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                _save_logo(form, stored)
            except NotFound:
                raise
            except DomainError as refusal:
                form.refuse(refusal)
            else:
                return redirect_with(_("Saved."), "association.profile", association_id=association_id)
    page = render_template(
        "association/logo.html", form=form, logo=logo_view(stored), form_errors=status != 200, **FRAME, **work_page()
    )
    return page, status


def _save_logo(form: LogoForm, stored: Any) -> None:
    """Store a new file, or keep the one that is shown. Raises PictureRefused."""
    upload = request.files.get("picture")
    content = upload.read(MAX_BYTES + 1) if upload is not None and upload.filename else b""
    if content:
        made = store_logo(the_association().id, content, actor=the_actor())
        picture_id, on_dark = made.public_id, made.is_light
    elif stored is not None:
        picture_id, on_dark = stored.picture.public_id, None
    else:
        raise LogoMissing
    operations.set_logo(
        the_association().id, city_id=the_city().id, picture_id=picture_id, alt=form.alt.data or "", on_dark=on_dark,
        actor=the_actor(),
    )  # fmt: skip


class LogoMissing(DomainError):
    field = "picture"
    message = N_("Please choose a file.")


@bp.post("/<association_id>/profil/logo/entfernen")
@requires(Permission.ASSOCIATION_EDIT)
def logo_remove(association_id: str) -> ResponseReturnValue:
    """Show no logo any more."""
    check_token()
    operations.remove_logo(the_association().id, city_id=the_city().id, actor=the_actor())
    return redirect_with(_("The logo is removed."), "association.profile", association_id=association_id)
