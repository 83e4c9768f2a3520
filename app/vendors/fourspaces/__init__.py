"""4spaces: shift patterns that recur daily, over ServiceStack's JSON."""
