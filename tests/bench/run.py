"""Measure what README.md's table quotes: `make bench`, or `python -m tests.bench.run --help`.

Every figure stands beside a yardstick that was measured in the same run, in turn with it, and
what counts is the ratio: machines differ, and the same one differs from hour to hour. All
traffic stays on this machine.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.bench import exports, lenses

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
KEY = "5a" * 32  # given raw, so that no keychain is measured
PAINTED = 50_000  # rows in the cache for the first paint
PAIRS = 21  # of first paints: one takes a quarter of a second, and they differ by half of it
DAYS = (date.today() - timedelta(days=7), date.today() + timedelta(days=60))


@dataclass(slots=True)
class Figures:
    """What was measured, by name, in the order of the runs."""

    found: dict[str, list[float]] = field(default_factory=dict)

    def note(self, name: str, value: float) -> None:
        """Keep one more value."""
        self.found.setdefault(name, []).append(value)
        print(f"  {name}: {value:g}", file=sys.stderr, flush=True)

    def median(self, name: str) -> float:
        """Return the middle value."""
        return statistics.median(self.found[name])

    def ratio(self, name: str, yardstick: str) -> float:
        """Return the median of the ratios, run by run."""
        pairs = zip(self.found[name], self.found[yardstick], strict=True)
        return statistics.median(one / other for one, other in pairs)


def main() -> int:
    """Measure, print the table, and tell by the exit code whether all targets were met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shifts", type=int, default=100_000)
    parser.add_argument("--most", type=int, default=1_000_000, help="shifts of the largest cache")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", choices=["desk", "clicks"], help="a part of it")
    args = parser.parse_args()
    figures = Figures()
    if args.only == "desk":
        return printed([*desk(args.shifts, args.most)])
    if args.only == "clicks":
        with served(args.shifts) as vendor:
            minimal(vendor)
            for _ in range(args.runs):
                clicks(vendor, figures)
        return printed([*click_rows(figures, args.shifts)])
    with served(args.shifts) as vendor:
        minimal(vendor)  # renders every page once
        for _ in range(args.runs):
            pulls(vendor, figures)
        for _ in range(args.runs):
            stalls(vendor, figures)
        for _ in range(args.runs):
            clicks(vendor, figures)
    with served(PAINTED) as vendor, profile({"bench": vendor}) as environ:
        process([sys.executable, "-m", "app", *SYNC], environ)
        paints(environ, Figures())  # the first of all reads cold files
        for _ in range(PAIRS):
            paints(environ, figures)
    return printed([*rows(figures, args.shifts), *desk(args.shifts, args.most)])


SYNC = ["sync", "--format", "json", "--from", DAYS[0].isoformat(), "--to", DAYS[1].isoformat()]


def pulls(vendor: Mapping[str, Any], figures: Figures) -> None:
    """Measure the yardstick, a first pull, and the same pull again."""
    figures.note("minimal pull, s", minimal(vendor))
    with profile({"bench": vendor}) as environ:
        for name in ("first pull, s", "unchanged pull, s"):
            seconds, memory, told = process([sys.executable, "-m", "app", *SYNC], environ)
            (row,) = json.loads(told)
            if not row["ok"] or row["fetched"] != vendor["shifts"]:
                raise SystemExit(f"the pull went wrong: {row}")
            figures.note(name, seconds)
            figures.note(name.replace(", s", ", peak MB"), memory)


def minimal(vendor: Mapping[str, Any]) -> float:
    """Return the seconds of the minimal pipeline."""
    with tempfile.TemporaryDirectory() as folder:
        secrets = {name.upper(): text for name, text in vendor["secrets"].items()}
        days = [day.isoformat() for day in (DAYS[0] - timedelta(days=1), DAYS[1] + timedelta(days=1))]
        command = [sys.executable, str(HERE / "minimal.py"), vendor["base_url"], *days, f"{folder}/x.db"]
        seconds, _, told = process(command, {**os.environ, **secrets})
        if json.loads(told)["rows"] != vendor["shifts"]:
            raise SystemExit(f"the minimal pipeline read {told}")
        return seconds


