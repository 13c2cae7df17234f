"""Which first path segments belong to the platform, so that no city takes them."""

from __future__ import annotations

from flask import Flask


def first_segments(app: Flask) -> frozenset[str]:
    """The fixed first segments of the addresses that people see: on the platform's host and on a city's own domain."""
    paths = [rule.rule.split("/")[1:] for rule in app.url_map.iter_rules()]
    firsts = {path[0] for path in paths} | {path[1] for path in paths if path[0] == "<city>" and len(path) > 1}
    return frozenset(segment for segment in firsts if segment and "<" not in segment)
