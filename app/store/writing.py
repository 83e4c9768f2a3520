"""Shifts and changes as rows of the mirror."""

import json
import marshal
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b

from app.domain import Change, Shift
from app.store.rows import START, Values


@dataclass(frozen=True, slots=True)
class Written:
    """A shift ready for the mirror."""

    external_id: str
    start: int
    values: Values  # in the order of COLUMNS
    assignments: tuple[Values, ...]  # without shift id and position
    mark: bytes  # of the vendor's record where it has one, else of the row itself
    clock: int | None  # the minute of its own day at which it begins; None: it is all day

    def says_the_same(self, other: "Written") -> bool:
        """Tell whether two rows differ in nothing that can be seen."""
        return self.values == other.values and self.assignments == other.assignments


def written(shift: Shift, mark: bytes | None = None) -> Written:
    """Return a shift as the values of its row."""
    plain = _plain(shift)
    *values, actions, offers, details = plain[0]
    return Written(
        shift.external_id,
        values[START],
        (*values, _often(actions), _often(offers), _json(details)),
        plain[1],
        mark or _digest(plain),
        None if shift.all_day else shift.start.hour * 60 + shift.start.minute,
    )


def digest(shift: Shift) -> bytes:
    """Return what only a change of the shift alters."""
    return _digest(_plain(shift))


def change_row(change: Change, seen_at: int) -> Values:
    """Return a change as the values of CHANGE without its id."""
    return (
        change.key,
        change.connection,
        change.ref,
        change.kind.value,
        change.person,
        None if change.before is None else json.dumps(change.before, ensure_ascii=False),
        None if change.after is None else json.dumps(change.after, ensure_ascii=False),
        change.by,
        _seconds(change.happened_at),
        change.note,
        seen_at,
    )


def _digest(plain: tuple[Values, tuple[Values, ...]]) -> bytes:
    # Version 0 depends on nothing but the values, and takes a quarter of the time of repr.
    return blake2b(marshal.dumps(plain, 0), digest_size=8).digest()


def _plain(shift: Shift) -> tuple[Values, tuple[Values, ...]]:
    """Return the values of a shift's row, the last three not yet as JSON, and those of its assignments."""
    rate = shift.rate
    assignments = tuple(
        [
            (
                one.key,
                one.person,
                one.person_id,
                one.status,
                one.state.value,
                _seconds(one.assigned_at),
                one.assigned_by,
                _seconds(one.responded_at),
            )
            for one in shift.assignments
        ]
    )
    values = (
        shift.connection,
        shift.external_id,
        shift.vendor,
        shift.number,
        shift.state.value,
        shift.vendor_status,
        shift.title,
        shift.role,
        shift.specialty,
        shift.facility,
        shift.unit,
        shift.client,
        shift.address,
        int(shift.start.timestamp()),
        None if shift.end is None else int(shift.end.timestamp()),
        shift.timezone,
        shift.start.toordinal(),
        int(shift.all_day),
        shift.positions,
        shift.filled,
        int(shift.urgent),
        int(shift.published),
        None if rate is None else f"{rate.amount:f}",
        None if rate is None else rate.kind,
        None if rate is None else int(rate.on_call),
        ", ".join([one.person for one in shift.assignments]) or None,
        shift.notes,
        shift.url,
        shift.series,
        shift.actions,
        tuple([(one.name, one.link, one.precedence) for one in shift.offers]),
        shift.details,
    )
    return values, assignments


def _seconds(when: datetime | None) -> int | None:
    return None if when is None else int(when.timestamp())


@lru_cache(maxsize=4096)
def _often(value: Values) -> str | None:
    """Return as JSON what many shifts have in common."""
    return _json(value)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _json(value: Sequence[object]) -> str | None:
    return _encode(value) if value else None
