"""Both files of one profile, open for writing."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack, closing, suppress
from datetime import UTC, date, datetime
from pathlib import Path

import apsw

from app.locks import held
from app.places import Places
from app.secrets import Key
from app.store.checkpoints import checkpoints
from app.store.desk import Desk
from app.store.files import (
    Damaged,
    check_key,
    copy_to,
    fetched,
    open_reading,
    open_writing,
    set_aside,
    translated,
)
from app.store.fill import Fill
from app.store.ledger import Ledger
from app.store.linking import Linker
from app.store.mirror import Mirror
from app.store.reader import DESK, MIRROR, Reader
from app.store.rolls import Rolls
from app.store.rostering import Rostering
from app.store.rows import CHANGE
from app.store.views import Views

COPIES = 7  # dated copies of the desk's file


class Store:
    """The mirror and the desk. Use it from one thread at a time, and close it."""

    def __init__(
        self, places: Places, mirror: apsw.Connection, desk: apsw.Connection, reader: Reader
    ) -> None:
        self.places = places
        self.mirror = Mirror(mirror)
        self.ledger = Ledger(mirror)
        self.rolls = Rolls(mirror)
        self.fill = Fill(mirror, desk)
        self.desk = Desk(desk)
        self.views = Views(desk)
        self.linker = Linker(desk)
        self.rostering = Rostering(desk)
        self.reader = reader
        self.notes: list[str] = []  # what happened on opening, as sentences for the user
        self._files = (mirror, desk)
        self._fills = 0
        self._filling = ExitStack()

    @classmethod
    @translated
    def open(cls, places: Places, key: Key) -> "Store":
        """Open both files, made or brought up to date where needed.

        A damaged mirror is set aside under a dated name and begun anew; `notes` says so. The
        desk's file is never replaced: if it is damaged, Failed is raised and it stays as it is.
        """
        places.made()
        with held(places.data / "opening.lock"), ExitStack() as files:
            _check_keys(places, key)
            desk = files.enter_context(closing(_open_desk(places, key)))
            notes: list[str] = []
            mirror, salvaged = _open_mirror(places, key, notes)
            files.enter_context(closing(mirror))
            if not _copy(places).exists():
                _copy_desk(places, desk)
            store = cls(places, mirror, desk, Reader.open(places, key))
            files.pop_all()  # they stay open
        store.notes = notes
        if salvaged:
            store.mirror.salvage(salvaged)
        store._finish_fill()
        return store

    def close(self) -> None:
        """Close the files."""
        self.reader.close()
        for file in self._files:
            file.close()

    def acknowledge(
        self, ids: Sequence[int], by: str, comment: str | None = None, batch: str | None = None
    ) -> list[int]:
        """Acknowledge changes on this desk; return the ids that no change has."""
        self.keep_copy()
        keys = self.reader.keys(ids)
        self.desk.acknowledge(keys.values(), by, datetime.now(UTC), comment, batch)
        return [one for one in ids if one not in keys]

    def acknowledge_before(
        self, when: datetime | None, connection: str | None, by: str, batch: str | None = None
    ) -> int:
        """Acknowledge all changes seen before a time (None: all of them); return how many."""
        self.keep_copy()
        open_ones = self.reader.changes(unacknowledged=True, connection=connection)
        keys = [one.change.key for one in open_ones if when is None or one.seen_at < when]
        return self.desk.acknowledge(keys, by, datetime.now(UTC), batch=batch)

    def snooze(self, ids: Sequence[int], until: datetime | None, by: str) -> None:
        """Put changes off until a time; None has them back at once."""
        self.keep_copy()
        self.desk.snooze([*self.reader.keys(ids).values()], until, by, datetime.now(UTC))

    def remark(self, ids: Sequence[int], text: str, by: str) -> None:
        """Keep a note of the desk's own beside changes; an empty one takes it away."""
        self.keep_copy()
        self.desk.remark([*self.reader.keys(ids).values()], text, by, datetime.now(UTC))

    def forget(self, connection: str) -> None:
        """Drop what the mirror has of a connection; acknowledgements stay with the desk."""
        self.mirror.discard(connection)

    def busily(self, key: Key) -> AbstractContextManager[None]:
        """Return a context in which a thread of its own moves the mirror's log into its file."""
        return checkpoints(self.places, key, self._files[0])

    @translated
    def begin_fill(self) -> None:
        """Say that a first pull begins: an empty mirror's indexes wait until the last such pull ends.

        `end_fill` has to follow, even if this fails.
        """
        self._fills += 1
        if self._fills == 1:
            mine = self._filling.enter_context(held(fill_lock(self.places), patience=0))
            if mine and self.fill.begin():
                self._filling.callback(self.fill.end)
            else:
                self._filling.close()

    def end_fill(self) -> None:
        """Say that a first pull has ended, well or not."""
        self._fills -= 1
        if self._fills == 0:
            self._filling.close()

    @translated
    def keep_copy(self) -> None:
        """Make sure of a day's copy before the desk's file changes: a window may be open for weeks."""
        if not _copy(self.places).exists():
            with held(self.places.data / "opening.lock"):
                _copy_desk(self.places, self._files[1])

    def _finish_fill(self) -> None:
        # A first fill that was killed left no indexes; unless another process is filling now.
        with held(fill_lock(self.places), patience=0) as mine:
            if mine:
                self.fill.end()


