"""Calendars in a folder that are kept up to date: whoever subscribes to them sees what the desk sees.

Which folder, and whether there is a calendar for each person or facility, stands in settings.toml.
The process that pulls looks every few seconds whether anything was committed, by whichever process;
once that has come to rest, and if a shift or a person is another one, it writes the calendars whose
content has changed. It is in no hurry: the pulls share a processor with it.
"""

import asyncio
import logging
import threading
import time
import tomllib
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain import Kept
from app.errors import CallboardError, Failed, Unusable
from app.export.naming import PER, Group
from app.places import Places
from app.secrets import Key
from app.shape import utc
from app.store.contents import content_mark
from app.store.filters import Filter
from app.store.reader import Reader
from app.toml_file import rewrite
from app.writer import Writer

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

    from app.export.as_ics import Events

log = logging.getLogger(__name__)

Message = Mapping[str, Any]

TABLE = "calendars"
EVERY = 2.0  # seconds between two looks
LATEST = 30.0  # seconds after which a desk that never rests is written all the same
LONGEST = 150  # looks that are let pass at most after a failure: five minutes
AT_ONCE = 200  # shifts written before it rests for as long as that took
PAST = timedelta(days=31)  # what began earlier is nobody's calendar any more
BEGINNING = "callboard – "  # of each file's name, by which this program knows its own


@dataclass(frozen=True, slots=True)
class Wish:
    """Where calendars are to be kept, and whose: None for one of all shifts."""

    folder: Path
    per: Group | None = None
    since: datetime | None = field(default=None, compare=False)  # UTC: when it was wished


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
    since = table.get("since")
    if not isinstance(since, datetime) or since.tzinfo is None:
        return Wish(Path(folder), per)
    return Wish(Path(folder), per, since.astimezone(UTC))


def settle(path: Path, wish: Wish | None) -> None:
    """Keep a wish in settings.toml, or that there is none; raise Unusable for what is no folder."""
    if wish is not None and not wish.folder.is_dir():
        raise Unusable(f"The folder “{wish.folder}” does not exist; nothing was changed.")
    before = wish_of(path)
    again = before is not None and wish is not None and before.folder == wish.folder.absolute()
    since = before.since if before is not None and again else None

    def change(document: "TOMLDocument") -> None:
        import tomlkit

        document.pop(TABLE, None)
        if wish is not None:
            table = tomlkit.table()
            table["folder"] = str(wish.folder.absolute())
            if wish.per is not None:
                table["per"] = wish.per
            table["since"] = since or datetime.now(UTC).replace(microsecond=0)
            document[TABLE] = table

    rewrite(path, change)


def write(
    reader: Reader,
    wish: Wish,
    today: date,
    check: Callable[[], object] = lambda: None,
    events: "Events | None" = None,
) -> list[Path]:
    """Write the calendars that are not as they should be; return all that there are now.

    One whose person or facility has no shifts any more is emptied: a subscriber would keep them.
    What `check` raises ends it, and leaves all as they were.
    """
    from app.export import as_ics
    from app.export.whose import whose

    if not wish.folder.is_dir():
        raise Failed(f"The folder “{wish.folder}” of the calendars does not exist any more.")
    rows = _checked(reader.shifts(Filter(first=today - PAST, removed=True)), check)
    who = whose(reader)
    files = as_ics.write_each(wish.folder, BEGINNING, rows, wish.per, check, who, events, stays=True)
    for stale in sorted(set(wish.folder.glob(f"{BEGINNING}*.ics")) - set(files)):
        if as_ics.is_ours(stale):
            as_ics.empty(stale)
    return files


def _checked(rows: Iterable[Kept], check: Callable[[], object]) -> Iterator[Kept]:
    for n, row in enumerate(rows, 1):
        yield row
        if n % AT_ONCE == 0:
            check()


def _whole(text: str) -> Path:
    """Return the folder that somebody has typed; raise Unusable for half a path."""
    folder = Path(text.strip()).expanduser()
    if not folder.is_absolute():  # from whose current folder on, nobody could tell
        raise Unusable("Name the whole path of the folder. Nothing was changed.")
    return folder


