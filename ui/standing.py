"""How somebody looks at the shifts, kept between two starts: lens, day, rows and clocks.

The day is kept for as long as its own date lasts: the next morning begins with today.
"""

from dataclasses import dataclass
from datetime import date

from app.zones import EARLIEST, LATEST, zone
from ui import memory
from ui.calendar.clock import Clock
from ui.memory import Memory


@dataclass(frozen=True, slots=True)
class Standing:
    """What the lenses go back to. `rows` are what some of them have rows of, by the lens's key."""

    lens: str
    day: date
    clock: Clock
    rows: dict[str, str]


def keep(kept: Memory, standing: Standing, today: date) -> None:
    """Remember it."""
    kept.keep(memory.LENS, standing.lens)
    kept.keep(memory.DAY, standing.day.isoformat())
    kept.keep(memory.LEFT_ON, today.isoformat())
    kept.keep(memory.ZONE, standing.clock.zone)
    kept.keep(memory.SECOND_ZONE, standing.clock.second)
    for key, rows in standing.rows.items():
        kept.keep(memory.ROWS + key, rows)


def recalled(kept: Memory, today: date, rows: dict[str, tuple[str, ...]]) -> Standing:
    """Return what was kept and still means something; `rows` are what each lens can have rows of."""
    day = today
    if kept.text(memory.LEFT_ON) == today.isoformat():
        try:
            kept_day = date.fromisoformat(kept.text(memory.DAY))
            day = kept_day if EARLIEST <= kept_day.year <= LATEST else today
        except ValueError:
            day = today
    return Standing(
        lens=kept.text(memory.LENS),
        day=day,
        clock=Clock(_zone(kept.text(memory.ZONE)), _zone(kept.text(memory.SECOND_ZONE))),
        rows={key: told for key, known in rows.items() if (told := kept.text(memory.ROWS + key)) in known},
    )


def _zone(name: str) -> str:
    try:
        return zone(name).key if name else ""
    except ValueError:  # this system does not know it
        return ""
