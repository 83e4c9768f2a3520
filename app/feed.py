"""Calendars in a folder that are kept up to date: whoever subscribes to them sees what the desk sees.

Which folder, and whether there is a calendar for each person or facility, stands in settings.toml.
The process that pulls looks every few seconds whether anything was committed, by whichever process;
once that has come to rest, it writes the calendars whose content is another one.
"""

import asyncio
import logging
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import CallboardError, Failed, Unusable
from app.export.naming import PER, Group
from app.places import Places
from app.secrets import Key
from app.store.filters import Filter
from app.store.reader import Reader
from app.toml_file import rewrite
from app.writer import Writer

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

log = logging.getLogger(__name__)

TABLE = "calendars"
EVERY = 2.0  # seconds between two looks
LATEST = 30.0  # seconds after which a desk that never rests is written all the same
PAST = timedelta(days=31)  # what began earlier is nobody's calendar any more
BEGINNING = "callboard – "  # of each file's name, by which this program knows its own


@dataclass(frozen=True, slots=True)
class Wish:
    """Where calendars are to be kept, and whose: None for one of all shifts."""

    folder: Path
    per: Group | None = None


def wish_of(path: Path) -> Wish | None:
    """Return what settings.toml says, None for nothing or nothing that can be understood."""
    try:
        table = tomllib.loads(path.read_bytes().decode("utf-8-sig")).get(TABLE)
    except (OSError, ValueError, RecursionError):
        return None
    folder = table.get("folder") if isinstance(table, dict) else None
    if not isinstance(table, dict) or not isinstance(folder, str) or not folder:
        return None
    per = next((one for one in PER if one == table.get("per")), None)
    return Wish(Path(folder), per)


def settle(path: Path, wish: Wish | None) -> None:
    """Keep a wish in settings.toml, or that there is none; raise Unusable for what is no folder."""
    if wish is not None and not wish.folder.is_dir():
        raise Unusable(f"The folder “{wish.folder}” does not exist; nothing was changed.")

    def change(document: "TOMLDocument") -> None:
        import tomlkit

        document.pop(TABLE, None)
        if wish is not None:
            table = tomlkit.table()
            table["folder"] = str(wish.folder.absolute())
            if wish.per is not None:
                table["per"] = wish.per
            document[TABLE] = table

    rewrite(path, change)


def write(reader: Reader, wish: Wish, today: date) -> list[Path]:
    """Write the calendars that are not as they should be; return all that there are now.

    One whose person or facility has no shifts any more is emptied: a subscriber would keep them.
    """
    from app.export import as_ics
    from app.export.whose import whose

    if not wish.folder.is_dir():
        raise Failed(f"The folder “{wish.folder}” of the calendars does not exist any more.")
    rows = reader.shifts(Filter(first=today - PAST, removed=True))
    files = as_ics.write_each(wish.folder, BEGINNING, rows, wish.per, who=whose(reader))
    for stale in sorted(set(wish.folder.glob(f"{BEGINNING}*.ics")) - set(files)):
        if as_ics.is_ours(stale):
            as_ics.put(stale, as_ics.HEAD + as_ics.TAIL)
    return files


class Feed:
    """Keeps the calendars up to date. `say` hears what goes amiss, once."""

    def __init__(self, places: Places, key: Key, say: Callable[[str], object]) -> None:
        self._places = places
        self._key = key
        self._say = say
        self._written: object = None  # what was written last: the wish, the versions of the files, the day
        self._seen: object = None
        self._reader: Reader | None = None
        self._waits = 0.0
        self._error = ""

    async def run(self) -> None:
        """Look now and then, for ever."""
        thread = Writer("feed")
        try:
            while True:
                await asyncio.sleep(EVERY)
                await thread(self.look)
        finally:
            await thread(self.close)
            thread.close()

    def close(self) -> None:
        """Close what it reads."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def look(self) -> None:
        """Write the calendars if there is news and it has come to rest since the last look."""
        wish = wish_of(self._places.settings_file)
        if wish is None:
            self._written = self._seen = None
            self.close()
            return
        try:
            if self._reader is None:
                self._reader = Reader.open(self._places, self._key)
            now = (wish, self._reader.version(), date.today())
            resting, self._seen = now == self._seen, now
            if now == self._written:
                return
            self._waits += EVERY
            if not resting and self._written is not None and self._waits < LATEST:
                return
            write(self._reader, wish, date.today())
        except (CallboardError, FileNotFoundError, OSError) as error:
            if str(error) != self._error:  # a retry is not news
                self._error = str(error)
                log.warning("calendars: %s", error)
                self._say(f"The calendars in {wish.folder} were not written: {error}")
            return
        self._written, self._waits, self._error = now, 0.0, ""
