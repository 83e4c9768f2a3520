"""The store: two encrypted SQLite files, the mirror of what vendors said and the desk's own.

`app.store.store` opens both for writing; the window, which only reads, loads `app.store.reader`.
"""
