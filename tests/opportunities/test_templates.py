"""The templates that a city provides, and those that an association keeps."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from engagement.kernel.errors import Forbidden, NotFound
from engagement.opportunities.enums import Field
from engagement.opportunities.rules.contact_data import contacts_of
from engagement.opportunities.rules.content import problems
from engagement.opportunities.rules.errors import InvalidContent
from engagement.opportunities.starters import operations as act
from engagement.opportunities.starters import rules
from engagement.opportunities.starters.queries import city_starter, city_starters, own_starters, starter_for
from tests.opportunities.world import World
from tests.support import factories as make
from tests.support.actors import sign_in
from tests.support.client import CheckingClient


def save(world: World, address: str | None, **values: Any) -> str:
    found = {"name": "Chor", "hint": "", "content": {"title": "Stimmen"}} | values
    return act.save_city_template(address, city_id=world.city.id, actor=world.moderator, **found)


def test_what_is_shipped_could_be_offered() -> None:
    shipped = rules.shipped()
    assert len({each.address for each in shipped}) == len(shipped) >= 12
    for each in shipped:
        rules.check_name(each.name, each.hint)
        assert problems(each.content) == []
        assert contacts_of(each.content) == {}
        assert rules.kept(each.content) == each.content
        assert set(each.content["fields"]) <= set(Field)


def test_a_city_writes_its_own_words_and_drops_them(world: World) -> None:
    save(world, "fest", name="Altstadtfest", content={"title": "Hände für das Altstadtfest"})
    changed = city_starter("fest", world.city.id)
    assert (changed.name, changed.is_changed, changed.content["title"]) == (
        "Altstadtfest", True, "Hände für das Altstadtfest"
    )  # fmt: skip
    other = make.make_city("anderswo")
    assert city_starter("fest", other.id).name == "Fest"
    act.remove_city_template("fest", city_id=world.city.id, actor=world.moderator)
    assert "fest" not in {each.address for each in city_starters(world.city.id)}
    with pytest.raises(NotFound):
        starter_for("fest", association_id=world.association.id, city_id=world.city.id)
    act.restore_city_template("fest", city_id=world.city.id, actor=world.moderator)
    act.restore_city_template("fest", city_id=world.city.id, actor=world.moderator)  # a second click
    assert city_starter("fest", world.city.id) == rules.shipped()[0]


def test_a_city_adds_and_deletes_its_own(world: World) -> None:
    address = save(world, None)
    save(world, address, name="Kirchenchor")
    assert city_starters(world.city.id)[-1].name == "Kirchenchor"
    with pytest.raises(NotFound):
        act.restore_city_template(address, city_id=world.city.id, actor=world.moderator)
    act.remove_city_template(address, city_id=world.city.id, actor=world.moderator)
    with pytest.raises(NotFound):
        city_starter(address, world.city.id)


def test_refusals_of_a_city_template(world: World) -> None:
    with pytest.raises(rules.NameMissing):
        save(world, None, name=" ")
    with pytest.raises(rules.NameTooLong):
        save(world, None, hint="x" * 161)
    with pytest.raises(InvalidContent):
        save(world, None, content={"min_age": 200})
    with pytest.raises(NotFound):
        save(world, "nirgends")
    with pytest.raises(Forbidden):
        act.save_city_template("fest", city_id=world.city.id, actor=world.editor, name="x", hint="", content={})
    for operation in (act.remove_city_template, act.restore_city_template):
        with pytest.raises(Forbidden):
            operation("fest", city_id=world.city.id, actor=world.editor)


def test_an_association_keeps_what_is_not_of_one_occasion(world: World) -> None:
    public_id = world.draft(skills="Backen", is_ongoing=True, schedule_note="mittwochs")
    act.keep_as_template(public_id, name="Unser Fest", actor=world.editor)
    (own,) = own_starters(world.association.id)
    assert own.content["skills"] == "Backen"
    assert own.content["contact_name"] == "Helga"
    assert not rules.OF_ONE_OCCASION & own.content.keys()
    with pytest.raises(rules.NameTaken):
        act.keep_as_template(public_id, name="unser fest", actor=world.editor)
    with pytest.raises(Forbidden):
        act.keep_as_template(public_id, name="Fremd", actor=world.moderator)
    act.remove_own_template(own.address, association_id=world.association.id, city_id=world.city.id, actor=world.editor)
    with pytest.raises(NotFound):
        act.remove_own_template(
            own.address, association_id=world.association.id, city_id=world.city.id, actor=world.editor
        )


def test_templates_of_an_association_are_limited(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MAX_OWN", 1)
    public_id = world.draft()
    act.keep_as_template(public_id, name="Eins", actor=world.editor)
    with pytest.raises(rules.TooManyTemplates):
        act.keep_as_template(public_id, name="Zwei", actor=world.editor)


def test_staff_edit_a_template_in_the_browser(app: Flask, client: CheckingClient) -> None:
    with app.app_context():
        city = make.make_city()
        staff = make.make_staff(city)
    sign_in(app, client, staff)
    page = client.get(f"/{city.slug}/stadt/vorlagen/vorlesen")
    assert page.document.one("#title")["value"] == "Menschen, die gern vorlesen"
    wrong = client.submit(page, {"name": "", "min_age": "150"}, form="form.authoring", button="Speichern")
    assert [link["href"] for link in wrong.document.all(".errors a")] == ["#min_age"]
    nameless = client.submit(wrong, {"min_age": "16"}, form="form.authoring", button="Speichern")
    assert [link["href"] for link in nameless.document.all(".errors a")] == ["#name"]
    answer = client.submit(
        nameless, {"name": "Lesestunde"}, form="form.authoring", button="Speichern", follow_redirects=True
    )
    assert "Lesestunde" in answer.visible_text
    assert "Ihre Texte" in answer.visible_text
    with app.app_context():
        kept = client.get(f"/{city.slug}/stadt/vorlagen/vorlesen")
        assert kept.document.one("#min_age")["value"] == "16"
        assert kept.document.one("#extended_background_check").get("checked", "no") != "no"
    new = client.get(f"/{city.slug}/stadt/vorlagen/neu")
    answer = client.submit(
        new, {"name": "Chor", "title": "Stimmen"}, form="form.authoring", button="Speichern", follow_redirects=True
    )
    assert "Chor" in answer.visible_text
