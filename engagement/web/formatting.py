"""How dates, times, numbers and names look on a page: Jinja filters over plain values.

Moments come in aware and in UTC and are shown on the city's wall clock; calendar days come in as `date`.
"""

from __future__ import annotations

import functools
import re
from datetime import date, datetime, time, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

import phonenumbers
from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from flask import Flask, g, has_app_context
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from engagement.core.i18n import _, _n, current_language
from engagement.kernel.clock import DEFAULT_ZONE, utcnow
from engagement.kernel.languages import DEFAULT_LANGUAGE
from engagement.opportunities import richtext

NBSP: Final = "\u00a0"
_TOGETHER: Final = re.compile(rf"\d[\d.:]*–\d[\d.:]*(?:{NBSP}\w+| Uhr)?|\bE-Mail(?:-\w{{1,8}}\b)?|\b(\w{{3,}})-\1\b")
_SMALL_WORDS: Final = frozenset(["am", "an", "auf", "der", "die", "das", "des", "für", "im", "in", "und", "von", "zu"])


class NeedsPeople(Protocol):
    """A date, in a view of whichever page."""

    @property
    def minimum(self) -> int | None: ...
    @property
    def decide_by(self) -> datetime | None: ...
    @property
    def takes_place(self) -> bool: ...


def init_app(app: Flask) -> None:
    """Register the filters under their own names, and the helpers that templates call."""
    for function in (
        date_long, date_plain, date_short, day_parts, hours_words, time_range, shift_when, moment_long, needs_people,
        day_relative, month_long,
        waiting,
        number, phone, tel, lines, initials, joints, excerpt, mail_breaks, spoken, reference, rich_html,
    ):  # fmt: skip
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.globals.update(csrf_field=csrf_field, page_language=page_language)


def zone() -> ZoneInfo:
    """Return the zone of the city at hand, else the default."""
    city = g.get("city") if has_app_context() else None
    return ZoneInfo(city.timezone) if city is not None and getattr(city, "timezone", None) else DEFAULT_ZONE


def _day(value: datetime | date) -> date:
    return _clock(value).date() if isinstance(value, datetime) else value


