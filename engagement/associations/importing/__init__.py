"""Taking a town's list of associations into its directory.

reading (file → cells) → columns (cells by meaning) → rows (one entry, or why not) → plan (what to do with it) → running
(the database, one transaction per batch). All but the last are pure.
"""
