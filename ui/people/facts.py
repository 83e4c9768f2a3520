"""A person's page in words: figures, ids, and what has changed. Pure."""

from datetime import date, datetime
from itertools import groupby

from app.checks import Work, hours
from app.dossier import Dossier
from app.people import Identity, Person
from app.store.rolls import Untold
from ui.times import Times
from ui.words import line

WEEKS = 6  # from this one on


def known_at(person: Person) -> str:
    """Return where a person is known: their connections, and the roster."""
    places = [*person.connections, *(["roster"] if person.entry else [])]
    return ", ".join(line(one, 60) for one in places)


def contact(person: Person) -> list[tuple[str, str]]:
    """Return what the desk has written down of a person, as pairs."""
    entry = person.entry
    if entry is None:
        return []
    pairs = (
        ("Payroll number", entry.payroll),
        ("Telephone", entry.phone),
        ("E-mail", entry.email),
        ("Skills", ", ".join(entry.skills)),
        ("Notes", entry.notes),
    )
    return [(name, line(text, 1000)) for name, text in pairs if text]


def contact_by_vendor(told: Dossier) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return how the vendors say that a person is reached, as pairs, by connection."""
    return [
        (line(connection, 60), [(line(one.label, 80), line(one.text, 200)) for one in group])
        for connection, group in groupby(told.reached, key=lambda one: one.connection)
    ]


def unknown(one: Untold, times: Times) -> str:
    """Return what a connection did not tell of its people, and why."""
    known = "It is not known." if one.told_at is None else f"It is as of {times.stamp(one.told_at)}."
    return f"{line(one.connection, 60)}, {line(one.title, 80)}: {line(one.error, 400)} {known}"


def identity(one: Identity, how: str) -> str:
    """Return an id in words: whose, under which name, and why it is theirs."""
    if one.connection is None:
        return "On the roster of this desk"
    name = f" as {line(one.name, 80)}" if one.name else ""
    why = f" – linked {how}" if how else ""
    return f"{line(one.connection, 60)}: {line(one.person_id, 80)}{name}{why}"


def figures(told: Dossier, today: date, times: Times) -> list[tuple[str, str]]:
    """Return hours by week, the next rest and how soon they reply, as pairs."""
    pairs = [
        (f"Week from {times.day(first)}", hours(seconds))
        for first, seconds in told.weeks
        if (today - first).days < 7
    ][:WEEKS]
    if told.rest is not None:
        rest = told.rest
        pairs.append(("Next rest", f"{hours(rest.seconds)}, from {when(rest.before, times, end=True)}"))
    count, median = told.replies
    if count:
        pairs.append(("Replies", f"within {hours(median)} (median of {count:,})"))
    return pairs


def when(work: Work, times: Times, *, end: bool = False) -> str:
    """Return the day and time at which work begins, or ends, on its own clock."""
    at = moment(work, work.until if end else work.start)
    return f"{times.day(at.date())} {times.time(at.hour, at.minute)}"


def span(work: Work, times: Times) -> str:
    """Return day and hours of work, on its own clock."""
    start = moment(work, work.start)
    end = None if work.until == work.start + 1 else moment(work, work.until)
    return f"{times.day(start.date())}, {times.hours(start, end, all_day=not work.timed and end is not None)}"


def moment(work: Work, seconds: int) -> datetime:
    """Return an instant on a shift's own clock."""
    from app.zones import of_epoch, zone

    return of_epoch(seconds, zone(work.timezone))
