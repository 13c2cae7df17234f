"""Components: what screen readers and keyboards need from them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField, IntegerField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.validators import DataRequired, Length

from engagement.core.forms import BaseForm
from engagement.media.addresses import PictureView
from engagement.web.formatting import rich_html
from engagement.web.page_blocks import outlined
from tests.support.document import Element, parse


class Shift(PlainForm):
    capacity = IntegerField("Plätze", [DataRequired("Wie viele?")])


class Sample(BaseForm):
    name = StringField("Ihr Name?", [DataRequired("Schreiben Sie Ihren Namen")], description="So spricht man Sie an.")
    note = TextAreaField("Bemerkung", [Length(max=30)])
    adult = RadioField("Über 18?", [DataRequired("Ja oder nein?")], choices=[("yes", "Ja"), ("no", "Nein")])
    groups = SelectMultipleField("Für wen", choices=[("children", "Kinder"), ("ill", "Kranke")])
    shifts = FieldList(FormField(Shift), min_entries=1)


@pytest.fixture(autouse=True)
def _request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/", method="POST"):
        yield


@pytest.fixture
def wrong() -> Sample:
    form = Sample(formdata=MultiDict({"note": "x" * 40, "groups": "ill"}))
    form.validate()
    form.form_errors.append("Die Seite war zu alt.")
    return form


def render(source: str, **values: object) -> Element:
    return parse(f"<!doctype html><html lang=de><body>{render_template_string(source, **values)}</body></html>")


def test_a_field_points_to_its_hint_and_its_error(wrong: Sample) -> None:
    page = render(
        "{% from 'components/field.html' import field %}{{ field(form.name, autocomplete='name') }}", form=wrong
    )
    box = page.one("input")
    assert box["aria-describedby"].split() == ["name-hint", "name-error"]
    assert box["aria-invalid"] == "true"
    assert box["autocomplete"] == "name"
    assert page.one("label")["for"] == box["id"]
    assert "Fehler" in page.one(".kern-error").text


def test_a_correct_field_says_nothing_of_errors() -> None:
    form = Sample(formdata=None)
    page = render("{% from 'components/field.html' import field %}{{ field(form.name) }}", form=form)
    assert "aria-invalid" not in page.one("input").attributes
    assert page.one("input")["aria-describedby"] == "name-hint"
    assert "freiwillig" not in page.one("label").text


def test_optional_fields_say_so() -> None:
    page = render(
        "{% from 'components/textarea.html' import textarea %}{{ textarea(form.note) }}", form=Sample(formdata=None)
    )
    assert "freiwillig" in page.one("label").text


def test_too_long_a_text_is_kept(wrong: Sample) -> None:
    page = render("{% from 'components/textarea.html' import textarea %}{{ textarea(form.note) }}", form=wrong)
    assert page.one("textarea").text.strip() == "x" * 40
    assert "maxlength" not in page.one("textarea").attributes, "the browser would cut it silently"
    assert "note-count" in page.one("textarea")["aria-describedby"]
    assert page.one("#note-count").text.strip() == "Höchstens 30 Zeichen"


def test_the_summary_leads_to_the_first_box_of_a_choice(wrong: Sample) -> None:
    source = (
        "{% from 'components/error_summary.html' import error_summary %}{{ error_summary(form) }}"
        "{% from 'components/radios.html' import radios %}{{ radios(form.adult) }}"
        "{% from 'components/field.html' import field %}{{ field(form.name) }}{{ field(form.shifts[0].capacity) }}"
    )
    page = render(source, form=wrong)
    links = {link["href"]: link.text for link in page.all(".errors a")}
    assert links["#adult"] == "Über 18? Ja oder nein?"
    assert links["#shifts-0-capacity"] == "Plätze: Wie viele?"
    assert page.one("#adult")["type"] == "radio"
    assert page.one("#errors-title").text.strip() == "Bitte prüfen Sie 4 Angaben"
    assert "Die Seite war zu alt." in page.one(".errors").text


def test_no_summary_without_errors() -> None:
    page = render(
        "{% from 'components/error_summary.html' import error_summary %}{{ error_summary(form) }}",
        form=Sample(formdata=None),
    )
    assert not page.all(".errors")


def test_checkboxes_keep_what_was_ticked(wrong: Sample) -> None:
    page = render("{% from 'components/checkboxes.html' import checkboxes %}{{ checkboxes(form.groups) }}", form=wrong)
    assert [box["value"] for box in page.all("input") if "checked" in box.attributes] == ["ill"]
    assert len({box["id"] for box in page.all("input")}) == 2
    assert page.one("legend").text.startswith("Für wen")


@pytest.mark.parametrize(("fields", "is_open"), [("[form.name]", True), ("[form.groups]", False), ("[]", False)])
def test_further_fields_open_when_one_is_wrong(wrong: Sample, fields: str, is_open: bool) -> None:
    source = "{% from 'components/more.html' import more %}{% call more('Mehr', " + fields + ") %}x{% endcall %}"
    assert ("open" in render(source, form=wrong).one("details").attributes) is is_open


@pytest.mark.parametrize(
    ("free", "capacity", "words", "dots"),
    [
        (3, 6, "3 Plätze frei", 6),
        (1, 8, "1 Platz frei", 8),
        (12, 20, "12 Plätze frei", 0),
        (0, 5, "Alle Plätze vergeben", 0),
    ],
)
def test_places_are_always_said_in_words(free: int, capacity: int, words: str, dots: int) -> None:
    page = render(
        "{% from 'components/seats.html' import seats %}{{ seats(free, capacity) }}", free=free, capacity=capacity
    )
    assert page.one(".seats").text.strip() == words
    assert len(page.all("i")) == dots
    assert len(page.all("i.on")) == (free if dots else 0)


def test_a_card_is_one_link_and_its_picture_is_silent() -> None:
    card = {
        "url": "/x", "title": "Hände", "association_name": "Mittagstisch", "when": None, "where": "Markt", "free": None,
        "capacity": None, "tag": None, "photo": None, "field": "sport", "mirrored": True,
    }  # fmt: skip
    page = render("{% from 'components/card.html' import card %}<ul>{{ card(c) }}</ul>", c=card)
    assert [link["href"] for link in page.all("a")] == ["/x"]
    assert page.one(".card__who").text == "Mittagstisch sucht"
    assert page.one(".pic")["aria-hidden"] == "true"
    assert page.one(".pic use")["href"].endswith("#p-sport")


def test_a_photo_wins_over_the_illustration() -> None:
    source = "{% from 'components/picture.html' import picture %}{{ picture('sport', photo, alt='Am Ball') }}"
    photo = PictureView("x", "/a.webp", "/a.webp 480w", 480, 288, "", avif="/a.avif 480w")
    page = render(source, photo=photo)
    assert page.one("img")["alt"] == "Am Ball"
    assert [page.one("img")[name] for name in ("width", "height", "loading")] == ["480", "288", "lazy"]
    assert page.one("source")["srcset"] == "/a.avif 480w"
    assert not page.all("svg")


def test_paging_names_the_page_and_keeps_the_rest_of_the_address() -> None:
    from engagement.core.pagination import Page

    page = render(
        "{% from 'components/pagination.html' import pagination %}{{ pagination(page, 'portal.index', {'q': 'a&b'}) }}",
        page=Page([], 4, 200, 24),
    )
    assert page.one("[aria-current]")["href"].endswith("?q=a%26b&seite=4")
    assert page.one("[rel=prev]")["href"].endswith("seite=3")
    assert [link["href"] for link in page.all("a") if link.text.endswith("1")] == ["/?q=a%26b"]


def test_one_page_needs_no_paging() -> None:
    from engagement.core.pagination import Page

    source = "{% from 'components/pagination.html' import pagination %}{{ pagination(page, 'portal.index') }}"
    assert not render(source, page=Page([], 1, 5, 24)).all("nav")


def test_text_is_escaped() -> None:
    page = render("{% from 'components/tag.html' import tag %}{{ tag('<b>x</b>') }}")
    assert not page.all("b")


def test_tabs_say_which_one_is_open() -> None:
    page = render(
        "{% from 'components/tabs.html' import tabs %}"
        "{{ tabs([{'label': 'Offen', 'url': '/a', 'count': 3, 'current': true},"
        " {'label': 'Alle', 'url': '/b'}], 'Stand') }}"
    )
    assert page.one("nav")["aria-label"] == "Stand"
    assert [link["href"] for link in page.all("a[aria-current=page]")] == ["/a"]


def test_breadcrumbs_end_with_this_page() -> None:
    page = render(
        "{% from 'components/breadcrumbs.html' import breadcrumbs %}"
        "{{ breadcrumbs([('Seiten', '/a'), ('Impressum', '/b')], 'Ältere Fassungen') }}"
    )
    assert [link["href"] for link in page.all("a")] == ["/a", "/b"]
    assert page.all("li")[-1]["aria-current"] == "page"
    assert page.all("li")[-1].text == "Ältere Fassungen"


def test_long_texts_get_a_list_of_their_headings() -> None:
    body, headings = outlined(Markup("<h2>Wer &amp; wo</h2><p>x</p><h2>Bis <em>wann</em></h2>"))
    assert headings == [("abschnitt-1", "Wer & wo"), ("abschnitt-2", "Bis wann")]
    page = render(
        "{% from 'components/contents.html' import contents %}{{ contents(headings) }}<div class=t>{{ body }}</div>",
        body=body, headings=headings,
    )  # fmt: skip
    assert [link["href"][1:] for link in page.all("nav a")] == [each["id"] for each in page.all(".t h2")]


def test_formatted_text_is_shown_sanitised_in_the_editor() -> None:
    shown = rich_html("Wir **backen**\n\n- Brot <script>alert(1)</script>")
    assert shown.startswith("<p>Wir <strong>backen</strong></p><ul><li>Brot")
    assert "<script" not in shown
