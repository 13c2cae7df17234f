"""What a macro makes of plain values is the same every time: `{{ remembered(row_card, item) }}` makes it once.

For macros that look at their arguments, the language and the addresses of built files only, with arguments that are
frozen. A card whose free places have changed is another value, so nothing is ever older than what it is made of.

What stands around a page is the same for all visitors of a town: `{{ remembered_frame('layouts/_footer.html') }}`.
"""

from __future__ import annotations

import threading
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeVar

import jinja2
from flask import Flask, g, request
from flask.globals import app_ctx
from flask_login import current_user
from jinja2 import pass_context
from jinja2.runtime import Context, new_context
from markupsafe import Markup, escape

from engagement.core.i18n import current_language
from engagement.kernel.clock import today
from engagement.web.addressing import languages_of_page, the_visit
from engagement.web.formatting import zone

T = TypeVar("T")

MOST: Final = 4000  # pieces
MOST_LENGTH: Final = 16 * 2**20  # of all together
MOST_OF_ONE: Final = 8

# The contexts themselves: each look through one of Flask's proxies is five calls more, and here are many a page.
_application: Callable[[], Any] = app_ctx._get_current_object  # type: ignore[attr-defined]  # the proxy's


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
    for function in (remembered, remembered_here, remembered_each, remembered_around, remembered_frame):
        app.jinja_env.globals[function.__name__] = function
    app.jinja_env.globals["this_page"] = _this_page


def remembered(macro: Any, *arguments: Any) -> Markup:
    """The macro's output for these arguments. Kept with the first one where that keeps what is made of it."""
    return _remembered(macro, arguments, _here())


def remembered_here(macro: Any, *arguments: Any) -> Markup:
    """The same for a macro that names addresses of pages, which differ with the form of the visit, or moments, which
    are told by the town's clock and sometimes from its day („heute“): the text of an offer, for example.

    It outlives what a page is kept under: whatever changes elsewhere in the town, this piece is as it was.
    """
    where = zone()
    return _remembered(macro, arguments, (*_here(), the_visit().form, where.key, today(where)))


def _remembered(macro: Any, arguments: tuple[Any, ...], here: tuple[Any, ...]) -> Markup:
    if _is_off():
        return Markup(macro(*arguments))  # noqa: S704  # macros escape
    made: dict[Any, Markup] | None = getattr(arguments[0], "made", None) if arguments else None
    own = arguments if made is None else arguments[1:]
    key = macro.name, own, here
    kept: Any = _pieces() if made is None else made
    try:
        found: Markup | None = kept.get(key)
    except TypeError:  # arguments that may change are not remembered
        return Markup(macro(*arguments))  # noqa: S704  # macros escape
    if found is None:
        found = _keep(key, macro(*arguments)) if made is None else keep_with(made, key, Markup(macro(*arguments)))  # noqa: S704
    return found


def remembered_each(macro: Any, items: Iterable[Any], *arguments: Any) -> Markup:
    """One after the other `macro(item, *arguments, is_first)` of items that keep what is made of them: the cards of a
    list, without asking for the language and the place of the page for each."""
    found, is_first, is_kept, here = [], True, not _is_off(), _here()
    for item in items:
        key = macro.name, arguments, is_first, here
        text = item.made.get(key) if is_kept else None
        if text is None:
            text = keep_with(item.made, key, Markup(macro(item, *arguments, is_first)))  # noqa: S704  # macros escape
        found.append(text)
        is_first = False
    return Markup("".join(found))  # noqa: S704  # all of them are


def remembered_around(texts: Sequence[str], macro: Any, *arguments: Any) -> Markup:
    """`macro(*texts, *arguments)` for texts that differ from page to page, such as what somebody has searched for. They
    are put in each time; the macro has to show them as they are, or to show nothing of an empty one."""
    if _is_off():
        return Markup(macro(*texts, *arguments))  # noqa: S704  # macros escape
    gaps = tuple(_gap(str(number)) if text else "" for number, text in enumerate(texts))
    return _filled(remembered(macro, *gaps, *arguments), zip(gaps, texts, strict=True))


