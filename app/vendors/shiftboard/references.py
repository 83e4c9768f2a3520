"""The objects that an answer's rows refer to: ids and display names on one side, names on the other."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

from app.records import LONGEST_TEXT
from app.vendors.shiftboard.timezones import IANA
from app.zones import zone

Names = dict[str, str]  # id to name


@dataclass(frozen=True, slots=True)
class References:
    """What the ids of one answer stand for. An unreadable entry costs a name, never a row."""

    account: Names
    client: Names
    department: Names
    location: Names
    role: Names
    workgroup: Names
    work_status: Names
    decline_reason: Names
    zones: dict[str, ZoneInfo]  # by display name

    @classmethod
    def read(cls, raw: object) -> Self:
        """Return the names in `referenced_objects`, which is an object of arrays by type.

        Some types are spelt differently by shift.get and shift.list: both are taken.
        """
        objects = raw if isinstance(raw, dict) else {}
        return cls(
            account=_people(objects.get("account")),
            client=_named(objects.get("client")),
            department=_named(objects.get("department")),
            location=_named(objects.get("location")),
            role=_named(objects.get("role")),
            workgroup=_named(objects.get("workgroup")),
            work_status=_named(objects.get("workStatusType")) | _named(objects.get("work_status_type")),
            decline_reason=_named(objects.get("acknowledgeDeclineReason"))
            | _named(objects.get("acknowledge_decline_reason")),
            zones=_zones(objects.get("timezone")),
        )

    def zone_of(self, name: str) -> ZoneInfo | None:
        """Return the zone of a display name: as the answer says, else as the document lists it."""
        return self.zones.get(name) or _documented(name)


@lru_cache(maxsize=256)
def _documented(name: str) -> ZoneInfo | None:
    return _zone(IANA.get(name, name))


def _zone(name: str) -> ZoneInfo | None:
    try:
        return zone(name)
    except ValueError:
        return None


def _named(entries: object) -> Names:
    found = {}
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            key, name = _text(entry.get("id")), _text(entry.get("name")) or _text(entry.get("label"))
            if key and name:
                found[key] = name
    return found


def _people(entries: object) -> Names:
    """Return names by account id, and by external id where a site uses them."""
    found = {}
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            both = f"{_text(entry.get('first_name'))} {_text(entry.get('last_name'))}".strip()
            if name := both or _text(entry.get("screen_name")):
                for key in (_text(entry.get("external_id")), _text(entry.get("id"))):
                    if key:
                        found[key] = name
    return found


def _zones(entries: object) -> dict[str, ZoneInfo]:
    found = {}
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            # iana_timezone was called olson_timezone in earlier editions of the document
            name = _text(entry.get("iana_timezone")) or _text(entry.get("olson_timezone"))
            if name and (known := _zone(name)):
                found[_text(entry.get("name"))] = known
    return found


def _text(value: object) -> str:
    if isinstance(value, str):
        return value if value.strip() and len(value) <= LONGEST_TEXT else ""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
