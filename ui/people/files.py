"""The roster from and into CSV files: which file, and what came of it in a sentence."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from app.store.people import everybody
from app.store.reader import Reader
from ui.engine import Answer, Engine
from ui.queries import Queries
from ui.words import counted, line

CSV = "CSV files (*.csv);;All files (*)"


class RosterFiles(QObject):
    """Takes a roster and writes one. `said` tells what came of it, `taken` that there may be others now."""

    said = Signal(str)
    taken = Signal()

    def __init__(self, engine: Engine, queries: Queries, parent: QWidget) -> None:
        super().__init__(parent)
        self._engine = engine
        self._queries = queries
        self._window = parent

    def take(self, file: str) -> None:
        """Take a roster from a file."""
        self._engine.ask("import_roster", self._taken, path=file)

    def write(self, file: str) -> None:
        """Write the roster and all links to a file; one without an ending gets `.csv`."""
        path = Path(file)
        if not path.suffix:
            path = path.with_name(f"{path.name}.csv")

        def work(reader: Reader) -> int:
            from app.export.roster import write_roster

            return write_roster(path, reader.ask(everybody))

        def written(count: int) -> None:
            told = f"{counted(count, 'person', 'people')} written, with their links, to {path}."
            self.said.emit(line(told, 600))

        self._queries.ask("roster", work, written, lambda sentence: self.said.emit(line(sentence, 600)))

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


def _faults(told: object) -> Sequence[str]:
    rows = told if isinstance(told, list) else []
    return [f"line {row[0]}: {row[1]}" for row in rows if isinstance(row, list) and len(row) == 2]
