"""The panel of one shift: what can be done with it, how it is asked for, and what became of it."""
