"""Clashes: what the desk's checks find, in a list, beside a shift, and how grave it is."""
