"""Entering a new association."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask import render_template
from flask.typing import ResponseReturnValue

from engagement.associations import operations, rules
from engagement.associations.forms import ProfileForm, RegisterForm
from engagement.associations.queries import similar_listed
from engagement.cities.queries import districts_of
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError
from engagement.web.association import bp
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with

if TYPE_CHECKING:
    from engagement.associations.models import Association


def offer_districts(form: ProfileForm) -> None:
    """Give a profile form the districts of the city."""
    form.offer_districts([(each.public_id, each.name) for each in districts_of(the_city().id)])


@bp.route("/neu", methods=["GET", "POST"])
@requires(Permission.ASSOCIATION_REGISTER)
def register() -> ResponseReturnValue:
    """The form; when the name is here already, the page shows the others and asks."""
    city = the_city()
    form, status = RegisterForm(town=city.address_town or city.name), 200
    offer_districts(form)
    similar: Sequence[Association] = ()
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                public_id = operations.register_association(
                    city.id, actor=the_actor(), accept_same_name=bool(form.accept_same_name.data), **form.values
                )
            except DomainError as refusal:
                form.refuse(refusal)
                if isinstance(refusal, rules.NameTaken):
                    similar = similar_listed(str(form.name.data), city.id)
            else:
                text = _("Welcome. Write your first offer next: the city checks both together.")
                return redirect_with(text, "association.today", association_id=public_id)
    page = render_template("association/register.html", form=form, similar=similar, form_errors=status == 422)
    return page, status
