"""The part of the benchmark that looks at the desk: board and calendar at several sizes of the cache."""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

FRAME = 1000 / 60  # milliseconds
FEW = 10_000  # shifts of the smallest cache, with which memory is compared

# Seconds of the fastest peer by events: FullCalendar 7.1 in Chromium, measured elsewhere, on a shared
# two-core machine without a graphics card, in the summer of 2026. They are no part of this run.
PEERS = {10_000: {"next month": 0.40, "to week": 0.35}, 100_000: {"next month": 11.8, "to week": 1.7}}
FASTER = {10_000: 10, 100_000: 100}  # how many times
OURS = {"next month": "month paged", "to week": "week switched"}

Row = tuple[str, str, str, float | None, float | None]  # what, ours, measured against, ratio, target
Run = Callable[[Sequence[str]], str]  # runs a process to its end, and returns what it printed


def measured(sizes: Sequence[int], run: Run) -> dict[int, dict[str, Any]]:
    """Return what each size of the cache costs."""
    found = {}
    for shifts in sorted({FEW, *sizes}):
        with tempfile.TemporaryDirectory() as folder:
            print(f"  a cache of {shifts:,} shifts", file=sys.stderr, flush=True)
            run([sys.executable, "-m", "tests.bench.rows", folder, str(shifts)])
            found[shifts] = json.loads(run([sys.executable, "-m", "tests.bench.seat", folder]))
    return found


def rows(found: Mapping[int, Mapping[str, Any]]) -> Iterator[Row]:
    """Yield the lines of the report."""
    for shifts, told in found.items():
        if shifts != FEW:
            yield from _of_size(shifts, told)
    for shifts, peers in PEERS.items():
        if shifts in found:
            for what, seconds in peers.items():
                ours = found[shifts]["turning"][OURS[what]]
                yield (
                    f"{what}, {shifts:,} events",
                    f"{ours:.0f} ms",
                    f"fastest peer, elsewhere: {seconds:g} s; aim: {FASTER[shifts]} times faster",
                    ours * FASTER[shifts] / (seconds * 1000),
                    1.0,
                )
    few = found[FEW]["window_mb"]
    for shifts, told in found.items():
        if shifts != FEW:
            yield (
                f"the window's memory, {shifts:,} shifts",
                f"{told['window_mb']:.0f} MB",
                f"the same with {FEW:,}: {few:.0f} MB",
                told["window_mb"] / few,
                1.2,
            )


def _of_size(shifts: int, told: Mapping[str, Any]) -> Iterator[Row]:
    drag = told["dragging"]
    frame, plain = drag["frame"], drag["plain frame"]
    words = f"dragging the scroll bar, {shifts:,} shifts"
    yield words, f"{frame:.1f} ms a frame", f"60 frames a second: {FRAME:.1f} ms", frame / FRAME, 1.0
    yield words, f"{frame:.1f} ms a frame", f"plain PySide6 model: {plain:.1f} ms", frame / plain, 0.5
    for part, what in (
        ("searching", "a letter of the search to the first page"),
        ("sorting", "sorted by another column"),
        ("counting", "counts of a facet, of a lens"),
    ):
        name, (ours, sqlite) = max(told[part].items(), key=lambda one: one[1][0] / _aim(one[1][1]))
        yield (
            f"{what}, {shifts:,} shifts; the worst: {name}",
            f"{ours:.1f} ms",
            f"SQLite alone {sqlite:.1f} ms; aim: 2 times that and a frame",
            ours / _aim(sqlite),
            1.0,
        )
    name, ours = max(told["turning"].items(), key=lambda one: one[1])
    yield (
        f"turning lenses and pages, {shifts:,} shifts; the worst: {name}",
        f"{ours:.1f} ms",
        f"two frames: {2 * FRAME:.0f} ms",
        ours / (2 * FRAME),
        1.0,
    )


def _aim(sqlite: float) -> float:
    return 2 * sqlite + FRAME
