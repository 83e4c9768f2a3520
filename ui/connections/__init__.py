"""The dialog in which connections are added, tested, changed and removed."""
