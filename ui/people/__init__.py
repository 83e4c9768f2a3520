"""People: who works at whichever vendor, who is the same human, and the desk's roster."""