class Feed:
    """Keeps the calendars up to date. `say` hears what goes amiss, once."""

    def __init__(self, places: Places, key: Key, say: Callable[[str], object]) -> None:
        self._places = places
        self._key = key
        self._say = say
        self._written: object = None  # what was written last: the wish, the versions of the files, the day
        self._content: object = None  # the same, with what the shifts were instead of the versions
        self._seen: object = None
        self._reader: Reader | None = None
        self._events: Events | None = None  # of what was written on a day
        self._day = date.min
        self._waits = 0.0
        self._error = ""
        self._stands: tuple[Wish, datetime] | None = None  # which wish is met, and as of when
        self._amiss: tuple[Wish, str] | None = None
        self._files = 0
        self._failures = self._passes = 0
        self._failed: Wish | None = None
        self._over = threading.Event()
        self._began = 0.0

    async def run(self) -> None:
        """Look now and then, for ever."""
        thread = Writer("feed")
        try:
            while True:
                await asyncio.sleep(EVERY)
                await thread(self.look)
        finally:
            self._over.set()
            await thread(self.close)
            thread.close()

    def answers(self) -> dict[str, Callable[[Message], Awaitable[dict[str, Any]]]]:
        """Return what answers the window's questions about calendars: each tells how it then stands."""
        return {"calendars": self._tell, "keep_calendars": self._keep, "stop_calendars": self._stop}

    async def _tell(self, message: Message) -> dict[str, Any]:
        return await asyncio.to_thread(self._standing)

    async def _keep(self, message: Message) -> dict[str, Any]:
        per = next((one for one in PER if one == message.get("per")), None)
        wish = Wish(_whole(str(message["folder"])), per)
        await asyncio.to_thread(settle, self._places.made().settings_file, wish)
        self._passes = 0  # somebody may have mended what failed
        return await self._tell(message)

    async def _stop(self, message: Message) -> dict[str, Any]:
        await asyncio.to_thread(settle, self._places.made().settings_file, None)
        return await self._tell(message)

    def _standing(self) -> dict[str, Any]:
        """Return where calendars are kept, whose, since when, as of when, how many, and what is amiss."""
        wish, stands, amiss = wish_of(self._places.settings_file), self._stands, self._amiss
        return {
            "folder": None if wish is None else str(wish.folder),
            "per": None if wish is None else wish.per,
            "since": None if wish is None else utc(wish.since),
            "as_of": utc(stands[1]) if stands is not None and stands[0] == wish else None,
            "files": self._files,
            "amiss": amiss[1] if amiss is not None and amiss[0] == wish else "",
        }

    def close(self) -> None:
        """Close what it reads and keeps."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        if self._events is not None:
            self._events.file.close()
            self._events = None

    def look(self) -> None:
        """Write the calendars if there is news and it has come to rest since the last look."""
        wish = wish_of(self._places.settings_file)
        if wish is None:
            self._written = self._content = self._seen = None
            self.close()
            return
        if self._passes and wish == self._failed:
            self._passes -= 1
            return
        try:
            if self._reader is None:
                self._reader = Reader.open(self._places, self._key)
            today = date.today()
            now = (wish, self._reader.version(), today)
            resting, self._seen = now == self._seen, now
            if now == self._written:
                self._stands = wish, datetime.now(UTC)
                return
            self._waits += EVERY
            if not resting and self._written is not None and self._waits < LATEST:
                return
            content = (wish, self._reader.ask(content_mark, today - PAST), today)
            if content != self._content:
                self._write(self._reader, wish, today)
        except (CallboardError, FileNotFoundError, OSError) as error:
            if self._over.is_set():
                return
            if self._reader is not None:  # else there is nothing yet to write of
                self._failed = wish
                self._failures += 1
                self._passes = min(2**self._failures, LONGEST)
            self._amiss = wish, str(error)
            if str(error) != self._error:  # a retry is not news
                self._error = str(error)
                log.warning("calendars: %s", error)
                self._say(f"The calendars in {wish.folder} were not written: {error}")
            return
        self._written, self._content = now, content
        self._waits, self._error, self._failures, self._passes = 0.0, "", 0, 0
        self._stands, self._amiss = (wish, datetime.now(UTC)), None

    def _write(self, reader: Reader, wish: Wish, today: date) -> None:
        from app.export.as_ics import Events

        if self._events is not None and (self._events.is_wasteful or today != self._day):
            self._events.file.close()
            self._events = None
        if self._events is None:
            self._events, self._day = Events(), today
        self._began = time.monotonic()
        self._files = len(write(reader, wish, today, self._rest, self._events))

    def _rest(self) -> None:
        """Leave the processor to the pulls for as long as it was used; raise Failed once all is over."""
        if self._over.wait(min(time.monotonic() - self._began, 1.0)):
            raise Failed("Callboard ends; the calendars are as they were.")
        self._began = time.monotonic()
