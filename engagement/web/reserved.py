"""Which first path segments belong to the platform, so that no city takes them."""

from __future__ import annotations

from flask import Flask


def first_segments(app: Flask) -> frozenset[str]:
    """The fixed first segments of the url map."""
    firsts = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}
    return frozenset(segment for segment in firsts if segment and not segment.startswith("<"))
