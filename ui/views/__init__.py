"""Saved views: filters with a name, the program's own and those that the desk has made."""
