"""Who was there, and for how long: a person's own ledger of hours, confirmed by the association."""
