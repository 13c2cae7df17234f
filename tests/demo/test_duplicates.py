"""Each town has something to try merging with."""

from __future__ import annotations

import pytest

from engagement.associations.rules.merging import Entry, likely_duplicates
from engagement.demo.content import CITIES, associations_of


@pytest.mark.parametrize("slug", CITIES)
def test_two_entries_of_each_city_are_one_association(slug: str) -> None:
    entries = [
        Entry(number, each["key"], each["name"], "", each["town"], each["website"], each["phone"])
        for number, each in enumerate(associations_of(slug))
    ]
    assert len(likely_duplicates(entries)) == 1
