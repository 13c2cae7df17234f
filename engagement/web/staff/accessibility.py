"""The statement on accessibility, and where the video in sign language is."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from markupsafe import escape

from engagement.cities import operations
from engagement.cities.accessibility import law_of
from engagement.cities.enums import Assessment, Compliance
from engagement.cities.forms.accessibility import StatementForm
from engagement.cities.labels import GROUND_LABELS
from engagement.cities.queries import statement_of
from engagement.cities.rules.accessibility import StatementChanged
from engagement.core.i18n import _, speaking
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError
from engagement.kernel.languages import DEFAULT_LANGUAGE
from engagement.web.context import the_actor, the_city
from engagement.web.formatting import spoken
from engagement.web.notices import redirect_with
from engagement.web.staff import bp
from engagement.web.staff.settings import number, settings_page

MORE = "more"


@bp.route("/einstellungen/barrierefreiheit", methods=["GET", "POST"])
@requires(Permission.CITY_ADMINISTER)
def settings_accessibility() -> ResponseReturnValue:
    """What the city says about the accessibility of its pages. `more` adds an empty row and saves nothing."""
    if request.method == "GET":
        return _page(_filled())
    form = StatementForm()
    if MORE in request.form:
        form.barriers.append_entry()
        return _page(form)
    if not form.validate():
        return _page(form), 422
    try:
        operations.save_statement(
            the_city().id, version=number(form.version.data), actor=the_actor(), barriers=form.values(),
            status=Compliance(form.status.data), method=Assessment(form.method.data),
            assessed_on=form.assessed_on.data, reviewed_on=form.reviewed_on.data,
            **{name: form[name].data or "" for name in ("assessed_by", "commissioner", "body", "sign_video_url")},
        )  # fmt: skip
    except StatementChanged as refusal:
        form.refuse(refusal)
        form.version.data = str(statement_of(the_city()).version)
        return _page(form), 409
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form), 422
    return redirect_with(_("Saved."), "staff.settings_accessibility")


def _filled() -> StatementForm:
    found = statement_of(the_city())
    with speaking(DEFAULT_LANGUAGE):  # what is saved counts as German
        rows: list[dict[str, Any]] = [
            {"what": str(each.what), "why": str(each.why), "help": str(each.help), "ground": each.ground.value}
            for each in found.barriers
        ]
    return StatementForm(
        formdata=None, version=str(found.version), status=found.status.value, barriers=rows, method=found.method.value,
        assessed_by=found.assessed_by, assessed_on=found.assessed_on, reviewed_on=found.reviewed_on,
        commissioner=found.commissioner, body=found.body, sign_video_url=found.sign_video_url,
    )  # fmt: skip


def _page(form: StatementForm) -> str:
    land = the_city().state_name
    known = law_of(land).body
    form.body.description = (
        escape(_("Leave it empty: then the one of the Land stands there: %(body)s.", body="%(body)s"))
        % {"body": spoken(known)} if known
        else _("We do not know the one of %(land)s. Write its name, address and website.", land=land)
    )  # fmt: skip
    return settings_page("staff/settings_accessibility.html", form=form, grounds=GROUND_LABELS)
