"""Exporting what the board shows: where to, and the writing, off the window's thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.store.filters import Filter
from app.store.reader import Reader
from ui import tasks
from ui.words import counted

FORMATS = ("Spreadsheet (*.xlsx)", "Text (*.csv)", "Calendar (*.ics)")


def ask_where(parent: QWidget, chosen: Callable[[str], None]) -> None:
    """Open the dialog that asks for a file; `chosen` gets its path, unless the user thinks better of it."""
    from PySide6.QtCore import QStandardPaths
    from PySide6.QtWidgets import QFileDialog

    dialog = QFileDialog(parent, "Export the shifts shown")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(list(FORMATS))
    dialog.setDefaultSuffix("xlsx")
    dialog.filterSelected.connect(lambda words: dialog.setDefaultSuffix(words[-5:].strip("(*.)")))
    dialog.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    dialog.selectFile("shifts")
    dialog.fileSelected.connect(chosen)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def export(file: str, where: Filter, open_reader: Callable[[], Reader], say: Callable[[str], None]) -> None:
    """Write shifts to a file whose ending tells the format; `say` hears that it begins and how it ends."""

    def work() -> int:
        from app.export import write

        reader = open_reader()
        try:
            return write(Path(file), reader.shifts(where))
        finally:
            reader.close()

    name = Path(file).name
    say(f"Writing {name}…")
    tasks.start(work, lambda n: say(f"{counted(n, 'shift', 'shifts')} written to {name}"), say)
