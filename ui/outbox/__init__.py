"""The outbox: what was asked for at this desk, and what became of it."""
