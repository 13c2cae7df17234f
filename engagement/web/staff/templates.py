"""The templates that a city provides for the offers of its associations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError, Forbidden, NotFound
from engagement.opportunities.forms import TemplateForm
from engagement.opportunities.rules.content import problems
from engagement.opportunities.rules.errors import InvalidContent
from engagement.opportunities.starters import operations
from engagement.opportunities.starters.queries import city_starter, city_starters
from engagement.web.account.flow import check_token
from engagement.web.association.opportunities import mapping
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.web.staff import bp
from engagement.web.staff.navigation import staff_navigation

if TYPE_CHECKING:
    from engagement.opportunities.starters.rules import Starter


@bp.get("/vorlagen")
@requires(Permission.MODERATE)
def templates() -> ResponseReturnValue:
    """All of them; those that the city does not offer stand at the end."""
    starters = city_starters(the_city().id, with_hidden=True)
    return _page(
        "staff/templates.html", shown=[each for each in starters if not each.is_hidden],
        hidden=[each for each in starters if each.is_hidden],
    )  # fmt: skip


@bp.route("/vorlagen/neu", methods=["GET", "POST"])
@requires(Permission.MODERATE)
def template_new() -> ResponseReturnValue:
    """An empty template."""
    return _edit(None)


@bp.route("/vorlagen/<template_id>", methods=["GET", "POST"])
@requires(Permission.MODERATE)
def template_edit(template_id: str) -> ResponseReturnValue:
    """A template with its texts."""
    return _edit(city_starter(template_id, the_city().id))


@bp.post("/vorlagen/<template_id>/entfernen")
@requires(Permission.MODERATE)
def template_remove(template_id: str) -> ResponseReturnValue:
    """Offer it no longer."""
    check_token()
    operations.remove_city_template(template_id, city_id=the_city().id, actor=the_actor())
    return redirect_with(_("Associations no longer see this template."), "staff.templates")


@bp.post("/vorlagen/<template_id>/zuruecksetzen")
@requires(Permission.MODERATE)
def template_restore(template_id: str) -> ResponseReturnValue:
    """Offer a shipped one again, as it is shipped."""
    check_token()
    operations.restore_city_template(template_id, city_id=the_city().id, actor=the_actor())
    return redirect_with(_("The template is as it was shipped."), "staff.templates")


def _edit(starter: Starter | None) -> ResponseReturnValue:
    form = TemplateForm()
    if request.method == "GET" and starter is not None:
        form.name.data, form.hint.data = starter.name, starter.hint
        mapping.fill_content(form, starter.content)
    if request.method == "POST" and form.validate() and _save(form, starter):
        return redirect_with(_("Saved."), "staff.templates")
    return _page("staff/template.html", form=form, starter=starter), 422 if request.method == "POST" else 200


def _save(form: TemplateForm, starter: Starter | None) -> bool:
    content = mapping.content_from(form, (), None, None)
    form.tell(mapping.sentences(problems(content)))
    if form.errors:
        return False
    try:
        operations.save_city_template(
            starter.address if starter else None, city_id=the_city().id, actor=the_actor(), name=form.text("name"),
            hint=form.text("hint"), content=content,
        )  # fmt: skip
    except (NotFound, Forbidden):
        raise
    except InvalidContent as refusal:
        form.tell(mapping.sentences(refusal.problems))
    except DomainError as refusal:
        form.refuse(refusal)
    return not form.errors


def _page(name: str, **values: Any) -> str:
    return render_template(name, work_nav=staff_navigation(), work_sub=_("Workplace of the town"), **values)
