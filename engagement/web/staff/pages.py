"""The town's pages: Impressum, Datenschutz and the like, and pages of its own."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from engagement.cities import operations
from engagement.cities.differences import differences
from engagement.cities.forms import PageForm
from engagement.cities.labels import BLOCK_LABELS, LANGUAGE_LABELS, PLACEHOLDER_LABELS
from engagement.cities.lands import words_to_check
from engagement.cities.pages import GERMAN, SAID, PageText, default_text, gaps_in, render, values_of
from engagement.cities.queries import editable_page, page_entries, page_history
from engagement.cities.rules.pages import PageChanged
from engagement.core.i18n import _
from engagement.core.permissions import Permission, Target, allowed, requires
from engagement.kernel.errors import DomainError
from engagement.kernel.languages import LANGUAGES
from engagement.web.account.flow import check_token
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.web.page_blocks import filled
from engagement.web.staff import bp
from engagement.web.staff.navigation import staff_navigation


def _render(template: str, **context: Any) -> str:
    return render_template(
        template, languages=LANGUAGE_LABELS, work_nav=staff_navigation(), work_current="staff.pages",
        work_sub=_("Workplace of the town"), **context,
    )  # fmt: skip


def _language() -> str:
    language = request.args.get("sprache", GERMAN)
    if language not in LANGUAGES:
        abort(404)
    return language


@bp.get("/seiten")
@requires(Permission.CITY_TEXTS)
def pages() -> ResponseReturnValue:
    """All pages, what is missing on each, and their order."""
    return _render("staff/pages.html", entries=page_entries(the_city()))


@bp.route("/seiten/neu", methods=["GET", "POST"])
@requires(Permission.CITY_TEXTS)
def page_new() -> ResponseReturnValue:
    """Add a page of the town's own."""
    form = PageForm()
    if not form.is_submitted():
        return _editor(form, None, GERMAN)
    if form.validate() and "preview" not in request.form:
        try:
            slug = operations.create_page(
                the_city().id, title=str(form.title.data), source=str(form.source.data), actor=the_actor()
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return redirect_with(_("The page is online."), "staff.page_edit", slug=slug)
    return _editor(form, None, GERMAN), 422 if form.errors else 200


@bp.route("/seiten/<slug>", methods=["GET", "POST"])
@requires(Permission.CITY_TEXTS)
def page_edit(slug: str) -> ResponseReturnValue:
    """Write a page in one language, look at it first, save it."""
    language = _language()
    found = editable_page(the_city().id, slug, language)
    if request.method == "GET":
        values = {"title": found.text.title, "source": found.text.source, "version": str(found.version)}
        return _editor(PageForm(formdata=None, **values), found, language)
    form = PageForm()
    status = 200
    if form.validate() and "preview" not in request.form:
        try:
            operations.save_page(
                the_city().id, slug, language=language, title=str(form.title.data), source=str(form.source.data),
                version=_number(form.version.data), actor=the_actor(),
            )  # fmt: skip
        except PageChanged as refusal:
            form.refuse(refusal)
            form.version.data, status = str(found.version), 409
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return redirect_with(_("Saved. Everybody sees it now."), "staff.page_edit", slug=slug, **_of(language))
    return _editor(form, found, language, clash=status == 409), 422 if form.errors and status == 200 else status


def _editor(form: PageForm, found: Any, language: str, clash: bool = False) -> str:
    city = the_city()
    form.title.render_kw = form.source.render_kw = {"lang": language}
    text = PageText(form.title.data or "", form.source.data or "")
    values, unsure = values_of(city, language), words_to_check(city.state_name)
    preview = None
    if "preview" in request.form and text.source:
        title, html = render(text, values, language)
        preview = {"title": title, "body": filled(html, city)}
    return _render(
        "staff/page_edit.html", form=form, found=found, language=language, preview=preview, values=values,
        gaps=gaps_in(text, values, unsure), unsure=unsure, placeholders=PLACEHOLDER_LABELS, said=SAID,
        blocks=BLOCK_LABELS,
        may_administer=_may_administer(),
        clash=differences(found.text.source, text.source) if clash else None,
        back=default_differences(found, text) if found is not None else None,
    )  # fmt: skip


def _may_administer() -> bool:
    return allowed(the_actor(), Permission.CITY_ADMINISTER, Target(city_id=the_city().id))


def default_differences(found: Any, text: PageText) -> Any:
    """What would change when the product's own text came back; None where there is nothing to go back to."""
    if found.default is None or not found.is_changed:
        return None
    return differences(f"{text.title}\n{text.source}", f"{found.default.title}\n{found.default.source}")


def _number(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 10 else -1


def _of(language: str) -> dict[str, str]:
    return {} if language == GERMAN else {"sprache": language}


@bp.get("/seiten/<slug>/verlauf")
@requires(Permission.CITY_TEXTS)
def page_versions(slug: str) -> ResponseReturnValue:
    """Who changed what, the latest first."""
    language, city = _language(), the_city()
    found = editable_page(city.id, slug, language)
    versions = page_history(city.id, slug, language)
    texts = [_words(slug, language, row.title, row.source) for row in versions]
    default = default_text(slug, language)
    texts.append(f"{default.title}\n{default.source}" if default is not None else "")
    changes = [differences(before, after) for after, before in pairwise(texts)]
    return _render(
        "staff/page_versions.html", found=found, language=language, versions=list(zip(versions, changes, strict=True))
    )


def _words(slug: str, language: str, title: str, source: str | None) -> str:
    default = default_text(slug, language)
    return f"{title}\n{source if source is not None else default.source if default is not None else ''}"


@bp.post("/seiten/fassung/<version_id>")
@requires(Permission.CITY_TEXTS)
def page_restore(version_id: str) -> ResponseReturnValue:
    """Take an older version up again."""
    check_token()
    slug, language = operations.restore_page(the_city().id, version_id, actor=the_actor())
    return redirect_with(_("The older version is online again."), "staff.page_edit", slug=slug, **_of(language))


@bp.post("/seiten/<slug>/vorlage")
@requires(Permission.CITY_TEXTS)
def page_reset(slug: str) -> ResponseReturnValue:
    """Go back to the product's own text."""
    check_token()
    language = _language()
    version = _number(request.form.get("version"))
    operations.reset_page(the_city().id, slug, language=language, version=version, actor=the_actor())
    return redirect_with(_("The text of the template is online again."), "staff.page_edit", slug=slug, **_of(language))


@bp.post("/seiten/<slug>/schieben")
@requires(Permission.CITY_TEXTS)
def page_move(slug: str) -> ResponseReturnValue:
    """Change the order in the footer."""
    check_token()
    operations.move_page(the_city().id, slug, up=request.form.get("up") == "1", actor=the_actor())
    return redirect_with(_("Saved."), "staff.pages")


@bp.post("/seiten/<slug>/entfernen")
@requires(Permission.CITY_TEXTS)
def page_remove(slug: str) -> ResponseReturnValue:
    """Remove a page of the town's own."""
    check_token()
    operations.remove_page(the_city().id, slug, actor=the_actor())
    return redirect_with(_("The page is gone."), "staff.pages")
