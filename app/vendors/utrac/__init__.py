"""uTRAC: staffing of events and venues; its interface only reads, by what changed."""
