"""The columns of an exported table: the shape of a shift, under headers for people."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from app.domain import Assignment, Kept

Cell = str | bool | int | Decimal | datetime | None

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
# With these a text can pretend to be another one, or to end elsewhere than it does.
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069\ufeff]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Column:
    """A header, what stands under it, and how wide it is in characters."""

    header: str
    of: Callable[[Kept], Cell]
    width: int = 12


COLUMNS = (
    Column("Ref", lambda kept: kept.shift.ref, 28),
    Column("Connection", lambda kept: kept.shift.connection),
    Column("Vendor", lambda kept: kept.shift.vendor),
    Column("External id", lambda kept: kept.shift.external_id, 28),
    Column("Number", lambda kept: kept.shift.number),
    Column("State", lambda kept: kept.shift.state.value),
    Column("Vendor status", lambda kept: kept.shift.vendor_status, 16),
    Column("Title", lambda kept: kept.shift.title, 24),
    Column("Role", lambda kept: kept.shift.role, 16),
    Column("Specialty", lambda kept: kept.shift.specialty, 16),
    Column("Facility", lambda kept: kept.shift.facility, 24),
    Column("Unit", lambda kept: kept.shift.unit, 16),
    Column("Client", lambda kept: kept.shift.client, 16),
    Column("Address", lambda kept: kept.shift.address, 30),
    Column("Start", lambda kept: kept.shift.start, 18),
    Column("End", lambda kept: kept.shift.end, 18),
    Column("Time zone", lambda kept: kept.shift.timezone, 18),
    Column("All day", lambda kept: kept.shift.all_day, 8),
    Column("Positions", lambda kept: kept.shift.positions, 9),
    Column("Filled", lambda kept: kept.shift.filled, 8),
    Column("Urgent", lambda kept: kept.shift.urgent, 8),
    Column("Published", lambda kept: kept.shift.published, 9),
    Column("Rate", lambda kept: kept.shift.rate.amount if kept.shift.rate else None, 8),
    Column("Rate kind", lambda kept: kept.shift.rate.kind if kept.shift.rate else None, 9),
    Column("On call", lambda kept: kept.shift.rate.on_call if kept.shift.rate else None, 8),
    Column("People", lambda kept: people(kept.shift.assignments), 30),
    Column("Actions", lambda kept: ", ".join(kept.shift.actions) or None, 16),
    Column("Notes", lambda kept: kept.shift.notes, 30),
    Column("Link", lambda kept: kept.shift.url, 24),
    Column("Removed", lambda kept: kept.removed, 9),
    Column("Last seen (UTC)", lambda kept: kept.last_seen.astimezone(UTC), 18),
)


def people(assignments: tuple[Assignment, ...]) -> str | None:
    """Return who is on a shift, each with the vendor's word: "Adam Jones (Confirmed); Eva Kühn"."""
    named = (f"{one.person} ({one.status})" if one.status else one.person for one in assignments)
    return "; ".join(named) or None


def plain(text: str) -> str:
    """Return a text that any file can hold: of controls tab and line end alone, and none that turns it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATES.sub("\ufffd", _TURNING.sub("", _UNPRINTABLE.sub("", lines)))
