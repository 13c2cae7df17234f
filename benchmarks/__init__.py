"""Figures at size: `make bench`."""
