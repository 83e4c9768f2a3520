"""The search: words and fields, completion, and what was not understood."""
