"""Papers for people: PDF files that everybody can read, and the codes printed on them."""
