"""Rows of the mirror as shifts and changes.

A module of its own, for a board's first sight shows rows as they are: see `rows`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import apsw

from app.domain import Assignment, Change, Kept, Kind, Noticed, Offer, Rate, Shift, State
from app.store.files import fetched
from app.store.rows import COLUMNS, LAST_SEEN, marks, moment
from app.zones import of_epoch, zone


def load(db: apsw.Connection, clause: str, bound: Sequence[Any]) -> dict[int, Kept]:
    """Return the shifts of a clause over `shift s`, by their ids and in its order."""
    columns = ", ".join(f"s.{name}" for name in COLUMNS)
    rows = fetched(
        db,
        f"""select s.id, {columns}, s.last_change, s.removed, {LAST_SEEN}
            from shift s left join connection c on c.name=s.connection {clause}""",
        bound,
    )
    assignments: dict[int, list[Sequence[Any]]] = {}
    for shift_id, *values in fetched(
        db,
        f"""select shift_id, key, person, person_id, status, state, assigned_at, assigned_by, responded_at
            from assignment where shift_id in ({marks(rows)}) order by shift_id, position""",
        [row[0] for row in rows],
    ):
        assignments.setdefault(shift_id, []).append(values)
    return {id_: kept_of(values, assignments.get(id_, ())) for id_, *values in rows}


def noticed_of(values: Sequence[Any]) -> Noticed:
    """Return the change of a row: the columns of CHANGE, then the acknowledgement's at, by, comment."""
    (
        id_, key, connection, ref, kind, person, before, after, by, happened_at, note, seen_at,
        acknowledged_at, acknowledged_by, comment,
    ) = values  # fmt: skip
    return Noticed(
        id=id_,
        change=Change(
            key=key,
            connection=connection,
            ref=ref,
            kind=Kind(kind),
            person=person,
            before=_facts(before),
            after=_facts(after),
            by=by,
            happened_at=moment(happened_at),
            note=note,
        ),
        seen_at=datetime.fromtimestamp(seen_at, UTC),
        acknowledged_at=moment(acknowledged_at),
        acknowledged_by=acknowledged_by,
        comment=comment,
    )


def kept_of(values: Sequence[Any], assignments: Iterable[Sequence[Any]]) -> Kept:
    """Return the row's shift with what the mirror knows of it; that comes last: changed, removed, seen."""
    *content, changed_at, removed, last_seen = values
    return Kept(
        shift=shift_of(content, assignments),
        removed=removed is not None,
        last_seen=datetime.fromtimestamp(last_seen, UTC),
        changed_at=moment(changed_at),
    )


def shift_of(values: Sequence[Any], assignments: Iterable[Sequence[Any]]) -> Shift:
    """Return the shift of a row whose values come in the order of COLUMNS."""
    (
        connection, external_id, vendor, number, state, vendor_status, title, role, specialty, facility,
        unit, client, address, start, end, timezone, _day, all_day, positions, filled, urgent, published,
        rate, rate_kind, rate_on_call, _people, notes, url, series, actions, offers, details,
    ) = values  # fmt: skip
    where = zone(timezone)
    return Shift(
        connection=connection,
        vendor=vendor,
        external_id=external_id,
        number=number,
        state=State(state),
        vendor_status=vendor_status,
        title=title,
        role=role,
        specialty=specialty,
        facility=facility,
        unit=unit,
        client=client,
        address=address,
        start=of_epoch(start, where),
        end=None if end is None else of_epoch(end, where),
        timezone=timezone,
        all_day=bool(all_day),
        positions=positions,
        filled=filled,
        urgent=bool(urgent),
        published=bool(published),
        rate=None if rate is None else Rate(amount=Decimal(rate), kind=rate_kind, on_call=bool(rate_on_call)),
        assignments=tuple(assignment_of(one) for one in assignments),
        actions=tuple(json.loads(actions)) if actions else (),
        notes=notes,
        url=url,
        series=series,
        offers=tuple(
            Offer(name=name, link=link, precedence=rank) for name, link, rank in json.loads(offers or "[]")
        ),
        details=tuple((label, text) for label, text in json.loads(details or "[]")),
    )


def assignment_of(values: Sequence[Any]) -> Assignment:
    """Return the assignment of a row, without its shift id and position."""
    key, person, person_id, status, state, assigned_at, assigned_by, responded_at = values
    return Assignment(
        key=key,
        person=person,
        person_id=person_id,
        status=status,
        state=State(state),
        assigned_at=moment(assigned_at),
        assigned_by=assigned_by,
        responded_at=moment(responded_at),
    )


def _facts(text: str | None) -> Mapping[str, object] | None:
    return None if text is None else json.loads(text)
