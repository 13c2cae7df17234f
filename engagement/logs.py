"""Logs that machines read: one line an event, as JSON in production and as text elsewhere.

A line never holds a mail address, a name, a token or a whole network address: requests are named by their route, and
addresses are cut as the data protection authorities advise (IPv4 to /24, IPv6 to /48), so that the log needs no legal
ground of its own.
"""

from __future__ import annotations

import ipaddress
import logging
import re
import sys
from typing import TYPE_CHECKING, Any

import structlog

from engagement.kernel.networks import is_ipv4

if TYPE_CHECKING:
    from config import Settings

QUIET = {"huey": logging.WARNING, "alembic": logging.WARNING}
_MAIL_ADDRESS = re.compile(r"(?<![^\s<>\"'(){}\[\]:;,=])[^\s<>\"'(){}\[\]:;,=]+@[^\s<>\"'(){}\[\]:;,=]+")
_SENDER = re.compile(r"Invalid request from ip=(\S*): ")
_REQUEST = "Error handling request"
_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.ExtraAdder(),
]
# Without the values of local variables: they hold what people entered.
_TRACEBACKS = structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))


def set_up(settings: Settings) -> None:
    """Send the log of the process to standard error, once; gunicorn's own lines and those of libraries take part."""
    is_json = settings.log_format == "json"
    last: list[Any] = (
        [_TRACEBACKS, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if is_json
        else [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last[:-1], _Hiding(last[-1])],
        )
    )
    # A line names neither file nor thread: Python's own way (Logging HOWTO, Optimization) not to look for them.
    logging._srcfile = None
    logging.logThreads = logging.logMultiprocessing = False
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level)
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)
    # gunicorn writes by itself what goes wrong before and around the application, and loads this after its own set-up.
    server = logging.getLogger("gunicorn.error")
    server.handlers, server.propagate = [], True
    server.filters = [_WithoutSender()]


class _WithoutSender(logging.Filter):
    """Of a broken request gunicorn names the whole sender, and quotes its address, in which a token may stand."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if found := _SENDER.match(text):
            record.msg, record.args = f"Invalid request from ip={shortened(found[1])}", ()
        elif text.startswith(_REQUEST):
            record.msg, record.args = _REQUEST, ()
        return True


class _Hiding:
    """Take mail addresses out of everything that is written: mail servers and databases name them in their errors."""

    def __init__(self, render: Any) -> None:
        self._render = render

    def __call__(self, logger: Any, method: str, event: Any) -> Any:
        """The line; only one that has the sign of an address is looked through, value by value."""
        line = self._render(logger, method, dict(event))  # a copy: some renderers take apart what they are given
        return self._render(logger, method, _without_addresses(event)) if "@" in line else line


def _without_addresses(value: Any) -> Any:
    if isinstance(value, str):
        return _MAIL_ADDRESS.sub("…@…", value) if "@" in value else value
    if isinstance(value, dict):
        return {key: _without_addresses(each) for key, each in value.items()}
    return [_without_addresses(each) for each in value] if isinstance(value, list) else value


def shortened(address: str) -> str:
    """A network address without the part that tells people apart; empty for what is no address."""
    if is_ipv4(address):
        return f"{address.rpartition('.')[0]}.0"
    try:
        parsed = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    if parsed.version == 4:
        return f"{str(parsed).rpartition('.')[0]}.0"
    return str(ipaddress.ip_network((parsed, 48), strict=False).network_address)
