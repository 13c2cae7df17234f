"""Signed addresses: the page of a report for who sent it, and the statement of reasons for the association."""

from __future__ import annotations

from engagement.core.links import external_url
from engagement.core.tokens import read, sign

REPORT, STATEMENT = "report", "statement"


def report_token(public_id: str) -> str:
    return sign(REPORT, public_id)


def read_report_token(token: str) -> str:
    """The report's public id. Raises TokenInvalid."""
    return str(read(REPORT, token))


def read_statement_token(token: str) -> str:
    """The case's public id. Raises TokenInvalid."""
    return str(read(STATEMENT, token))


def report_url(city_slug: str, public_id: str) -> str:
    """The complete address for a mail."""
    return external_url("public.report", city=city_slug, token=report_token(public_id))


def statement_url(city_slug: str, case_id: str) -> str:
    """The complete address for a mail."""
    return external_url("public.statement", city=city_slug, token=sign(STATEMENT, case_id))
