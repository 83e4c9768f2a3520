"""A calendar (RFC 5545): an event a shift, on the clock of its own zone.

Events wait in a file beside the calendar, for the zones stand first and must span them all.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from io import SEEK_END, BytesIO
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from icalendar import Event, Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.parser import Contentline, Parameters
from icalendar.prop import vText

from app.domain import Kept, Shift, State
from app.export.columns import people, plain
from app.export.naming import Group, file_names, groups_of
from app.export.owner import PROPERTY, owned, owner_of, told
from app.export.whole import several, target_of, whole
from app.export.whose import AS_TOLD, Part, Whose
from app.zones import instant, zone

STATUS = {
    State.CANCELLED: "CANCELLED",
    State.CONFIRMED: "CONFIRMED",
    State.WORKED: "CONFIRMED",
}  # all others are TENTATIVE: not yet certain

HEAD = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Callboard//Callboard//EN\r\n"
    b"CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n"
)
TAIL = b"END:VCALENDAR\r\n"
SINCE = 1_600_000_000  # epoch seconds from which sequence numbers count: a calendar holds 31 bits
ALL = "Shifts"  # the name of a calendar of them all

_DATED = re.compile(rb"^DTSTAMP:.*\r\n", re.MULTILINE)


def write(path: Path, rows: Iterable[Kept]) -> None:
    """Write a calendar with the zones in use and an event a shift."""
    years: Years = {}
    waiting = path.with_name("events")
    with waiting.open("wb") as events:
        for kept in rows:
            events.write(_event(kept, _status(kept)).to_ical())
            _span(years, kept.shift)
    with path.open("wb") as calendar, waiting.open("rb") as events:
        _begin(calendar, years)
        copyfileobj(events, calendar)
        calendar.write(TAIL)


def write_each(
    folder: Path,
    beginning: str,
    rows: Iterable[Kept],
    per: Group | None,
    check: Callable[[], object] = lambda: None,
    who: Whose = AS_TOLD,
    events: "Events | None" = None,
    stays: bool = False,
) -> list[Path]:
    """Write a calendar for each person or facility, or one for all, into a folder; return the files.

    None takes its place before all are written; what `check` raises leaves all as they were. A
    calendar that says the same already is left alone. A person's own says how that person stands.
    `events`: those of an earlier writing, of which what has not changed is taken. `stays`: a file
    remains its owner's under the name it once got, whatever the owner is called or linked with later.
    """
    groups: dict[str, _Group] = {}
    with nullcontext(events) if events is not None else Events() as made:
        for kept in rows:
            for key, name, state, ref in (Part(ALL, ALL),) if per is None else groups_of(kept, per, who):
                group = groups.setdefault(key, _Group(name, ref or key))
                group.name = min(group.name, name)
                group.ref = min(group.ref, ref or key)
                group.pieces.append(made.place(kept, _status(kept, state)))
                _span(group.years, kept.shift)
        check()
        if stays:
            found = _homes(folder, beginning, groups, per or ALL, who.of if per == "person" else str)
        else:
            names = file_names({key: group.name for key, group in groups.items()})
            found = {folder / f"{beginning}{name}.ics": (key, "") for key, name in names.items()}
        with several(folder, (".ics",), check) as scratch:
            for path, (key, owner) in found.items():
                calendar = groups[key].calendar(made.file, owner)
                if not _says(path, calendar):
                    (scratch / path.name).write_bytes(calendar)
                check()
    return sorted(found, key=lambda path: path.name.casefold())


def empty(path: Path, check: Callable[[], object] = lambda: None) -> None:
    """Take all events out of a calendar of ours; it stays its owner's."""
    calendar = BytesIO()
    _begin(calendar, {}, owner=owner_of(path) or "")
    calendar.write(TAIL)
    put(path, calendar.getvalue(), check)


def put(path: Path, calendar: bytes, check: Callable[[], object] = lambda: None) -> None:
    """Write a calendar, unless what stands there says the same, whenever it was written."""
    if _says(path, calendar):
        return
    with whole(path, target_of(path, (".ics",)), check) as made:
        made.write_bytes(calendar)