def keep_with(made: dict[Any, T], key: Any, value: T) -> T:
    """Keep what was made of a value in its `made`: a few pieces, for its places on a page and its languages."""
    if len(made) >= MOST_OF_ONE:
        made.clear()
    made[key] = value
    return value


@pass_context
def remembered_frame(context: Context, name: str) -> Markup:
    """The template as an include would give it: for what is around each page, which shows a visitor the town's row
    alone, or of the portal those of all towns.

    Every change of the row changes its mark (docs/adr/0009-shelves-in-memory.md). The links to this page in other
    languages and its own address differ from page to page and are put in each time. For who is signed in it is made
    each time.
    """
    frame = _frame(context)
    if frame is None:
        return Markup(_included(context, name))  # noqa: S704  # templates escape
    key = name, frame.key
    found: Markup | None = _pieces().get(key)
    if found is None:
        gaps = [(code, words, _gap(code)) for code, words, _address in frame.links]
        found = _keep(key, _included(context, name, languages_of_page=lambda: gaps, this_page=lambda: _gap("")))
    return _filled(found, frame.gaps)


class _Frame(NamedTuple):
    """What the pieces around a page depend on, and what is put into them."""

    city: Any
    key: Any
    links: list[tuple[str, str, str]]
    gaps: list[tuple[str, str]]


def _frame(context: Context) -> _Frame | None:
    """Looked up once for all pieces of a page; None where they must not be kept."""
    city = context.get("city")
    known: _Frame | None = g.get("frame")
    if known is not None and known.city is city:
        return known
    is_kept = city is None or hasattr(city, "shelf_mark")  # the style guide's towns have none
    if not is_kept or _is_off() or current_user.is_authenticated:
        return None
    visit, values = the_visit(), request.view_args or {}
    # The portal's footer names the towns.
    towns = () if city else tuple((each.city.slug, each.city.name) for each in context.get("towns") or ())
    mark = (city.id, city.shelf_mark, city.updated_at) if city else towns
    key = (
        mark, current_language(), visit.language, visit.url_scheme, visit.host, visit.script_name,
        # The menu says on which of its pages one is.
        request.endpoint, values.get("slug") == "hilfe",
    )  # fmt: skip
    links = languages_of_page()
    gaps = [(_gap(code), address) for code, _words, address in links]
    frame = g.frame = _Frame(city, key, links, [*gaps, (_gap(""), _this_page())])
    return frame


def _this_page() -> str:
    """The address of this page with its query, to come back to."""
    return request.full_path.rstrip("?")


def _included(context: Context, name: str, **more: Any) -> str:
    return context.environment.get_template(name).render(context.get_all(), **more)


def _gap(name: str) -> str:
    """Where something comes; nobody can type U+0000 (see `hooks`)."""
    return f"\0{name}\0"


def _filled(piece: Markup, gaps: Iterable[tuple[str, str]]) -> Markup:
    """The piece with its gaps filled."""
    text = str(piece)
    if "\0" in text:
        for gap, value in gaps:
            if gap:
                text = text.replace(gap, escape(value))
    return Markup(text)  # noqa: S704  # what was put in is escaped


def _here() -> tuple[str, str]:
    """What each piece depends on beside its arguments: the language, and the path below which the application is."""
    return current_language(), the_visit().script_name


def _is_off() -> bool:
    """While templates are being written each page is made anew."""
    return bool(_application().app.config["TEMPLATES_AUTO_RELOAD"])


def _pieces() -> Pieces:
    kept: Pieces = _application().app.extensions["remembered"]
    return kept


class Pieces(dict[Any, Markup]):
    """What one process remembers, up to a number of pieces and of signs; what is longest there goes first."""

    def __init__(self) -> None:
        super().__init__()
        self.length = 0
        self._lock = threading.Lock()

    def keep(self, key: Any, text: Markup) -> Markup:
        """Keep a piece; another thread may have kept the same meanwhile."""
        with self._lock:
            self.length += len(text) - len(self.pop(key, ""))
            self[key] = text
            while len(self) > 1 and (len(self) > MOST or self.length > MOST_LENGTH):
                self.length -= len(self.pop(next(iter(self))))
        return text


def _keep(key: Any, text: str) -> Markup:
    return _pieces().keep(key, Markup(text))  # noqa: S704  # macros and templates escape
