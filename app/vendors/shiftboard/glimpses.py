"""Rows of a large listing, marked so that only those are read that are not as they were."""

import marshal
from functools import lru_cache, partial
from hashlib import blake2b
from typing import Any

from app import __version__
from app.account import Account
from app.records import reject, sift
from app.vendor import Glimpse, Reject, Sighting
from app.vendors.shiftboard.references import References
from app.vendors.shiftboard.wire import ROW, Row, filled_in, identity, sighting


def glimpses(
    rows: list[Row] | tuple[object, ...], names: References, account: Account
) -> tuple[list[Glimpse], list[Reject]]:
    """Return good rows unread, each with a mark of itself and the names it refers to; and the bad ones."""
    salt = _circumstances(account)
    if isinstance(rows, tuple):
        return sift(map(filled_in, rows), ROW, lambda row: _glimpse(row, names, account, salt))
    made: list[Glimpse] = []
    rejects: list[Reject] = []
    for row in rows:
        try:
            made.append(_glimpse(row, names, account, salt))
        except ValueError as error:
            rejects.append(reject(row, str(error)))
    return made, rejects


def _glimpse(row: Row, names: References, account: Account, salt: bytes) -> Glimpse:
    role = row.get("role")
    where = names.zone_of(row.get("timezone") or "")
    referred = (
        names.location.get(row.get("location") or ""),
        names.workgroup.get(row.get("workgroup") or ""),
        names.department.get(row.get("department") or ""),
        names.client.get(row.get("client") or ""),
        None if isinstance(role, dict) else names.role.get(role or ""),
        names.account.get(row.get("covering_member") or row.get("external_covering_member") or ""),
        names.work_status.get(row.get("work_status_type") or ""),
        names.decline_reason.get(row.get("acknowledge_decline_reason") or ""),
        where and where.key,
    )
    plain: Any = (salt, _attributes(tuple(row)), *row.values(), referred)
    told = marshal.dumps(plain, 0)  # version 0 depends on nothing but the values
    mark = blake2b(told, digest_size=8).digest()
    return Glimpse(identity(row), mark, partial(_read, row, names, account, mark))


def _read(row: Row, names: References, account: Account, mark: bytes) -> Sighting | Reject:
    try:
        return sighting(row, names, account, mark)
    except (ValueError, OverflowError) as error:
        return reject(row, str(error))


@lru_cache(maxsize=1_000)
def _attributes(names: tuple[str, ...]) -> bytes:
    """Return a short form of which attributes a row has: most rows have the same."""
    return blake2b("\n".join(names).encode(), digest_size=8).digest()


def _circumstances(account: Account) -> bytes:
    """Return what else a row's shift depends on: how this version reads, and the account's settings."""
    zones = account.zones
    told = (__version__, account.connection, account.portal_url, str(zones.default), str(zones.exceptions))
    return blake2b(repr(told).encode(), digest_size=16).digest()
