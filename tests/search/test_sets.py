"""Sets of positions: a page is cut out of them as out of a list."""

from __future__ import annotations

import random

from engagement.opportunities.search.shelf import Hits, part_of, positions


def test_a_part_is_that_of_the_whole_list() -> None:
    chance = random.Random(7)
    for number in (0, 1, 24, 511, 512, 513, 5000):
        mask = sum(1 << position for position in chance.sample(range(6000), number))
        members = positions(mask)
        assert members == sorted(members) and len(members) == number
        for start, stop in ((0, 24), (23, 25), (480, 504), (number - 5, number + 5), (number, number + 24), (0, 9000)):
            start = max(0, start)
            assert part_of(mask, start, stop) == members[start:stop], (number, start, stop)


def test_what_weighs_more_in_another_town_counts_once() -> None:
    hits = Hits.of([(2, 0b0011), (1, 0b0110), (0, 0b1001)])
    assert (hits.all, hits.parts) == (0b1111, (0b0011, 0b0100, 0b1000))
