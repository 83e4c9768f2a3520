"""Exporting what is shown or selected into a file: what, in which form, and how far it is."""
