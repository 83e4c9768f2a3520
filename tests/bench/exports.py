"""What exports cost: each format against reading the same shifts alone, in turn.

    python -m tests.bench.exports FOLDER

prints the seconds as JSON, for a cache that `tests.bench.rows` has made in the folder.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import perf_counter

from app.export import write
from app.places import Places
from app.store.reader import Reader
from tests.bench.lenses import Row, Run
from tests.bench.rows import KEY

ENDINGS = ("csv", "xlsx", "ics")


def rows(shifts: int, run: Run) -> Iterator[Row]:
    """Yield the lines of the report."""
    with tempfile.TemporaryDirectory() as folder:
        run([sys.executable, "-m", "tests.bench.rows", folder, str(shifts)])
        told = json.loads(run([sys.executable, "-m", "tests.bench.exports", folder]))
    for ending in ENDINGS:
        seconds, reading = told[ending]
        yield (
            f"export to .{ending}, {shifts:,} shifts",
            f"{seconds:.1f} s",
            f"reading them alone: {reading:.1f} s",
            seconds / reading,
            None,
        )


def measured(folder: Path) -> dict[str, tuple[float, float]]:
    """Return the seconds of each format, and of the reading that was measured just before it."""
    found = {}
    with closing(Reader.open(Places.under(folder), KEY)) as reader, tempfile.TemporaryDirectory() as target:
        for ending in ENDINGS:
            begun = perf_counter()
            n = sum(1 for _ in reader.shifts())
            read = perf_counter()
            if write(Path(target) / f"shifts.{ending}", reader.shifts()) != n:
                raise SystemExit(f"not all shifts are in the .{ending}")
            found[ending] = perf_counter() - read, read - begun
    return found


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]))))
