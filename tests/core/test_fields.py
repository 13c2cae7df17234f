"""Fields say in our words what they could not read, once, and take what people write."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from engagement.attendance.forms import ProposeHoursForm
from engagement.cities.forms import DeputyForm, StaffInvitationForm, periods_form
from engagement.cities.forms.accessibility import StatementForm
from engagement.core.forms import BaseForm
from engagement.opportunities.forms import OpportunityForm
from engagement.registrations.forms import RegisterForm

NO_DATE = "Das ist kein Datum. Ein Beispiel: 24.12.2026"


def filled(app: Flask, form: Any, **values: str) -> Any:
    with app.test_request_context("/", method="POST"):
        made: BaseForm = form(formdata=MultiDict(values))
        made.validate()
        return made


@pytest.mark.parametrize(
    ("form", "field"),
    [(DeputyForm, "starts_on"), (DeputyForm, "ends_on"), (StatementForm, "assessed_on"), (ProposeHoursForm, "day")],
)
def test_a_day_is_taken_as_the_example_says(app: Flask, form: Any, field: str) -> None:
    for typed in ("2026-12-05", "5.12.2026", "05.12.2026"):
        assert filled(app, form, **{field: typed})[field].data == date(2026, 12, 5), typed
    wrong = filled(app, form, **{field: "31.11.2026"})[field]
    assert wrong.errors == [NO_DATE]
    assert wrong._value() == "31.11.2026", "what was typed stays"


def test_no_number_is_said_in_our_words(app: Flask) -> None:
    form = filled(app, lambda **given: periods_form([("message", "Nachrichten", 365)], **given), days_message="zwei")
    assert form["days_message"].errors == ["Bitte geben Sie eine Zahl an."]
    assert form["days_message"]._value() == "zwei"


@pytest.mark.parametrize("typed", ["zwei", "2.5"])
def test_what_is_no_number_is_said_once(app: Flask, typed: str) -> None:
    form = filled(app, RegisterForm, party_size=typed)
    assert [str(text) for text in form["party_size"].errors] == ["Bitte geben Sie eine Zahl an."]
    assert form["party_size"]._value() == typed


def test_what_is_no_choice_is_said_in_our_words(app: Flask) -> None:
    """Of one among several, and of several at once."""
    wrong = ["Bitte wählen Sie aus der Liste."]
    assert filled(app, StaffInvitationForm, role="king")["role"].errors == wrong
    assert filled(app, OpportunityForm, cities="nowhere")["cities"].errors == wrong
    assert filled(app, RegisterForm, is_adult="vielleicht")["is_adult"].errors == wrong


def test_the_same_words_stand_once(app: Flask) -> None:
    form = filled(app, StaffInvitationForm, email="a" * 260, role="editor")
    assert [str(text) for text in form["email"].errors] == ["This is no e-mail address. Example: name@verein.de"]
