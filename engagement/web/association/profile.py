"""What an association says of itself."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from engagement.associations.forms import ProfileForm
from engagement.associations.queries import Profile, contacts_of, logos_of
from engagement.associations.queries import profile as load_profile
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError, NotFound, Stale
from engagement.web.association import bp
from engagement.web.association.navigation import work_page
from engagement.web.association.register import offer_districts
from engagement.web.context import the_actor, the_association, the_city
from engagement.web.hours import hour_lines
from engagement.web.notices import redirect_with
from engagement.workflows.save_association_profile import save_association_profile


@bp.route("/<association_id>/profil", methods=["GET", "POST"])
@requires(Permission.ASSOCIATION_EDIT)
def profile(association_id: str) -> ResponseReturnValue:
    """The form. When somebody else has saved meanwhile, the input stays and the new version is taken on."""
    city = the_city()
    shown = load_profile(the_association().public_id, city.id)
    if shown is None:
        raise NotFound
    form, status = _form(shown), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                save_association_profile(
                    the_association().id, city_id=city.id, version=form.seen_version, actor=the_actor(),
                    **form.values,
                )  # fmt: skip
            except DomainError as refusal:
                form.refuse(refusal)
                if isinstance(refusal, Stale):
                    form.version.data = str(shown.association.version)
            else:
                return redirect_with(_("Saved."), "association.profile", association_id=association_id)
    page = render_template(
        "association/profile.html", form=form, shown=shown, form_errors=status == 422, **_parts(shown), **work_page()
    )
    return page, status


def _parts(shown: Profile) -> dict[str, Any]:
    """What is saved on pages of its own, in short."""
    one = shown.association
    hours = [f"{days} {times}" for days, times in hour_lines(one.opening_hours)]
    return {
        "logo": one.id in logos_of([one.id]), "hours": [*hours, *filter(None, [one.opening_note])],
        "contacts": contacts_of(one.id, public_only=False),
    }  # fmt: skip


def _form(shown: Profile) -> ProfileForm:
    one = shown.association
    form = ProfileForm(
        version=str(one.version), kind=one.kind.value, name=one.name, purpose=one.purpose, street=one.street,
        postcode=one.postcode, town=one.town, email=one.email, phone=one.phone, contact_public=one.contact_public,
        website=one.website, founded=one.founded, language=one.language,
        district=one.district.public_id if one.district else "",
    )  # fmt: skip
    offer_districts(form)
    return form
