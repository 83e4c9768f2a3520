"""The roster from and into CSV files: which file, and what came of it in a sentence."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from app.store.people import everybody
from app.store.reader import Reader
from ui.engine import Answer, Engine
from ui.exporting.run import Run, Tell
from ui.words import counted, line

CSV = "CSV files (*.csv);;All files (*)"


class RosterFiles(QObject):
    """Takes a roster and writes one. `said` tells what came of it, `taken` that there may be others now."""

    said = Signal(str)
    taken = Signal()

    def __init__(self, engine: Engine, open_reader: Callable[[], Reader], parent: QWidget) -> None:
        """`open_reader`: opens another one, for a file."""
        super().__init__(parent)
        self._engine = engine
        self._open_reader = open_reader
        self._window = parent

    def take(self, file: str) -> None:
        """Take a roster from a file."""
        self._engine.ask("import_roster", self._taken, path=file)

    def write(self, file: str) -> None:
        """Write the roster and all links to a file; one without an ending gets `.csv`."""
        path = Path(file)
        if not path.suffix:
            path = path.with_name(f"{path.name}.csv")
        run = Run(self._window.parentWidget())
        run.ended.connect(self._ended)
        run.write(partial(_roster_written, path), self._open_reader)

    def ask_what_to_take(self) -> None:
        """Let a file be chosen, and take it."""
        chooser = QFileDialog(self._window, "Import a roster", "", CSV)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.fileSelected.connect(self.take)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.open()

    def ask_where_to_write(self) -> None:
        """Let a file be named, and write it."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        chooser = QFileDialog(self._window, "Export the roster", folder, CSV)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("csv")
        chooser.selectFile("roster")
        chooser.fileSelected.connect(self.write)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.open()

    def _ended(self, well: bool, sentence: str) -> None:
        self.said.emit(line(sentence, 600))

    def _taken(self, answer: Answer) -> None:
        if not isValid(self):
            return
        if answer.get("ok") is not True:
            self.said.emit(line(str(answer.get("error") or "The engine did not answer."), 600))
            return
        faults = _faults(answer.get("rejected"))
        told = f"{answer.get('added')} added, {answer.get('changed')} known already."
        left = f" {len(faults)} left out: {' '.join(faults)}" if faults else ""
        self.said.emit(line(f"{told}{left}", 600))
        self.taken.emit()


def _roster_written(path: Path, reader: Reader, tell: Tell) -> str:
    """Write the roster; return what is to be said of it."""
    from app.export.roster import write_roster

    count = write_roster(path, reader.ask(everybody))
    return f"{counted(count, 'person', 'people')} written, with their links, to {path}."


def _faults(told: object) -> Sequence[str]:
    rows = told if isinstance(told, list) else []
    return [f"line {row[0]}: {row[1]}" for row in rows if isinstance(row, list) and len(row) == 2]
