"""A handover in words: blocks with a row for each thing, and the same as plain text. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from app.domain import Intent, Kept, Noticed
from app.export.columns import people as people_told
from app.handover import Handover
from app.store.reader import Reader
from ui.news import news
from ui.outbox.standing import standing_of
from ui.outbox.telling import what_with, which
from ui.printing.tables import Block
from ui.times import Times, at
from ui.words import STATES, counted, line

MOST = 500  # rows of one block: nobody reads more of them, and the board and the inbox have all

Names = Mapping[str, str]  # of shifts, by ref

WIDTHS = (5, 7, 6, 5)


def title(told: Handover, times: Times) -> str:
    """Return what it is."""
    return f"Handover of the watch since {times.stamp(told.since)}"


def shifts_named(reader: Reader, told: Handover, times: Times) -> Names:
    """Return what and where the shifts are that have changed, by their refs."""
    refs = list(dict.fromkeys(one.change.ref for one in told.changes[:MOST]))
    names = {}
    for row in reader.by_ref(refs):
        start = at(row.start, row.timezone)
        what = line(row.title or row.role or row.ref, 60)
        names[row.ref] = " · ".join(
            filter(None, (times.day(start.date()), what, line(row.facility or "", 60)))
        )
    return names


def blocks(told: Handover, names: Names, times: Times) -> list[Block]:
    """Return what is to be told, the most pressing first."""
    hours = f"{told.soon.total_seconds() / 3600:g} h"
    return [
        Block(
            f"Starts within {hours}, unfilled: {len(told.unfilled):,}",
            *_table(
                ("Starts", "Shift", "Where", "State"),
                [_shift(one, times) for one in told.unfilled[:MOST]],
                len(told.unfilled),
                "No shift that starts soon, or has begun, is open or pending.",
            ),
        ),
        Block(
            f"Starts within {hours}, declined, absent or cancelled: {len(told.dropped):,}",
            *_table(
                ("Starts", "Shift", "Where", "State"),
                [_shift(one, times, word=True) for one in told.dropped[:MOST]],
                len(told.dropped),
                "Nobody has dropped out of a shift that starts soon.",
            ),
        ),
        Block(
            f"Unknown: {len(told.unknown) + len(told.failing):,}",
            *_table(
                ("Since", "What", "Which shift", "What is known"),
                [
                    *(
                        (
                            times.stamp(one.failing_since),
                            f"{one.connection} does not answer",
                            f"as of {times.stamp(one.as_of) or 'never'}",
                            line(one.error or ""),
                        )
                        for one in told.failing
                    ),
                    *(_intent(one, times) for one in told.unknown[:MOST]),
                ],
                len(told.unknown) + len(told.failing),
                "Of every action it is known what became of it, and every vendor answers.",
            ),
        ),
        Block(
            f"Waits: {len(told.waits):,}",
            *_table(
                ("Since", "What", "Which shift", "Why"),
                [_intent(one, times) for one in told.waits[:MOST]],
                len(told.waits),
                "Nothing waits to be sent.",
            ),
        ),
        Block(
            f"Done on this watch: {len(told.done):,}",
            *_table(
                ("When", "What", "Which shift", "What came of it"),
                [_intent(one, times, ended=True) for one in told.done[:MOST]],
                len(told.done),
                "Nothing was done from this desk.",
            ),
        ),
        Block(
            f"Changed on this watch: {len(told.changes):,}",
            *_table(
                ("Seen", "What", "Which shift", "By"),
                [_change(one, names, times) for one in told.changes[:MOST]],
                len(told.changes),
                "No vendor has told of a change.",
                f"{counted(told.unacknowledged, 'change', 'changes')} in all not acknowledged yet.",
            ),
        ),
    ]


def as_text(told: Handover, names: Names, times: Times) -> str:
    """Return it as lines of plain text."""
    lines = [title(told, times), f"As of {times.stamp(told.at)}"]
    for block in blocks(told, names, times):
        lines += ["", block.title]
        if block.sentence:
            lines.append(f"  {block.sentence}")
        lines += [f"  {' | '.join(filter(None, row))}" for row in block.rows]
    return "\n".join(lines) + "\n"


def _table(
    head: Sequence[str], rows: Iterable[Sequence[str]], n: int, nothing: str, more: str = ""
) -> tuple[str, Sequence[str], Sequence[Sequence[str]], Sequence[int]]:
    """Return what follows a block's title: sentence, head, rows, widths."""
    shown = tuple(tuple(row) for row in rows)
    sentences = [more] if more else []
    if not n:
        sentences.insert(0, nothing)
    if len(shown) < n:
        sentences.append(f"Here are {len(shown):,} of them.")
    return " ".join(sentences), head, shown, WIDTHS


def _shift(one: Kept, times: Times, *, word: bool = False) -> tuple[str, ...]:
    """Return a row of a shift; `word`: with those of the vendor for how it, and everybody on it, stands."""
    shift = one.shift
    starts = f"{times.day(shift.day)}, {times.hours(shift.start, shift.end, all_day=shift.all_day)}"
    what = line(shift.title or shift.role or shift.ref)
    where = line(" · ".join(part for part in (shift.facility, shift.unit) if part))
    people = line(", ".join(one.person for one in shift.assignments), 80)
    state = STATES.get(shift.state.value, shift.state.value)
    if word:
        people = line(people_told(shift.assignments) or "", 160)
    if shift.positions is not None and shift.positions > 1:
        state = f"{state}, {shift.filled} of {shift.positions}"
    return starts, f"{'! ' * shift.urgent}{what}", where, f"{state} ({people})" if people else state


def _intent(one: Intent, times: Times, *, ended: bool = False) -> tuple[str, ...]:
    told = what_with(one)
    what = f"{line(one.label, 80)}: {told}" if told else line(one.label, 80)
    state = standing_of(one).word
    message = f"{state}: {line(one.message)}" if one.message else state
    at = one.finished_at if ended else one.created_at
    return times.stamp(at), f"{what} (by {line(one.by, 40)})", which(one, times), message


def _change(one: Noticed, names: Names, times: Times) -> tuple[str, ...]:
    told = news(one, times)
    by = f"{line(one.change.by, 80)}" if one.change.by else ""
    done = "acknowledged" if one.acknowledged_at else ""
    return (
        times.stamp(one.seen_at),
        line("; ".join(told)),
        names.get(one.change.ref, one.change.ref),
        ", ".join(filter(None, (by, done))),
    )
