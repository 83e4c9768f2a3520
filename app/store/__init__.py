"""The store: two encrypted SQLite files, the mirror of what vendors said and the desk's own."""

from app.store.store import Store

__all__ = ["Store"]