def _clock(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone cannot be shown")
    return moment.astimezone(zone())


def _locale() -> str:
    return current_language()


def rich_html(text: str | None) -> Markup:
    """What a field of formatted text holds, typed signs or pasted HTML, as it will be shown: sanitised."""
    return Markup(richtext.from_input(text or ""))  # noqa: S704  # sanitised there


def page_language() -> str:
    """Return the language of the page for its `lang` attribute: `de`."""
    return _locale().replace("_", "-")


def date_long(value: datetime | date) -> str:
    """„Sa., 12. Dezember 2026“, which may break before the year only.

    Unbroken it would not fit beside a picture at 320 px.
    """
    text = _date(_day(value), _("EEE, d MMMM y"), _locale())
    return NBSP.join(text.split(" ")[:-1]) + " " + text.split(" ")[-1]


def date_plain(value: datetime | date) -> str:
    """„12. Dezember 2026“ for papers and periods, unbroken."""
    return _date(_day(value), _("d MMMM y"), _locale()).replace(" ", NBSP)


def month_long(value: datetime | date) -> str:
    """„Dezember 2026“, unbroken."""
    return _date(_day(value), "LLLL y", _locale()).replace(" ", NBSP)


def date_short(value: datetime | date) -> str:
    """„Sa., 12.12.“ for tables and narrow places, unbroken."""
    return _date(_day(value), _("EEE, d MMM"), _locale()).replace(" ", NBSP)


def _time(moment: datetime) -> str:
    pattern = _("HH:'00'") if moment.minute == 0 else _("HH:mm")
    return _time_of_day(moment.time(), pattern, _locale())


@functools.lru_cache(2048)
def _date(day: date, pattern: str, language: str) -> str:
    """A list names the same few days again and again."""
    return format_date(day, pattern, locale=language)


@functools.lru_cache(2048)
def _time_of_day(of_day: time, pattern: str, language: str) -> str:
    return format_time(of_day, pattern, locale=language)


def _o_clock(times: str) -> str:
    return _("%(times)s", times=times).replace(" ", NBSP)


def day_parts(value: datetime | date) -> tuple[str, str, str]:
    """Weekday, day and month of a calendar leaf: („Sa.“, „12“, „Dez.“)."""
    day = _day(value)
    return _date(day, "EEE", _locale()), str(day.day), _date(day, "MMM", _locale())


def time_range(start: datetime, end: datetime | None = None) -> str:
    """„14–17 Uhr“, „9.30–11 Uhr“; without an end „14 Uhr“."""
    begins = _clock(start)
    if end is None:
        return _o_clock(_time(begins))
    return _o_clock(f"{_time(begins)}–{_time(_clock(end))}")


def shift_when(start: datetime, end: datetime | None = None) -> str:
    """„Sa., 12. Dezember 2026, 14–17 Uhr“: breaks only before the time. Over midnight both days are named."""
    return _shift_when(start, end, zone(), _locale())


@functools.lru_cache(4096)
def _shift_when(start: datetime, end: datetime | None, _zone: ZoneInfo, _language: str) -> str:
    """A list names the same dates again and again; what they look like depends on the zone and the language, too."""
    if end is not None and _day(start) != _day(end) and _clock(end) - _clock(start) > timedelta(hours=12):
        return _("%(start)s to %(end)s", start=shift_when(start), end=shift_when(end))
    return f"{date_long(start)}, {time_range(start, end)}"


def moment_long(value: datetime) -> str:
    """„heute, 8.12 Uhr“ or „3. März 2026, 16.05 Uhr“ for logs."""
    return f"{day_relative(value)}, {_o_clock(_time(_clock(value)))}"


def needs_people(date: NeedsPeople) -> str:
    """From how many people on a date takes place, as a sentence; empty where it takes place in any case."""
    if date.minimum is None or date.decide_by is None:
        return ""
    if date.takes_place:
        return _("Takes place.")
    when = moment_long(date.decide_by)
    return _("Takes place if at least %(num)d people take part by %(when)s.", num=date.minimum, when=when)


def day_relative(value: datetime | date) -> str:
    """„heute“, „morgen“, „gestern“, else the long date."""
    days = (_day(value) - _clock(utcnow()).date()).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    return date_long(value)


def waiting(since: datetime, now: datetime | None = None) -> str:
    """„seit 5 Min.“, „seit 3 Std.“, „seit gestern“, „seit 4 Tagen“. `now` is for reports; it defaults to the clock."""
    present = _clock(now or utcnow())
    begun = _clock(since)
    days = (present.date() - begun.date()).days
    minutes = max(0, int((present - begun).total_seconds() // 60))
    if days >= 2:
        return _n("for %(num)d day", "for %(num)d days", days)
    if days == 1 and minutes >= 12 * 60:
        return _("since yesterday")
    if minutes >= 60:
        return _n("for %(num)d hr", "for %(num)d hrs", minutes // 60)
    return _n("for %(num)d min", "for %(num)d mins", max(1, minutes))


def number(value: int | float) -> str:
    """„1.234“ or „2,5“."""
    return _decimal(value, _locale())


def hours_words(minutes: int) -> str:
    """„2,5“ for 150 minutes; forms read it back to the minute."""
    return number(round(minutes / 60, 2))


@functools.lru_cache(2048)
def _decimal(value: int | float, language: str) -> str:
    return format_decimal(value, locale=language)


def _parsed(value: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(value, "DE")
    except phonenumbers.NumberParseException:
        return None


def phone(value: str) -> str:
    """A phone number as people write it: as it was typed when somebody grouped it, else in national groups."""
    text = value.strip()
    if re.search(r"\d[ /-]\d", text):
        return text
    found = _parsed(text)
    if found is None:
        return text
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(found, form.NATIONAL if found.country_code == 49 else form.INTERNATIONAL)


def tel(value: str) -> str:
    """The value of a `tel:` link: `+497221000012`."""
    found = _parsed(value)
    if found is None:
        return "tel:" + re.sub(r"[^\d+]", "", value)
    return "tel:" + phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def reference(public_id: str) -> str:
    """An id in groups of four, to be read out on the phone: „bcdf-2345-ghjk“."""
    return "-".join(public_id[start : start + 4] for start in range(0, len(public_id), 4))


def spoken(text: str | Markup | None, language: str = DEFAULT_LANGUAGE) -> Markup:
    """Words that somebody wrote in `language`, marked as such where the page speaks another one."""
    if not text or language == _locale():
        return escape(text or "")
    return Markup('<span lang="{}">{}</span>').format(language, text)


def joints(value: str | Markup) -> Markup:
    """Text whose lines end where a reader would end them.

    A time like „9.30–11 Uhr“, „E-Mail“ and „Baden-Baden“ stay on one line: browsers would break behind the dash.
    A pair of words like „Kernstadt/Innenstadt“ breaks behind its slash: they would rather break inside a word.
    """
    parts = re.split(r"(<[^>]*>)", str(escape(value)))  # every second one is a tag, not text
    for number in range(0, len(parts), 2):
        text = _TOGETHER.sub(r'<span class="nowrap">\g<0></span>', parts[number])
        parts[number] = re.sub(r"(?<=[^\W\d_]{3})/(?=[^\W\d_]{3})", "/<wbr>", text)
    return Markup("".join(parts))  # noqa: S704  # escaped above


def excerpt(value: str, length: int) -> str:
    """The beginning of a text in about `length` signs, cut between words and not behind a full stop or a comma."""
    if len(value) <= length + 5:
        return value
    return value[: length + 1].rsplit(" ", 1)[0].rstrip(" ,.;:–-") + NBSP + "…"


def mail_breaks(value: str | None) -> Markup:
    """Text in whose mail addresses a narrow column breaks the line before a sign; copied, they hold no blank."""
    parts = re.split(r"(\S+@\S+)", value or "")
    return Markup("").join(
        Markup("<wbr>").join(re.split(r"(?<=\w)(?=[@.]\w)", part)) if "@" in part else escape(part) for part in parts
    )


def lines(value: str | None) -> Markup:
    """Plain text with its line breaks; everything else is escaped."""
    return Markup("<br>").join(escape(line) for line in (value or "").splitlines())


def initials(value: str) -> str:
    """Two letters for a crest: „Offene Gärten Ruit“ gives OG."""
    words = [word for word in re.findall(r"[^\W\d_][\w.]*", value) if word.lower() not in _SMALL_WORDS]
    return "".join(word[0] for word in words[:2]).upper() or "?"


def csrf_field() -> Markup:
    """The hidden token of a form without WTForms. Nothing for visitors, who have no session to forge."""
    if not current_user.is_authenticated:
        return Markup("")
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())
