"""Putting somebody on a shift by dragging, or by name: judged while one drags, filled in when one drops."""