def is_ours(path: Path) -> bool:
    """Tell whether a file is a calendar that this program has written."""
    if not path.is_file():
        return False
    with path.open("rb") as calendar:
        return calendar.read(len(HEAD)) == HEAD


class Events:
    """Events in a file of their own, each made once: that takes twenty times as long as reading a shift."""

    def __init__(self) -> None:
        self.file = TemporaryFile()  # noqa: SIM115 -- it is kept from one writing to the next
        self._known: dict[
            tuple[str, str], tuple[int, int, int]
        ] = {}  # mark, place and size by ref and status

    def __enter__(self) -> "Events":
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def place(self, kept: Kept, status: str) -> tuple[int, int]:
        """Return where the event of a shift stands, and its size."""
        mark = hash((kept.shift, kept.removed, kept.changed_at))
        known = self._known.get((kept.shift.ref, status))
        if known is None or known[0] != mark:
            event = _event(kept, status).to_ical()
            known = mark, self.file.seek(0, SEEK_END), len(event)
            self.file.write(event)
            self._known[kept.shift.ref, status] = known
        return known[1:]

    @property
    def is_wasteful(self) -> bool:
        """Whether most of the file are events that have changed since."""
        return self.file.seek(0, SEEK_END) > 2 * sum(size for _, _, size in self._known.values())


Years = dict[str, tuple[int, int]]  # first and last, by zone


@dataclass(slots=True)
class _Group:
    name: str
    ref: str  # the first of those that were put together
    years: Years = field(default_factory=dict)
    pieces: list[tuple[int, int]] = field(default_factory=list)  # place and size of each event

    def calendar(self, events: IO[bytes], owner: str) -> bytes:
        calendar = BytesIO()
        _begin(calendar, self.years, self.name, owner)
        for place, size in self.pieces:
            events.seek(place)
            calendar.write(events.read(size))
        calendar.write(TAIL)
        return calendar.getvalue()


def _homes(
    folder: Path, beginning: str, groups: Mapping[str, _Group], kind: str, of: Callable[[str], str]
) -> dict[Path, tuple[str, str]]:
    """Return the key of a group and the owner as told, by file: those that have one, then new ones."""
    there = [path for path in sorted(folder.glob(f"{beginning}*.ics")) if is_ours(path) and owner_of(path)]
    found = owned(there, kind, groups, of)
    housed = {key for key, _ in found.values()}
    new = {key: group.name for key, group in groups.items() if key not in housed}
    for key, name in file_names(new, [path.stem.removeprefix(beginning) for path in there]).items():
        found[folder / f"{beginning}{name}.ics"] = key, told(kind, groups[key].ref)
    return found


def _begin(calendar: IO[bytes], years: Years, name: str = "", owner: str = "") -> None:
    calendar.write(HEAD)
    if owner:
        calendar.write(Contentline.from_parts(PROPERTY, Parameters(), owner).to_ical() + b"\r\n")
    if name:
        told = vText(plain(name[:200]))
        calendar.write(Contentline.from_parts("X-WR-CALNAME", Parameters(), told).to_ical() + b"\r\n")
    for zone_name, (first, last) in sorted(years.items()):
        calendar.write(_zone(zone_name, first, last))


def _span(years: Years, shift: Shift) -> None:
    if not shift.all_day and shift.timezone != "UTC":
        first, last = years.get(shift.timezone, (9999, 1))
        latest = (shift.end or shift.start).year
        years[shift.timezone] = (min(first, shift.start.year), max(last, latest))


def _says(path: Path, calendar: bytes) -> bool:
    return path.is_file() and _undated(path.read_bytes()) == _undated(calendar)


def _undated(calendar: bytes) -> bytes:
    return _DATED.sub(b"", calendar)


def _status(kept: Kept, own: State | None = None) -> str:
    """Return how certain it is, by how somebody stands on it where the vendor tells."""
    if kept.removed or kept.shift.state is State.CANCELLED:
        return "CANCELLED"
    return STATUS.get(kept.shift.state if own in (None, State.UNKNOWN) else own, "TENTATIVE")


