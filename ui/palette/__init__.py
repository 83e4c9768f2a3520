"""The command palette and the sheet of shortcuts: everything there is to do, by a few typed letters."""