def stalls(vendor: Mapping[str, Any], figures: Figures) -> None:
    """Measure how late the window's heartbeat is while its engine pulls everything."""
    with profile({"bench": vendor}) as environ:
        _, _, told = process([sys.executable, "-m", "tests.bench.window", "pull"], environ)
        found = json.loads(told)
        figures.note("longest stall, ms", found["longest_stall_ms"])
        figures.note("99th percentile stall, ms", found["p99_stall_ms"])
        figures.note("window, MB", found["window_mb"])
        figures.note("engine, MB", found["engine_mb"])


def clicks(vendor: Mapping[str, Any], figures: Figures) -> None:
    """Measure from the key that claims a shift to the first byte at its vendor, idle and while pulling."""
    for way, others in (("click", {}), ("click-loaded", {"bench": vendor})):
        with acting() as (acts, end), profile({"acts": acts, **others}) as environ:
            _, _, told = process([sys.executable, "-m", "tests.bench.window", way], environ)
            pressed, arrived = json.loads(told), end()
        late = sorted((arrived[one] - at) * 1000 for one, at in pressed.items() if one in arrived)
        if len(late) < max(10, len(pressed) - 1):
            raise SystemExit(f"of {len(pressed)} claims {len(late)} arrived")
        figures.note(f"{way}, median ms", round(statistics.median(late), 1))
        figures.note(f"{way}, 95th percentile ms", round(late[len(late) * 95 // 100], 1))


@contextmanager
def acting() -> Iterator[tuple[Mapping[str, Any], Callable[[], Mapping[str, float]]]]:
    """Give a server that notes when claims arrive, and what ends it and tells when they did."""
    command = [sys.executable, str(HERE / "acts.py"), "200"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None

        def end() -> Mapping[str, float]:
            assert server.stdin is not None
            assert server.stdout is not None
            server.stdin.close()
            arrived: Mapping[str, float] = json.loads(server.stdout.readline())
            return arrived

        yield json.loads(server.stdout.readline()), end


def desk(shifts: int, most: int) -> Iterator[lenses.Row]:
    """Measure board and calendar, and yield their lines of the table."""
    environ = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    yield from lenses.rows(lenses.measured((shifts, most), lambda command: process(command, environ)[2]))
    yield from exports.rows(shifts, lambda command: process(command, environ)[2])


def paints(environ: Mapping[str, str], figures: Figures) -> None:
    """Measure the first paint of a bare window and of ours, from the start of the process."""
    ways = {"bare": [str(HERE / "bare.py"), str(PAINTED)], "ours": ["-m", "tests.bench.window", "paint"]}
    for name, way in ways.items():
        command = [sys.executable, *way]
        began = time.perf_counter()
        with subprocess.Popen(command, env=dict(environ), stdout=subprocess.PIPE, text=True, cwd=ROOT) as one:
            assert one.stdout is not None
            rows = json.loads(one.stdout.readline())["rows"]
            figures.note(f"first paint {name}, ms", round((time.perf_counter() - began) * 1000, 1))
            figures.note(f"window {name} at first paint, MB", json.loads(one.stdout.readline())["pss_mb"])
        if rows < PAINTED:
            raise SystemExit(f"the window showed {rows} rows")


def process(command: Sequence[str], environ: Mapping[str, str]) -> tuple[float, float, str]:
    """Run a process; return its seconds, its peak memory in MB, and what it printed."""
    began = time.perf_counter()
    one = subprocess.Popen(command, env=dict(environ), stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert one.stdout is not None
    told = one.stdout.read()
    _, status, usage = os.wait4(one.pid, 0)
    one.returncode = os.waitstatus_to_exitcode(status)
    one.stdout.close()
    if one.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {one.returncode}")
    return time.perf_counter() - began, usage.ru_maxrss / 1024, told


@contextmanager
def served(shifts: int) -> Iterator[Mapping[str, Any]]:
    """Give a Shiftboard server with about so many shifts."""
    command = [sys.executable, str(HERE / "replay.py"), str(shifts)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        yield json.loads(server.stdout.readline())
        server.stdin.close()


@contextmanager
def profile(connections: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    """Give the environment of a new profile with these connections: "acts" to Trio, "bench" to Shiftboard."""
    with tempfile.TemporaryDirectory() as home:
        config = Path(home, "config")
        config.mkdir()
        tables, secrets = [], {}
        for connection, told in connections.items():
            vendor = {"acts": "trio", "bench": "shiftboard"}[connection]
            tables.append(
                f'[connections.{connection}]\nvendor = "{vendor}"\nbase_url = "{told["base_url"]}"\n'
                f'timezone = "{told["timezone"]}"\n'
            )
            for name, text in told["secrets"].items():
                secrets[f"CALLBOARD_SECRET_{connection.upper()}_{name.upper()}"] = text
        config.joinpath("connections.toml").write_text("\n".join(tables))
        compiled = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        yield {
            **compiled,
            **secrets,
            "PYTHONPATH": str(ROOT),
            "CALLBOARD_HOME": home,
            "CALLBOARD_DB_KEY": KEY,
            "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        }


def rows(figures: Figures, shifts: int) -> Iterator[lenses.Row]:
    """Yield the lines of the table on starting, pulling and acting."""
    memory = figures.median("window bare at first paint, MB") * 1.3 + 60
    yield (
        f"first paint with {PAINTED:,} shifts in the cache",
        f"{figures.median('first paint ours, ms'):.0f} ms",
        f"bare window {figures.median('first paint bare, ms'):.0f} ms",
        figures.ratio("first paint ours, ms", "first paint bare, ms"),
        1.5,
    )
    yield (
        f"first pull of {shifts:,} shifts",
        f"{figures.median('first pull, s'):.1f} s",
        f"minimal pipeline {figures.median('minimal pull, s'):.1f} s",
        figures.ratio("first pull, s", "minimal pull, s"),
        2.5,
    )
    yield (
        "the same pull, nothing changed",
        f"{figures.median('unchanged pull, s'):.1f} s",
        f"first pull {figures.median('first pull, s'):.1f} s",
        figures.ratio("unchanged pull, s", "first pull, s"),
        0.5,
    )
    yield (
        "window's longest stall meanwhile",
        f"{figures.median('longest stall, ms'):.0f} ms",
        "limit 50 ms",
        figures.median("longest stall, ms") / 50,
        1.0,
    )
    yield (
        "window's memory after it",
        f"{figures.median('window, MB'):.0f} MB",
        f"limit {memory:.0f} MB: bare window x 1.3 + 60",
        figures.median("window, MB") / memory,
        1.0,
    )
    yield from click_rows(figures, shifts)
    yield "engine's memory after it", f"{figures.median('engine, MB'):.0f} MB", "no limit set", None, None


def click_rows(figures: Figures, shifts: int) -> Iterator[lenses.Row]:
    """Yield the lines of the table on claiming by key."""
    for way, when in (("click", ""), ("click-loaded", f" while {shifts:,} shifts are pulled")):
        for which, limit in (("median", 20), ("95th percentile", 50)):
            found = figures.median(f"{way}, {which} ms")
            yield (
                f"from the key to the first byte at the vendor{when}, {which}",
                f"{found:.1f} ms",
                f"limit {limit} ms",
                found / limit,
                1.0,
            )


def printed(told: Sequence[lenses.Row]) -> int:
    """Print the table; return 1 if a target was missed."""
    print("| what | Callboard | measured against | ratio | target |\n|---|---|---|---|---|")
    missed = 0
    for what, ours, other, ratio, target in told:
        shown = "-" if ratio is None else f"{ratio:.2f}"
        print(f"| {what} | {ours} | {other} | {shown} | {'-' if target is None else f'at most {target}'} |")
        missed += ratio is not None and target is not None and ratio > target
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