def _event(kept: Kept, status: str) -> Event:
    shift = kept.shift
    event = Event()
    event.add("uid", f"{uuid5(NAMESPACE_URL, f'callboard:{shift.ref}')}@callboard")
    event.add("dtstamp", kept.last_seen.astimezone(UTC).replace(microsecond=0))
    # Rises with each change of the shift, so that a later file replaces an earlier one.
    event.add("sequence", 0 if kept.changed_at is None else int(kept.changed_at.timestamp()) - SINCE)
    event.add("summary", plain(shift.title or shift.role or shift.number or shift.ref))
    event.add("status", status)
    event.add("dtstart", _when(shift, shift.start))
    if shift.end is not None:
        event.add("dtend", _when(shift, shift.end, ends=True))
    if place := ", ".join(part for part in (shift.facility, shift.unit, shift.address) if part):
        event.add("location", plain(place))
    event.add("description", plain("\n".join(_lines(kept))))
    if shift.url and re.fullmatch(r"https?://[!-~]+", shift.url):
        event.add("url", shift.url)
    return event


def _when(shift: Shift, moment: datetime, *, ends: bool = False) -> date | datetime:
    if shift.all_day:
        # The end of an event in days is the day after its last.
        late = ends and moment != instant(datetime.combine(moment.date(), time.min), zone(shift.timezone))
        return max(moment.date() + timedelta(days=late), shift.day + timedelta(days=ends))
    if moment.fold:
        return moment.astimezone(UTC)  # the second of an hour that occurs twice has no local name
    return moment


def _lines(kept: Kept) -> Iterator[str]:
    shift = kept.shift
    said = f" ({shift.vendor_status})" if shift.vendor_status else ""
    yield f"State: {'removed' if kept.removed else shift.state.value}{said}"
    labelled = (
        ("People", people(shift.assignments)),
        ("Positions", None if shift.positions is None else f"{shift.filled} of {shift.positions} filled"),
        ("Role", shift.role),
        ("Specialty", shift.specialty),
        ("Client", shift.client),
        ("Notes", shift.notes),
        ("Ref", shift.ref),
    )
    for label, text in labelled:
        if text:
            yield f"{label}: {text}"


@lru_cache(maxsize=64)  # hundreds of people's calendars have the same one
def _zone(name: str, first: int, last: int) -> bytes:
    """Return the rules of a zone from one year to another, a component a change of its clocks.

    Not icalendar's own (7.3): they tell the beginning of a daylight time by the clock after the
    change, and so an hour late: RFC 5545 (3.6.5) asks for the clock before it.
    """
    where = zone(name)
    made = Timezone()
    made.add("tzid", name)
    before = datetime(first - 1, 1, 1, tzinfo=UTC)
    _add(made, before, _offset(before, where), where)
    for change in _changes(where, before, datetime(last + 1, 1, 2, tzinfo=UTC)):
        _add(made, change, _offset(change - timedelta(seconds=1), where), where)
    return bytes(made.to_ical())


def _add(made: Timezone, change: datetime, earlier: timedelta, where: ZoneInfo) -> None:
    offset = _offset(change, where)
    # By what the clocks do: the zone database calls Dublin's winter the daylight time.
    rule = TimezoneDaylight() if offset > earlier else TimezoneStandard()
    rule.add("dtstart", (change + earlier).replace(tzinfo=None))
    rule.add("tzoffsetfrom", earlier)
    rule.add("tzoffsetto", offset)
    rule.add("tzname", change.astimezone(where).tzname() or where.key)
    made.add_component(rule)


def _changes(where: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield the instants at which the clocks of a zone change."""
    day = timedelta(days=1)
    while first < last:
        if _offset(first, where) != _offset(first + day, where):
            low, high = first, first + day
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                middle -= timedelta(microseconds=middle.microsecond)
                low, high = (
                    (middle, high) if _offset(middle, where) == _offset(first, where) else (low, middle)
                )
            yield high
        first += day


def _offset(moment: datetime, where: ZoneInfo) -> timedelta:
    return moment.astimezone(where).utcoffset() or timedelta()
