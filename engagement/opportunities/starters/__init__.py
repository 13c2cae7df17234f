"""Starts for new offers: what the product ships, what a city provides, what an association keeps for itself."""
