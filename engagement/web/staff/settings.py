"""The town's settings: how it is reached, its rules, how long data stay."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.cities import operations
from engagement.cities.forms import CityContactForm, CityPeriodsForm, CityRulesForm, periods_form
from engagement.cities.labels import PUBLISH_AT_ONCE_HINTS
from engagement.cities.operations.settings import CONTACT_COLUMNS
from engagement.cities.policies import PublishAtOnce, policies_of
from engagement.cities.rules.settings import SettingsChanged
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError
from engagement.web.context import the_actor, the_city
from engagement.web.maps import page_map
from engagement.web.notices import redirect_with
from engagement.web.staff import bp
from engagement.web.staff.navigation import staff_navigation
from engagement.workflows.retention import in_words, shortenable

if TYPE_CHECKING:
    from engagement.core.forms import BaseForm


def settings_page(template: str, **context: Any) -> str:
    """A page of the settings, with the links to the others."""
    return render_template(
        template, work_nav=staff_navigation(), work_current="staff.settings", work_sub=_("Workplace of the town"),
        **context,
    )  # fmt: skip


def _save(form: Any, save: Callable[[int], None], page: Callable[[Any], str]) -> ResponseReturnValue:
    """Save what was sent, or show the form again with what is wrong; a stale one takes the version of now."""
    if not form.validate():
        return page(form), 422
    try:
        save(number(form.version.data))
    except SettingsChanged as refusal:
        form.refuse(refusal)
        form.version.data = str(the_city().version)
        return page(form), 409
    except DomainError as refusal:
        form.refuse(refusal)
        return page(form), 422
    return redirect_with(_("Saved."), str(request.endpoint))


def number(value: str | None) -> int:
    """A version from a form; -1, which is never right, for anything that is no number."""
    return int(value) if value and value.isdecimal() and len(value) < 10 else -1


@bp.route("/einstellungen", methods=["GET", "POST"])
@requires(Permission.CITY_ADMINISTER)
def settings() -> ResponseReturnValue:
    """Name, contact and address."""
    city = the_city()
    if request.method == "GET":
        values = {name: getattr(city, name) for name in CONTACT_COLUMNS}
        return _contact_page(CityContactForm(formdata=None, version=str(city.version), **values))
    form = CityContactForm()

    def save(version: int) -> None:
        values = {name: str(form[name].data or "") for name in CONTACT_COLUMNS}
        operations.save_city_contact(city.id, version=version, actor=the_actor(), **values)

    return _save(form, save, _contact_page)


def _contact_page(form: BaseForm) -> str:
    return settings_page("staff/settings_contact.html", form=form, map=page_map(the_city()))


@bp.route("/einstellungen/regeln", methods=["GET", "POST"])
@requires(Permission.CITY_ADMINISTER)
def settings_rules() -> ResponseReturnValue:
    """Who may publish at once, what goes back to review, and the age of consent."""
    city = the_city()
    if request.method == "GET":
        now = policies_of(city)
        return _rules_page(
            CityRulesForm(
                formdata=None, version=str(city.version), publish_at_once=now.publish_at_once.value,
                sensitive_fields=sorted(now.sensitive_fields), guardian_age=str(now.guardian_age),
                waitlist_hours=str(now.waitlist_hours),
            )
        )  # fmt: skip
    form = CityRulesForm()

    def save(version: int) -> None:
        operations.save_city_rules(
            city.id, publish_at_once=PublishAtOnce(form.publish_at_once.data), version=version, actor=the_actor(),
            sensitive_fields=form.sensitive_fields.data or [], guardian_age=int(form.guardian_age.data),
            waitlist_hours=int(form.waitlist_hours.data),
        )  # fmt: skip

    return _save(form, save, _rules_page)


def _rules_page(form: BaseForm) -> str:
    return settings_page("staff/settings_rules.html", form=form, hints=PUBLISH_AT_ONCE_HINTS)


@bp.route("/einstellungen/fristen", methods=["GET", "POST"])
@requires(Permission.CITY_ADMINISTER)
def settings_periods() -> ResponseReturnValue:
    """How long data stay; a town can only shorten."""
    city, classes = the_city(), _classes()
    if request.method == "GET":
        now = policies_of(city)
        values = {f"days_{key}": now.days(key, days) for key, _name, days in classes}
        return _periods_page(periods_form(classes, formdata=None, version=str(city.version), **values))
    form = periods_form(classes)

    def save(version: int) -> None:
        defaults = {key: days for key, _name, days in classes}
        wanted = {key: int(form[f"days_{key}"].data) for key in defaults}
        operations.save_city_periods(city.id, periods=wanted, default_days=defaults, version=version, actor=the_actor())

    return _save(form, save, _periods_page)


def _classes() -> list[tuple[str, Any, int]]:
    """What a town may shorten: key, name, days. Periods below a day are short enough for everybody."""
    return [
        (key, each.name, each.period.days)
        for key, each in shortenable().items() if each.period is not None and each.period.days > 1
    ]  # fmt: skip


def _periods_page(form: CityPeriodsForm) -> str:
    classes = shortenable()
    lines = [(form[f"days_{key}"], classes[key], in_words(classes[key].period)) for key, _name, _days in _classes()]
    return settings_page("staff/settings_periods.html", form=form, lines=lines)
