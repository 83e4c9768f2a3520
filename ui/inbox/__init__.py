"""The change inbox: what has changed anywhere, until somebody has taken note of it."""