def _check_keys(places: Places, key: Key) -> None:
    # Before either is made: one made with a wrong key would be locked to the right one.
    for path, layout in ((places.mirror, MIRROR), (places.desk, DESK)):
        with suppress(Damaged):  # each is dealt with when it is opened
            check_key(path, key, layout)


def set_mirror_aside(places: Places, key: Key) -> str:
    """Put a damaged mirror away and save its changes; return what to tell the user.

    No connection to it may be open in this process. Raises Damaged if it is not the mirror
    that is damaged.
    """
    with held(places.data / "opening.lock"):
        if _is_sound(places.mirror, key):
            raise Damaged(_desk_damaged(places))
        notes: list[str] = []
        salvaged = _set_aside(places, key, notes)
        db = open_writing(places.mirror, key, MIRROR)
        Mirror(db).salvage(salvaged)
        db.close()
    return " ".join(notes)


def fill_lock(places: Places) -> Path:
    """Return the file whose lock a first fill holds."""
    return places.data / "fill.lock"


def copies_of(places: Places) -> Path:
    """Return the folder of the desk's dated copies."""
    return places.data / "copies"


def _desk_damaged(places: Places) -> str:
    return (
        f"The desk's file ({places.desk}) is damaged. It holds what only this desk knows, so it was not "
        f"replaced: put a copy from {copies_of(places)} in its place, or move it away to start without."
    )


def _is_sound(path: Path, key: Key) -> bool:
    try:
        db = open_reading(path, key, MIRROR)
    except (Damaged, FileNotFoundError):
        return False
    try:
        return fetched(db, "pragma quick_check") == [("ok",)]
    except apsw.Error:
        return False
    finally:
        db.close()


def _open_desk(places: Places, key: Key) -> apsw.Connection:
    try:
        return open_writing(places.desk, key, DESK)
    except Damaged as error:
        raise Damaged(_desk_damaged(places)) from error


def _open_mirror(
    places: Places, key: Key, notes: list[str]
) -> tuple[apsw.Connection, list[tuple[object, ...]]]:
    try:
        return open_writing(places.mirror, key, MIRROR), []
    except Damaged:
        salvaged = _set_aside(places, key, notes)
        return open_writing(places.mirror, key, MIRROR), salvaged


def _set_aside(places: Places, key: Key, notes: list[str]) -> list[tuple[object, ...]]:
    aside = set_aside(places.mirror)
    salvaged, whole = _changes_of(aside, key)
    kept = f"{len(salvaged)} changes were saved from it" if salvaged else "no changes could be saved from it"
    lost = "" if whole else "; more, acknowledged or not, may be lost"
    notes.append(
        f"The mirror was damaged. It was set aside as {aside.name}; {kept}{lost}. "
        "The next pull fills a new one; the desk's own records are untouched."
    )
    return salvaged


def _changes_of(damaged: Path, key: Key) -> tuple[list[tuple[object, ...]], bool]:
    """Return the changes that a damaged mirror still gives, and whether that is all of them."""
    found: dict[object, tuple[object, ...]] = {}
    with suppress(apsw.Error), closing(apsw.Connection(str(damaged), flags=apsw.SQLITE_OPEN_READWRITE)) as db:
        db.pragma("key", key.pragma)
        db.pragma("writable_schema", 1)  # or a file whose end is missing would not be read at all
        for way in ("asc", "desc"):  # up to the damage from either side
            with suppress(apsw.Error):
                for row in db.execute(f"select {CHANGE} from change order by id {way}"):
                    found[row[0]] = row
                return list(found.values()), True
    return list(found.values()), False


def _copy(places: Places) -> Path:
    return copies_of(places) / f"desk-{date.today().isoformat()}.db"


@translated
def _copy_desk(places: Places, desk: apsw.Connection) -> None:
    """Write today's copy, unless the desk knows nothing yet, and drop all but the newest ones."""
    tables = ("acknowledgement", "intent", "saved_view", "snooze", "remark", "activity", "roster", "linking")
    known = desk.execute("select " + " or ".join(f"exists (select 1 from {one})" for one in tables)).get
    if not known:
        return
    folder = copies_of(places)
    folder.mkdir(mode=0o700, exist_ok=True)
    copy_to(desk, places.desk, _copy(places))
    for old in sorted(folder.glob("desk-????-??-??.db"))[:-COPIES]:
        for suffix in (".fingerprint", ""):
            old.with_name(old.name + suffix).unlink(missing_ok=True)
