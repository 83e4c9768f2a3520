"""The roster and all links as a CSV file, which is complete or as it was before."""

import os
from collections.abc import Iterable
from pathlib import Path

from app.export.whole import whole
from app.people import Person
from app.roster_csv import written


def write_roster(path: Path, people: Iterable[Person]) -> int:
    """Write everybody who is on the roster or linked; return how many. Raises Failed, and leaves what was."""
    text = written(people)
    with whole(path, Path(os.path.realpath(path))) as made:
        made.write_text(text, "utf-8-sig", newline="")
    return text.count("\r\n") - 1
