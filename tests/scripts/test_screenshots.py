"""What the pictures are taken of exists, and what is kept for the README stays small."""

from __future__ import annotations

from flask import Flask
from PIL import Image

from engagement.demo.content import CITIES
from scripts.screenshots import PORTAL, SHOTS, beside, email_of


def test_every_way_begins_at_a_page_of_the_application(app: Flask) -> None:
    names = [shot.name for shot in (*SHOTS, *PORTAL)]
    assert len(names) == len(set(names))
    adapter = app.url_map.bind("localhost")
    for shot in (*SHOTS, *PORTAL):
        start = shot.way.split(" > ")[0].format(city=CITIES[0]).partition("?")[0]
        if shot.name != "missing":
            assert adapter.match(start, method="GET"), shot.name


def test_every_role_is_a_person_of_the_demo() -> None:
    assert all("@" in email_of(shot.role, CITIES[0]) for shot in SHOTS if shot.role)


def test_pictures_stand_side_by_side_at_one_height() -> None:
    row = beside([Image.new("RGB", (100, 200), "#f00"), Image.new("RGB", (300, 300), "#00f")], 624)
    assert row.width == 624
    assert row.getpixel((2, row.height // 2)) == (255, 0, 0)
    assert row.getpixel((610, row.height // 2)) == (0, 0, 255)
