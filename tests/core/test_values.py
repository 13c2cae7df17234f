"""Small values."""

from __future__ import annotations

from engagement.kernel.values import normalise_email


def test_addresses_are_compared_without_case_but_not_across_hosts() -> None:
    assert normalise_email(" Hanna@Leute.Example ") == "hanna@leute.example"
    assert normalise_email("a@straße.example") != normalise_email("a@strasse.example")
