"""An offer in Leichte Sprache, written by the staff of the city."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError, NotFound
from engagement.opportunities.forms import EasyForm
from engagement.opportunities.operations.easy import write_easy_version
from engagement.opportunities.queries.easy import easy_page
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.web.staff import bp
from engagement.web.staff.navigation import staff_navigation


@bp.route("/angebote/<public_id>/leichte-sprache", methods=["GET", "POST"])
@requires(Permission.MODERATE)
def easy_version(public_id: str) -> ResponseReturnValue:
    """Title and text, beside the offer as it stands; both empty takes the version away."""
    found = easy_page(the_city().id, public_id)
    publication = found.publication
    if request.method == "GET":
        form = EasyForm(formdata=None, easy_title=publication.easy_title, easy_text=publication.easy_text)
    else:
        form = EasyForm()
        try:
            write_easy_version(
                the_city().id, public_id, title=form.easy_title.data or "", text=form.easy_text.data or "",
                actor=the_actor(),
            )  # fmt: skip
        except NotFound:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return redirect_with(_("Saved."), "staff.easy_version", public_id=public_id)
    page = render_template(
        "staff/easy_version.html", form=form, found=found, publication=publication, work_nav=staff_navigation(),
        work_current="staff.queue",
        description=Markup(found.content.description_html),  # noqa: S704  # sanitised when saved, see richtext.py
    )  # fmt: skip
    return page, 422 if form.errors else 200
