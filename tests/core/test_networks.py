"""Addresses of the network, from their text."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.accounts.rules.attempts import network_of
from engagement.kernel.networks import is_ipv4
from engagement.logs import shortened

_PARTS = st.lists(st.one_of(st.integers(0, 300).map(str), st.sampled_from(["00", "01", "", "²", "٣", "-1", "1\n"])))


@settings(deadline=None)  # the machine may have other things to do
@given(address=st.one_of(_PARTS.map(".".join), st.ip_addresses().map(str), st.text(max_size=15)))
def test_an_ipv4_address_is_what_python_calls_so(address: str) -> None:
    try:
        known = isinstance(ipaddress.ip_address(address), ipaddress.IPv4Address)
    except ValueError:
        known = False
    assert is_ipv4(address) == known


@settings(deadline=None)  # the machine may have other things to do
@given(address=st.ip_addresses(v=4).map(str))
def test_one_counts_as_itself_and_is_logged_without_its_last_part(address: str) -> None:
    assert network_of(address) == address
    assert ipaddress.ip_network(f"{shortened(address)}/24").supernet_of(ipaddress.ip_network(address))


@pytest.mark.parametrize("address", ["::ffff:203.0.113.77", "::ffff:203.0.113.77%eth0"])
def test_one_that_came_as_ipv6_counts_as_the_same(address: str) -> None:
    assert network_of(address) == "203.0.113.77"
