"""What the window shows at a moment, as plain values: for whoever writes it down or prints it."""

from dataclasses import dataclass
from datetime import date, datetime

from app.store.filters import Filter, Order
from app.store.groups import By
from app.store.lanes import By as RowsBy
from ui.calendar.clock import Clock
from ui.facets.parts import parts
from ui.times import Times
from ui.words import line


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What somebody sees: which shifts, in what order and groups, and how they look at them."""

    where: Filter
    order: Order
    group: By | None
    count: int  # shifts that the filters leave
    selected: tuple[str, ...]  # refs
    columns: tuple[tuple[int, int], ...]  # the board's sections in their order, and how wide each is
    lens: str
    day: date
    clock: Clock
    span: tuple[int, int] | None  # of the timeline, epoch seconds; None: nobody has looked yet
    rows: RowsBy  # of the timeline


def filters_told(where: Filter, times: Times) -> str:
    """Return what narrows the shifts, in words; "" for nothing."""
    told = [f"{one.title}: {one.text}" if one.title else one.text for one in parts(where, times)]
    if where.text.strip():
        told.insert(0, f"“{line(where.text, 80)}”")
    return ", ".join(told)


def as_of(times: Times) -> str:
    """Return when it was shown, with the day: on paper nobody knows today."""
    now = datetime.fromtimestamp(times.now())
    return f"As of {times.day(now.date())} {now.year}, {times.time(now.hour, now.minute)}"
