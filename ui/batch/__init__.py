"""Several shifts at once: what they share, a dry run, and then one after another."""
