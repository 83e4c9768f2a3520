"""The writing of one file: off the window's thread where it can be, page by page where it must not."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QElapsedTimer, QIODevice, QObject, QTimer, Signal
from PySide6.QtGui import QPdfWriter

from app.domain import Kept
from app.errors import CallboardError, Failed
from app.export.naming import Group
from app.store.listing import count
from app.store.reader import Reader
from ui import tasks
from ui.printing.paper import Content, Head, page_layout, pages
from ui.showing import Shown
from ui.words import counted

log = logging.getLogger(__name__)

CANCELLED = "Cancelled; nothing was written. What was there before is intact."
FRAME = 30  # milliseconds of painting before the window gets a turn
SHARP = 1200  # dots to the inch


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What is to be written, and how."""

    file: Path
    shown: Shown
    only_selected: bool = False
    group: Group | None = None  # a sheet, or a calendar, for each
    bom: bool = False


Tell = Callable[
    [int, int], None
]  # how many of how many; 0 in all: not known. What it raises ends the writing


class Run(QObject):
    """One writing. It can be cancelled until it has ended; the file is complete, or as it was.

    It belongs to the window, not to the dialog that began it, and goes by itself: whoever closes
    the dialog in the middle is still told what became of it.
    """

    progressed = Signal(int, int)  # how many of how many; 0 in all: not known
    ended = Signal(bool, str)  # whether it is written, and a sentence

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self._begun = self._is_over = False
        self._painting: Iterator[tuple[int, int]] | None = None
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._paint)
        self._name = ""
        self._total = 0

    def cancel(self) -> None:
        """Have it ended as soon as may be."""
        self._stop.set()
        if not self._begun:
            self.end(False, CANCELLED)

    def end(self, well: bool, said: str) -> None:
        """Have it ended: whether it is written, and a sentence."""
        if self._is_over:
            return
        self._is_over = True
        self._turn.stop()
        painting, self._painting = self._painting, None
        if painting is not None:
            painting.close()  # type: ignore[attr-defined]  # it is a generator: what is unfinished goes
        self.ended.emit(well, said)
        self.deleteLater()

    def write(self, work: Callable[[Reader, Tell], str], open_reader: Callable[[], Reader]) -> None:
        """Have something written in a thread; `work` returns what is to be said of it."""
        self._begun = True

        def whole() -> str:
            with closing(open_reader()) as reader:
                return work(reader, self._tell)

        tasks.start(whole, partial(self.end, True), partial(self.end, False))

    def paint(self, file: Path, content: Content, head: Head, *, landscape: bool = True) -> None:
        """Write a PDF file in the window's thread, some pages between two frames."""
        self._begun = True
        self._name = file.name
        self._painting = _painted(file, content, head, self._check, landscape=landscape)
        self._turn.start()

    def _tell(self, n: int, total: int) -> None:
        self._check()
        self.progressed.emit(n, total)

    def _check(self) -> None:
        if self._stop.is_set():
            raise Failed(CANCELLED)

    def _paint(self) -> None:
        assert self._painting is not None
        since = QElapsedTimer()
        since.start()
        try:
            while since.elapsed() < FRAME:
                self._check()
                n, self._total = next(self._painting)
                self.progressed.emit(n, self._total)
        except StopIteration:
            self.end(True, f"{counted(self._total, 'page', 'pages')} written to {self._name}")
        except CallboardError as error:
            self.end(False, str(error))
        except Exception as error:  # a generator that has raised would look like one that is done
            log.exception("pages")
            self.end(False, f"{self._name} was not written: {error}. What was there before is intact.")


def shifts_written(table: Table, reader: Reader, tell: Tell) -> str:
    """Write shifts; return what is to be said of it."""
    from app.export import write, write_calendars
    from app.export.whose import whose

    shown = table.shown
    rows: Iterator[Kept]
    if table.only_selected:
        total = len(shown.selected)
        found = (reader.shift(ref) for ref in shown.selected)
        rows = (one for one in found if one is not None)
    else:
        total = reader.ask(count, shown.where)
        rows = reader.shifts(shown.where)

    def progress(n: int) -> None:
        tell(n, total)

    who = whose(reader)
    if table.file.suffix.lower() == ".ics" and table.group is not None:
        n, files = write_calendars(table.file, rows, table.group, who=who, progress=progress)
        return f"{counted(n, 'shift', 'shifts')} written to {counted(len(files), 'calendar', 'calendars')}"
    n = write(table.file, rows, bom=table.bom, group=table.group, who=who, progress=progress)
    return f"{counted(n, 'shift', 'shifts')} written to {table.file.name}"


def _painted(
    file: Path, content: Content, head: Head, check: Callable[[], object], *, landscape: bool
) -> Iterator[tuple[int, int]]:
    from app.export.whole import target_of, whole

    target = target_of(file, (".pdf",))
    with whole(file, target, check) as made:
        # In memory first: Qt does not tell of a disk that takes no more.
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setTitle(head.title)
        writer.setCreator("Callboard")
        writer.setResolution(SHARP)
        writer.setPageLayout(page_layout(landscape=landscape))
        yield from pages(writer, content, head)
        made.write_bytes(buffer.data().data())
