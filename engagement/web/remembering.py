"""What a macro makes of plain values is the same every time: `{{ remembered(row_card, item) }}` makes it once.

For macros that look at their arguments, the language and the addresses of built files only, with arguments that are
frozen. A card whose free places have changed is another value, so nothing is ever older than what it is made of.

Header and footer are the same for all visitors of a town: `{{ remembered_frame('layouts/_footer.html') }}`.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from typing import Any, Final, TypeVar

import jinja2
from flask import Flask, current_app, request
from flask_login import current_user
from jinja2 import pass_context
from jinja2.runtime import Context, new_context
from markupsafe import Markup, escape

from engagement.core.i18n import current_language
from engagement.web.addressing import languages_of_page, the_visit

T = TypeVar("T")

MOST: Final = 4000  # pieces
MOST_LENGTH: Final = 16 * 2**20  # of all together
MOST_OF_ONE: Final = 8


class Template(jinja2.Template):
    """Jinja compares the names of all globals whenever a template imports from another one: a tenth of a page. And it
    looks for each of them in a chain of mappings whenever one is begun."""

    _known: frozenset[str] = frozenset()

    def new_context(
        self, vars: dict[str, Any] | None = None, shared: bool = False, locals: Mapping[str, Any] | None = None
    ) -> Context:
        """As Jinja's own, with the same names."""
        if shared or not isinstance(self.globals, ChainMap):
            return super().new_context(vars, shared, locals)
        names: dict[str, Any] = {}
        for each in reversed(self.globals.maps):
            names |= each
        return new_context(
            self.environment, self.name, self.blocks, names | (vars or {}), True, self.globals, locals
        )  # fmt: skip

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        if ctx is None or self._module is None:
            return super()._get_default_module(ctx)
        if not ctx.globals_keys <= self._known:
            self._known = frozenset(self.globals)
        return self._module if ctx.globals_keys <= self._known else super()._get_default_module(ctx)


def init_app(app: Flask) -> None:
    app.jinja_env.template_class = Template
    app.extensions["remembered"] = Pieces()
    app.jinja_env.globals.update(remembered=remembered, remembered_frame=remembered_frame)


def remembered(macro: Any, *arguments: Any) -> Markup:
    """The macro's output for these arguments. Kept with the first one where that keeps what is made of it."""
    if current_app.config.get("TEMPLATES_AUTO_RELOAD"):
        return Markup(macro(*arguments))  # noqa: S704  # macros escape
    made: dict[Any, Markup] | None = getattr(arguments[0], "made", None) if arguments else None
    own = arguments if made is None else arguments[1:]
    key = macro.name, own, current_language(), request.script_root
    kept: Any = current_app.extensions["remembered"] if made is None else made
    try:
        found: Markup | None = kept.get(key)
    except TypeError:  # arguments that may change are not remembered
        return Markup(macro(*arguments))  # noqa: S704  # macros escape
    if found is None:
        found = _keep(key, macro(*arguments)) if made is None else keep_with(made, key, Markup(macro(*arguments)))  # noqa: S704
    return found


def keep_with(made: dict[Any, T], key: Any, value: T) -> T:
    """Keep what was made of a value in its `made`: a few pieces, for its places on a page and its languages."""
    if len(made) >= MOST_OF_ONE:
        made.clear()
    made[key] = value
    return value


@pass_context
def remembered_frame(context: Context, name: str) -> Markup:
    """The template as an include would give it: for header and footer, which show a visitor the town's row alone, or of
    the portal those of all towns.

    Every change of the row changes its mark (docs/adr/0009-shelves-in-memory.md). The links to this page in other
    languages differ from page to page and are put in each time. For who is signed in it is made each time.
    """
    city = context.get("city")
    is_kept = city is None or hasattr(city, "shelf_mark")  # the style guide's towns have none
    if not is_kept or current_user.is_authenticated or current_app.config.get("TEMPLATES_AUTO_RELOAD"):
        return Markup(_included(context, name))  # noqa: S704  # templates escape
    visit, values = the_visit(), request.view_args or {}
    # The portal's footer names the towns.
    towns = () if city else tuple((each.city.slug, each.city.name) for each in context.get("towns") or ())
    mark = (city.id, city.shelf_mark, city.updated_at) if city else towns
    key = (
        name, mark, current_language(), visit.language,
        visit.url_scheme, visit.host, request.script_root,
        # The menu says on which of its pages one is.
        request.endpoint, values.get("slug") == "hilfe",
    )  # fmt: skip
    links = languages_of_page()
    found: Markup | None = current_app.extensions["remembered"].get(key)
    if found is None:
        gaps = [(code, words, _gap(code)) for code, words, _address in links]
        found = _keep(key, _included(context, name, languages_of_page=lambda: gaps))
    text = str(found)
    for code, _words, address in links:
        text = text.replace(_gap(code), escape(address))
    return Markup(text)  # noqa: S704  # what was put in is escaped


def _included(context: Context, name: str, **more: Any) -> str:
    return context.environment.get_template(name).render(context.get_all(), **more)


def _gap(code: str) -> str:
    """Where an address comes; nobody can type U+0000 (see `hooks`)."""
    return f"\0{code}\0"


class Pieces(dict[Any, Markup]):
    """What one process remembers, up to a number of pieces and of signs."""

    length = 0

    def keep(self, key: Any, text: Markup) -> Markup:
        self.length += len(text)
        if len(self) >= MOST or self.length > MOST_LENGTH:
            self.clear()
            self.length = len(text)
        self[key] = text
        return text


def _keep(key: Any, text: str) -> Markup:
    kept: Pieces = current_app.extensions["remembered"]
    return kept.keep(key, Markup(text))  # noqa: S704  # macros and templates escape
