"""A made-up staffing market for the practice vendors: the demo, the tests and the benchmark.

Vendor-neutral: each vendor's simulator renders its own part of it in that vendor's own JSON.
Seeded: the same seed, day and size give the same world. All names are invented.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any, TypeVar

from app import cast
from app.manners import MANNERS, TEAM_TIMES
from app.market import VENDORS, Booking, Need, Pattern, Site, Team, Worker

__all__ = [
    "VENDORS", "Booking", "Need", "Pattern", "Practice", "Site", "Team", "Twist", "Worker", "World",
]  # fmt: skip

T = TypeVar("T")

DAYS_BACK, DAYS_AHEAD = 7, 60
PATTERNS = 16
SHARES = {vendor: manner.share for vendor, manner in MANNERS.items()}  # the rest is 4spaces' patterns

_BOOKERS = ("Dana Whitfield", "Marcus Bell", "Ines Calloway", "Gareth Pugh")
_NOTES = ("",) * 4 + (
    "Scrubs are provided.",
    "Park at gate 3 & sign in.",
    "Bring photo ID.",
    "May be floated.",
)
_REASONS = ("Cancelled by Staff", "Booked in error", "No longer required", "Replaced")
_BEFORE = {"worked": "confirmed", "confirmed": "assigned", "cancelled": "confirmed"}  # else "assigned"


class World:
    """The market as it stands. Mutated by `tick`, and by what the simulators are asked to do."""

    sites: Mapping[str, Sequence[Site]]  # by vendor key
    workers: Mapping[str, Sequence[Worker]]  # by vendor key
    needs: Mapping[str, dict[int, Need]]  # by vendor key, then need id; not fourspaces
    teams: Sequence[Team]
    patterns: dict[int, Pattern]

    def __init__(
        self, seed: int = 1, *, today: date, shifts: int = 1200, shares: Mapping[str, float] = SHARES
    ) -> None:
        """Make a world of about so many shifts in all, from a week before `today` to 60 days after.

        `shares` tells which part of them a vendor has; a vendor left out has people, but no shifts.
        """
        self._rng = Random(seed)
        self._bookings = count(70_001)
        self._ids = {vendor: count(manner.first_id) for vendor, manner in MANNERS.items()}
        self.sites = cast.sites()
        self.workers = cast.workers(self._rng)
        self.teams = cast.teams(list(self.workers["fourspaces"]))
        self._staff: dict[tuple[str, str], list[Worker]] = {}
        for vendor, known in self.workers.items():
            for worker in known:
                self._staff.setdefault((vendor, worker.role), []).append(worker)
        # A day of grace: today has begun in the world's easternmost zone, no stamp may be ahead of it.
        made = datetime.combine(today, time.min, UTC) - timedelta(days=1)
        self.needs = {vendor: {} for vendor in MANNERS}
        for vendor in self.needs:
            for _ in range(round(shifts * shares.get(vendor, 0))):
                day = today + timedelta(days=self._below(DAYS_BACK + DAYS_AHEAD + 1) - DAYS_BACK)
                self._fill(vendor, self._need(vendor, day, made), made, past=day < today)
        self.patterns = {n: self._pattern(n, today) for n in range(1, PATTERNS + 1)}

    def new_id(self, vendor: str) -> int:
        """Return the id of the vendor's next need."""
        return next(self._ids[vendor])

    def worker(self, vendor: str, number: int) -> Worker | None:
        """Return the person whom a vendor knows by an id."""
        return next((one for one in self.workers[vendor] if one.id == number), None)

    def book(self, vendor: str, need: Need, worker: Worker, status: str, at: datetime, by: str) -> Booking:
        """Put somebody on a need, as a desk asks for it."""
        booking = Booking(
            worker=worker,
            id=self.new_booking_id(),
            status=status,
            booked_at=at,
            booked_by=by,
            changed_at=at,
            changed_by=by,
        )
        need.bookings.append(booking)
        need.status_updated = at
        return booking

    def split(self, vendor: str, need: Need, at: datetime) -> Need:
        """Take one position out of a need of several, as a need of its own."""
        need.positions -= 1
        need.updated = at
        single = replace(
            need, id=self.new_id(vendor), positions=1, bookings=[], created=at, status_updated=at
        )
        self.needs[vendor][single.id] = single
        return single

    def restate(self, need: Need, booking: Booking, status: str, at: datetime, by: str) -> None:
        """Give a booking another status."""
        booking.previous, booking.status = booking.status, status
        booking.changed_at, booking.changed_by = at, by
        need.status_updated = at

    def new_booking_id(self) -> int:
        """Return the id of the next booking."""
        return next(self._bookings)

    def tick(self, now: datetime) -> str:
        """Let one thing happen (a shift appears, is taken, moves, is cancelled); say what and where."""
        vendor = self._rng.choices(VENDORS, weights=(30, 45, 20, 5))[0]
        if vendor not in self.needs or not self.needs[vendor]:
            return self._reshape(self._pick(list(self.patterns.values())))
        coming = [need for need in self.needs[vendor].values() if need.start.date() >= now.date()]
        happenings = (self._take, self._confirm, self._move, self._release, self._cancel, self._press)
        for _ in range(60 if coming else 0):
            happening = self._pick((self._appear, *happenings))
            need = self._pick(coming)
            if not need.withdrawn and (said := happening(vendor, need, now.astimezone(UTC))):
                return f"{vendor}: {said} ({need.role}, {need.site.name}, {need.start:%d %b %H:%M})"
        self._add(vendor, now.date() + timedelta(days=self._below(DAYS_AHEAD)), now.astimezone(UTC))
        return f"{vendor}: a shift appears"

    def _below(self, n: int) -> int:
        return int(self._rng.random() * n)

    def _pick(self, things: Sequence[T]) -> T:
        # Three times as quick as Random.choice, and a world of 100,000 makes millions of them.
        return things[int(self._rng.random() * len(things))]

    def _need(self, vendor: str, day: date, made: datetime) -> Need:
        """Return a new need of a day, without bookings, created some days before it and before `made`."""
        manner = MANNERS[vendor]
        site, (role, specialties, cents) = self._pick(self.sites[vendor]), self._pick(cast.ROLES[vendor])
        minutes, length = self._pick(manner.times)
        start = datetime(day.year, day.month, day.day, minutes // 60, minutes % 60)
        end: datetime | None = start + timedelta(minutes=length)
        chance = self._rng.random() if manner.eases else 1.0
        if all_day := chance < 0.03:
            start = datetime(day.year, day.month, day.day)
            end = start + timedelta(days=1)
        elif chance < 0.06:
            end = None
        before = datetime(day.year, day.month, day.day, tzinfo=UTC)
        created = min(made, before) - timedelta(minutes=1440 + self._below(30 * 1440))
        return Need(
            id=self.new_id(vendor),
            site=site,
            unit=self._pick(site.units),
            role=role,
            specialty=self._pick(specialties),
            start=start,
            end=end,
            all_day=all_day,
            positions=self._pick(manner.positions),
            published=not 0.06 <= chance < 0.13,
            urgent=self._rng.random() < 0.06,
            rate=_money(cents + 25 * self._below(40)),
            note=self._pick(_NOTES),
            created=created,
            updated=created,
            status_updated=created,
        )

    def _fill(self, vendor: str, need: Need, made: datetime, *, past: bool) -> None:
        """Give a new need the bookings and the fate that it would have by now."""
        self.needs[vendor][need.id] = need
        manner = MANNERS[vendor]
        if manner.booked_only:
            taken = 1 + self._below(need.positions)
        else:
            taken = int(
                need.positions == 1 and need.published and self._rng.random() < (0.9 if past else 0.55)
            )
        words = manner.past if past else manner.coming
        for _ in range(taken):
            booking = self._book(vendor, need, self._pick(words), self._later(need.created))
            if booking.status == "worked":
                ended = (need.end or need.start).replace(tzinfo=UTC) + timedelta(hours=1)
                booking.changed_at = need.status_updated = min(ended, made)
        if self._rng.random() < 0.08 and need.published:
            gone = self._book(
                vendor, need, "cancelled", self._later(need.created), ended=self._pick(_REASONS)
            )
            gone.previous = "assigned"
        if manner.withdraws and not need.live and self._rng.random() < 0.12:
            need.withdrawn = True
            need.status_updated = self._later(need.created)
        if self._rng.random() < 0.15:
            need.updated = self._later(need.created)

    def _later(self, stamp: datetime) -> datetime:
        # Needs are created at least a day before they are known: within it anything may have happened.
        return stamp + timedelta(seconds=60 + self._below(86_000))

    def _book(
        self, vendor: str, need: Need, status: str, at: datetime, *, ended: str | None = None
    ) -> Booking:
        """Put somebody of the right role, who is not on it yet, on a need, and return the booking."""
        staff = self._staff.get((vendor, need.role)) or self.workers[vendor]
        worker = self._pick(staff)
        on_it = {booking.worker.id for booking in need.bookings}
        for _ in range(5):
            if worker.id not in on_it:
                break
            worker = self._pick(staff)
        changed = at + timedelta(seconds=self._below(300))
        booking = Booking(
            worker=worker,
            id=self.new_booking_id(),
            status=status,
            previous=None if status == "assigned" else _BEFORE.get(status, "assigned"),
            booked_at=at,
            booked_by=self._pick(_BOOKERS),
            changed_at=changed,
            changed_by=self._pick(_BOOKERS),
            ended=ended,
        )
        need.bookings.append(booking)
        need.status_updated = max(need.status_updated, changed)
        return booking

    def _pattern(self, n: int, today: date) -> Pattern:
        team = self._pick(self.teams)
        start, minutes = self._pick(TEAM_TIMES[team.name])
        members = self._rng.sample(team.members, min(len(team.members), self._below(4)))
        first = self._pick((None, today - timedelta(days=30), today + timedelta(days=self._below(20))))
        last = self._pick((None, today + timedelta(days=21 + self._below(60))))
        return Pattern(
            id=n,
            name=f"{team.name} {n}",
            team=team.id,
            start=start,
            minutes=minutes,
            first=first,
            last=last,
            members=members,
        )

    def _appear(self, vendor: str, beside: Need, now: datetime) -> str:
        self._add(vendor, beside.start.date(), now)
        return "a shift appears beside this one"

    def _add(self, vendor: str, day: date, now: datetime) -> None:
        need = self._need(vendor, day, now)
        need.created = need.updated = need.status_updated = now
        self.needs[vendor][need.id] = need
        if MANNERS[vendor].booked_only:
            self._book(vendor, need, MANNERS[vendor].taken, now).changed_at = now
            need.status_updated = now

    def _take(self, vendor: str, need: Need, now: datetime) -> str | None:
        if len(need.live) >= need.positions or not need.published:
            return None
        if MANNERS[vendor].splits and need.positions > 1:
            need = self.split(vendor, need, now)
        booking = self._book(vendor, need, MANNERS[vendor].taken, now)
        booking.previous, booking.changed_at, need.status_updated = None, now, now
        return f"{booking.worker.name} takes this"

    def _confirm(self, vendor: str, need: Need, now: datetime) -> str | None:
        for booking in need.live:
            if booking.status in {"proposed", "assigned"}:
                self.restate(need, booking, "confirmed", now, self._pick(_BOOKERS))
                return f"{booking.worker.name} is confirmed"
        return None

    def _release(self, vendor: str, need: Need, now: datetime) -> str | None:
        if not need.live:
            return None
        booking = self._pick(need.live)
        self.restate(need, booking, "cancelled", now, self._pick(_BOOKERS))
        booking.ended = self._pick(_REASONS)
        return f"{booking.worker.name} is taken off"

    def _move(self, vendor: str, need: Need, now: datetime) -> str | None:
        by = timedelta(days=1) if need.all_day else timedelta(hours=self._pick((-3, -2, -1, 1, 2, 3, 4)))
        if (need.start + by).date() < now.date():
            return None
        need.start += by
        need.end = need.end and need.end + by
        need.updated = now
        return "this moves"

    def _cancel(self, vendor: str, need: Need, now: datetime) -> str | None:
        if MANNERS[vendor].splits:
            del self.needs[vendor][need.id]
            return "this is deleted"
        for booking in need.live:
            self.restate(need, booking, "cancelled", now, self._pick(_BOOKERS))
            booking.ended = "No longer required"
        need.withdrawn, need.status_updated = True, now
        return "this is cancelled"

    def _press(self, vendor: str, need: Need, now: datetime) -> str | None:
        if need.urgent or not need.published:
            return None
        need.urgent, need.updated = True, now
        return "this is urgent now"

    def _reshape(self, pattern: Pattern) -> str:
        """Change a pattern's times or who is on it."""
        staff = self.workers["fourspaces"]
        members = next((team.members for team in self.teams if team.id == pattern.team), staff)
        if self._rng.random() < 0.3:
            pattern.start = (pattern.start + self._pick((-60, -30, 30, 60))) % 1440
            return f"fourspaces: “{pattern.name}” begins at another time"
        pattern.members = self._rng.sample(members, min(len(members), 1 + self._below(3)))
        return f"fourspaces: “{pattern.name}” has other people"


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


Twist = Callable[[str, Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """A vendor's server to practise on: an ASGI app and what signs in to it."""

    app: Any  # ASGI
    secrets: Mapping[str, str]  # by secret field, as in connections.toml's table; made up
    timezone: str  # IANA name for the connection
    zones: Mapping[str, str] = field(default_factory=dict)  # exceptions: by facility name or by state
    path: str = ""  # of the base URL below the server's root, without a slash at the end
    settings: Mapping[str, str] = field(default_factory=dict)  # further keys of connections.toml
