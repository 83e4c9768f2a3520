"""Coverage: how many shifts are open, pending and filled, by day, hour and facility."""
