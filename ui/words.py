"""Words for the screen: vendor text made harmless, states and kinds as a person says them."""

import re
from functools import lru_cache

STATES = {
    "draft": "Draft",
    "open": "Open",
    "pending": "Pending",
    "assigned": "Assigned",
    "confirmed": "Confirmed",
    "worked": "Worked",
    "cancelled": "Cancelled",
    "unknown": "Unknown",
}

KINDS = {
    "posted": "Posted",
    "edited": "Edited",
    "assigned": "Assigned",
    "unassigned": "Taken off",
    "status": "Status",
    "removed": "No longer visible",
    "restored": "Visible again",
}

FIELDS = {
    "number": "number",
    "state": "state",
    "vendor_status": "status",
    "title": "shift",
    "role": "role",
    "specialty": "specialty",
    "facility": "facility",
    "unit": "unit",
    "client": "client",
    "address": "address",
    "start": "start",
    "end": "end",
    "timezone": "time zone",
    "all_day": "all day",
    "positions": "positions",
    "filled": "filled",
    "urgent": "urgent",
    "published": "published",
    "rate": "rate",
    "notes": "notes",
}

# Controls, and the direction marks with which a text can pretend to be another one.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def plain(text: str, limit: int = 4000) -> str:
    """Return a vendor's text fit for a label: no controls, at most `limit` characters."""
    text = text[: limit + 1].replace("\r\n", "\n")
    text = _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)
    return text if len(text) <= limit else text[:limit] + "…"


@lru_cache(maxsize=4096)  # a board says the same names again and again
def line(text: str, limit: int = 200) -> str:
    """Return a vendor's text on one line, fit for a cell."""
    return plain(" ".join(text[: 4 * limit].split()), limit)


def tip(text: str) -> str:
    """Return the text as a tool tip that Qt cannot mistake for anything but that text."""
    from html import escape  # its table of entities is not needed to paint a board

    return f'<p style="white-space:pre-wrap">{escape(plain(text))}</p>' if text else ""


def counted(n: int, one: str, many: str) -> str:
    """Return `1 shift` or `2 shifts`."""
    return f"{n:,} {one if n == 1 else many}"


def listed(items: list[str], word: str = "and") -> str:
    """Return `A`, `A and B` or `A, B and C`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"
