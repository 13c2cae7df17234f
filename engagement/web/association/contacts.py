"""People of an association who can be asked."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.associations import operations
from engagement.associations.forms.details import ContactForm
from engagement.associations.queries import contact_by_public_id, contacts_of
from engagement.associations.rules import MAX_CONTACTS
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError, NotFound, Stale
from engagement.web.account.flow import check_token
from engagement.web.association import bp
from engagement.web.association.navigation import work_page
from engagement.web.context import the_actor, the_association, the_city
from engagement.web.notices import redirect_with

LIST = "/<association_id>/profil/ansprechpersonen"


@bp.get(LIST)
@requires(Permission.ASSOCIATION_VIEW)
def contacts(association_id: str) -> ResponseReturnValue:
    """All of them in their order."""
    found = contacts_of(the_association().id, public_only=False)
    return render_template(
        "association/contacts.html", contacts=found, is_full=len(found) >= MAX_CONTACTS,
        work_current="association.profile", **work_page(),
    )  # fmt: skip


@bp.route(f"{LIST}/neu", methods=["GET", "POST"])
@requires(Permission.ASSOCIATION_EDIT)
def contact_new(association_id: str) -> ResponseReturnValue:
    """Add somebody."""
    form, status = ContactForm(), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                operations.add_contact(the_association().id, city_id=the_city().id, actor=the_actor(), **form.values)
            except DomainError as refusal:
                form.refuse(refusal)
            else:
                return redirect_with(_("Saved."), "association.contacts", association_id=association_id)
    return _page(form, status, _("Add a contact"))


@bp.route(f"{LIST}/<contact_id>", methods=["GET", "POST"])
@requires(Permission.ASSOCIATION_EDIT)
def contact_edit(association_id: str, contact_id: str) -> ResponseReturnValue:
    """Change somebody."""
    stored = contact_by_public_id(the_association().id, contact_id)
    if stored is None:
        raise NotFound
    form, status = ContactForm(obj=stored), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                operations.save_contact(
                    contact_id, association_id=the_association().id, city_id=the_city().id,
                    version=form.seen_version, actor=the_actor(), **form.values,
                )  # fmt: skip
            except DomainError as refusal:
                form.refuse(refusal)
                if isinstance(refusal, Stale):
                    form.version.data = str(stored.version)
            else:
                return redirect_with(_("Saved."), "association.contacts", association_id=association_id)
    return _page(form, status, _("Change %(name)s", name=stored.name))


def _page(form: ContactForm, status: int, heading: str) -> ResponseReturnValue:
    page = render_template(
        "association/contact.html", form=form, heading=heading, form_errors=status != 200,
        work_current="association.profile", **work_page(),
    )  # fmt: skip
    return page, status


@bp.post(f"{LIST}/<contact_id>/entfernen")
@requires(Permission.ASSOCIATION_EDIT)
def contact_remove(association_id: str, contact_id: str) -> ResponseReturnValue:
    """Take somebody away."""
    check_token()
    operations.remove_contact(contact_id, association_id=the_association().id, city_id=the_city().id, actor=the_actor())
    return redirect_with(_("The contact is removed."), "association.contacts", association_id=association_id)


@bp.post(f"{LIST}/<contact_id>/verschieben")
@requires(Permission.ASSOCIATION_EDIT)
def contact_move(association_id: str, contact_id: str) -> ResponseReturnValue:
    """One place up or down."""
    check_token()
    up = request.form.get("richtung") == "hoch"
    operations.move_contact(contact_id, association_id=the_association().id, up=up, actor=the_actor())
    return redirect_with(_("Saved."), "association.contacts", association_id=association_id)
