"""What a line of the inbox says. Pure: entries of the store in, texts out."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain import Kind
from app.store.inbox import Entry, Group
from ui.news import news, provenance, settled
from ui.times import Times, at
from ui.words import counted, line

PICTURES = {
    Kind.POSTED: "state-open",
    Kind.EDITED: "changed",
    Kind.ASSIGNED: "state-assigned",
    Kind.UNASSIGNED: "state-cancelled",
    Kind.STATUS: "state-pending",
    Kind.REMOVED: "off",
    Kind.RESTORED: "resting",
}
UNTITLED = "Untitled shift"
_LAST = 43_200  # seconds: what has an open end is under way for so long


@dataclass(frozen=True, slots=True)
class Row:
    """A heading, a line, or a part of an unfolded line."""

    id: int = 0  # of the newest change it stands for; 0: a heading, or nothing
    ref: str = ""  # the shift to go to
    person: str = ""
    picture: str = ""
    title: str = ""  # what was and what is
    remark: str = ""  # about which shift, by whom, why
    seen: str = ""
    side: str = ""  # the connection
    heading: bool = False
    part: bool = False
    parts: int = 0  # changes that are folded into it
    unfolded: bool = False
    loud: bool = False
    done: bool = False  # acknowledged
    tip: str = ""
    spoken: str = ""
    start: int | None = None  # of its shift, seconds since 1970


EMPTY = Row()


def heading_of(group: Group, first: Entry | None, times: Times) -> Row:
    """Return a group's heading; `first` is its first line."""
    count = counted(group.n, "line", "lines")
    match group.kind:
        case "loud":
            words = "Close to their start: somebody has left, or it was cancelled"
        case "rest":
            words = "All others"
        case "person":
            name = (first.noticed.change.person if first else None) or group.key
            words = line(name, 120) or "Nobody in particular"
        case "shift":
            words = subject(first, times) if first else group.key
    return Row(heading=True, title=words, seen=count, loud=group.kind == "loud", spoken=f"{words}, {count}")


def row_of(
    entry: Entry,
    times: Times,
    *,
    parts: int = 0,
    part: bool = False,
    unfolded: bool = False,
    loud: bool = False,
) -> Row:
    """Return a line, or with `part` a step of an unfolded one; `parts` changes are folded into it."""
    noticed, change = entry.noticed, entry.noticed.change
    told = news(noticed, times)
    title = "; ".join(told)
    if parts:
        title = f"Undone again, {counted(parts, 'change', 'changes')}: {title}"
    near = nearness(entry, times.now()) if loud else ""
    remarks = [near, subject(entry, times), *_whys(entry, times)]
    remark = " · ".join(one for one in remarks if one)
    more = [title, subject(entry, times), near, provenance(noticed, times)]
    more += [_quoted("Reason told by the vendor", change.note), _quoted("Note of this desk", noticed.comment)]
    more += [_put_off(entry, times), settled(noticed, times), change.ref]
    seen = times.stamp(noticed.seen_at)
    standing = "acknowledged" if noticed.acknowledged_at else "not acknowledged"
    said = ["Close to its start" if loud else "", title, remark, f"seen {seen}", standing]
    if parts:
        said.append("unfolded" if unfolded else "folded")
    return Row(
        id=noticed.id,
        ref=entry.ref if entry.external_id is not None else "",
        person=change.person or "",
        picture="urgent" if loud else PICTURES[change.kind],
        title=line(title, 300),
        remark=line(remark, 400),
        seen=seen,
        side=line(change.connection, 40),
        part=part,
        parts=parts,
        unfolded=unfolded,
        loud=loud,
        done=noticed.acknowledged_at is not None,
        tip="\n".join(one for one in more if one),
        spoken=", ".join(one for one in said if one),
        start=entry.start,
    )


def subject(entry: Entry | None, times: Times) -> str:
    """Return which shift it is about: `RN, ICU · Mercy General, 4 West · Wed 25 Nov 19:00 – 07:00`."""
    if entry is None or entry.start is None:
        ref = "" if entry is None else entry.noticed.change.ref
        return f"{line(ref, 80)} (no longer in the cache)" if ref else ""
    where = ", ".join(line(one, 80) for one in (entry.facility, entry.unit) if one)
    begin = at(entry.start, entry.timezone)
    end = None if entry.end is None else at(entry.end, entry.timezone)
    when = f"{times.day(begin.date())} {times.hours(begin, end, all_day=entry.all_day)}"
    return " · ".join(one for one in (line(entry.title or UNTITLED, 120), where, when) if one)


def nearness(entry: Entry, now: float) -> str:
    """Return how near the start is: `Starts in 3 hours`, `Under way`, `Is over`."""
    if entry.start is None:
        return ""
    left = entry.start - now
    if left > 0:
        hours, minutes = divmod(int(left) // 60, 60)
        told = counted(hours, "hour", "hours") if hours else counted(max(1, minutes), "minute", "minutes")
        return f"Starts in {told}"
    return "Under way" if now < (entry.end or entry.start + _LAST) else "Is over"


def reach(rows: Sequence[Row]) -> int | None:
    """Return the earliest start among the shifts of some lines."""
    return min((row.start for row in rows if row.start is not None), default=None)


def _whys(entry: Entry, times: Times) -> list[str]:
    noticed, change = entry.noticed, entry.noticed.change
    happened = "" if change.happened_at is None else f"happened {times.stamp(change.happened_at)}"
    by = f"by {line(change.by, 80)}" if change.by else ""
    note = f"“{line(change.note, 160)}”" if change.note else ""
    comment = f"note: {line(noticed.comment, 160)}" if noticed.comment else ""
    done = settled(noticed, times)
    return [by, happened, note, comment, _put_off(entry, times), done]


def _put_off(entry: Entry, times: Times) -> str:
    until = entry.snoozed_until
    if until is None or until <= times.now() or entry.noticed.acknowledged_at is not None:
        return ""
    return f"put off until {times.stamp(until)}"


def _quoted(name: str, text: str | None) -> str:
    return f"{name}: “{line(text, 500)}”" if text else ""
