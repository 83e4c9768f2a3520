"""Facets: which values the shifts have, how many each, and which are asked for."""
