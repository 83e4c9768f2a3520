"""The board: every vendor's shifts in one table."""
