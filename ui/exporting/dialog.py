"""Export: which shifts, in which format, and how; then the writing of it, which can be cancelled."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from glob import escape
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.export import BETWEEN
from app.export.naming import Group
from app.store.reader import Reader
from ui.exporting.run import Run, Table, shifts_written
from ui.labels import Words
from ui.printing.gathering import FORMS, Answer, Page, Printing, gather
from ui.queries import Queries
from ui.showing import Shown, filters_told
from ui.style import heading
from ui.times import Times
from ui.words import counted

WIDE, FIELD = 520, 300  # pixels
XLSX, CSV, ICS, PDF = "xlsx", "csv", "ics", "pdf"
FORMATS = {
    XLSX: "Spreadsheet (.xlsx)",
    CSV: "Text, comma-separated (.csv)",
    ICS: "Calendar (.ics)",
    PDF: "Pages (.pdf)",
}
SHEETS: dict[str, Group | None] = {
    "One sheet": None,
    "A sheet for each day": "day",
    "A sheet for each facility": "facility",
    "A sheet for each worker": "person",
    "A sheet for each connection": "connection",
}
CALENDARS: dict[str, Group | None] = {
    "One calendar": None,
    "A calendar for each worker": "person",
    "A calendar for each facility": "facility",
}
GROUPED: dict[str | None, Group] = {
    "people": "person",
    "day": "day",
    "facility": "facility",
    "connection": "connection",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where what is exported comes from."""

    times: Times
    queries: Queries
    reader: Callable[[], Reader | None]  # the window's own
    open_reader: Callable[[], Reader]  # another one
    say: Callable[[str], object]  # to the window: what became of a file


class ExportDialog(QDialog):
    """Writes one file after another while it is open."""

    def __init__(self, shown: Shown, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = shown
        self._sources = sources
        self._run: Run | None = None
        self.setWindowTitle("Export")
        title = QLabel("Export shifts", self)
        title.setFont(heading(self.font()))
        self.format = _combo("Format", self)
        for key, words in FORMATS.items():
            self.format.addItem(words, key)
        self.what = _combo("What", self)
        self.what.addItem(f"All that is shown: {counted(shown.count, 'shift', 'shifts')}", False)
        if shown.selected:
            self.what.addItem(f"Selected: {counted(len(shown.selected), 'shift', 'shifts')}", True)
            self.what.setCurrentIndex(1 if len(shown.selected) > 1 else 0)
        self.group = _combo("Grouping", self)
        self.form = _combo("Layout", self)
        for key, words in FORMS.items():
            self.form.addItem(words, key)
        self.form.setCurrentIndex(max(0, self.form.findData(shown.lens)))
        self.bom = QCheckBox("Let &spreadsheets know that it is UTF-8", self)
        self.bom.setAccessibleName("Begin with a byte order mark")
        self.bom.setToolTip("A byte order mark at the beginning: Excel needs it, most scripts do not want it")
        told = filters_told(shown.where, sources.times)
        self.told = Words(
            f"Filter: {told}" if told else "No filter: all shifts in the cache.", self, muted=True
        )
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName("Written")
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.remark = Words("", self)
        self.remark.setAccessibleName("Remark")
        self.write = QPushButton("&Write to…", self)
        self.write.setAccessibleName("Choose a file and write it")
        self.write.setDefault(True)
        self.cancel = QPushButton("Cancel writing", self)
        self.cancel.setAccessibleName("Cancel the writing")
        self.cancel.setAutoDefault(False)
        self.cancel.hide()
        self.close_it = QPushButton("&Close", self)
        self.close_it.setAccessibleName("Close")
        self.close_it.setAutoDefault(False)
        self._lay_out(title)

        self.format.currentIndexChanged.connect(self._follow)
        self.what.currentIndexChanged.connect(self._follow)
        self.write.clicked.connect(self._ask_where)
        self.cancel.clicked.connect(self._stop)
        self.close_it.clicked.connect(self.close)
        self._follow()

    @property
    def is_writing(self) -> bool:
        """Whether a file is being written."""
        return self._run is not None

    def export(self, file: str) -> None:
        """Write what is chosen into a file; one without an ending gets the format's."""
        path = Path(file)
        ending = str(self.format.currentData())
        if path.suffix.lower() != f".{ending}":
            path = path.with_name(f"{path.name}.{ending}")
        run = self._run = Run(self.parentWidget())
        say = self._sources.say
        run.ended.connect(lambda well, said: say(said))
        run.progressed.connect(self._tell)
        run.ended.connect(self._ended)
        self._show_writing(f"Writing {path.name}…")
        if ending == PDF:
            self._write_pages(run, path)
            return
        group = self.group.currentData() if ending in (XLSX, ICS) else None
        table = Table(
            file=path,
            shown=self._shown,
            only_selected=self._only_selected,
            group=group,
            bom=ending == CSV and self.bom.isChecked(),
        )
        run.write(partial(shifts_written, table), self._sources.open_reader)

    def done(self, result: int) -> None:
        self._stop()
        super().done(result)

    @property
    def _only_selected(self) -> bool:
        return bool(self.what.currentData())

    def _write_pages(self, run: Run, path: Path) -> None:
        page = Page(self._shown, str(self.form.currentData()), self._only_selected)
        printing = Printing(page, self._sources.times, self._sources.reader)

        self._sources.queries.ask(
            "pages",
            lambda reader: gather(reader, page, printing.days, printing.span),
            partial(self._paint, run, path, printing),
            partial(run.end, False),
        )

    def _paint(self, run: Run, path: Path, printing: Printing, answer: Answer) -> None:
        if self._run is run:
            run.paint(path, printing.content(answer), printing.head())

    def _lay_out(self, title: QLabel) -> None:
        form = self._form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("&Format", self.format)
        form.addRow("W&hat", self.what)
        form.addRow("&Grouping", self.group)
        form.addRow("&Layout", self.form)
        form.addRow("", self.bom)
        end = QHBoxLayout()
        end.setSpacing(8)
        end.addWidget(self.cancel)
        end.addStretch(1)
        end.addWidget(self.write)
        end.addWidget(self.close_it)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addWidget(self.told)
        layout.addLayout(form)
        layout.addWidget(self.progress)
        layout.addWidget(self.remark)
        layout.addStretch(1)
        layout.addLayout(end)
        self.setMinimumWidth(WIDE)

    def _follow(self) -> None:
        """Offer what the format has."""
        ending = self.format.currentData()
        groups = CALENDARS if ending == ICS else SHEETS
        if [self.group.itemText(n) for n in range(self.group.count())] != list(groups):
            self.group.clear()
            for words, group in groups.items():
                self.group.addItem(words, group)
            wanted = GROUPED.get(self._shown.group) if ending == XLSX else None
            self.group.setCurrentIndex(max(0, self.group.findData(wanted)))
        self._form.setRowVisible(self.group, ending in (XLSX, ICS))
        self._form.setRowVisible(self.form, ending == PDF and not self._only_selected)
        self._form.setRowVisible(self.bom, ending == CSV)
        if self._only_selected:
            self.form.setCurrentIndex(0)

    def _ask_where(self) -> None:
        ending = str(self.format.currentData())
        dialog = QFileDialog(self, "Export to a file")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"{FORMATS[ending].partition(' (')[0]} (*.{ending})"])
        dialog.setDefaultSuffix(ending)
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog.setDirectory(folder)
        dialog.selectFile("shifts")
        if self._is_several:  # a file of just that name is not written
            dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.fileSelected.connect(self._ask_before_replacing)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @property
    def _is_several(self) -> bool:
        """Whether there will be a calendar for each of something."""
        return self.format.currentData() == ICS and self.group.currentData() is not None

    def _ask_before_replacing(self, file: str) -> None:
        """Write, if need be after asking: of several calendars nobody has chosen the names."""
        path = Path(file)
        beginning = f"{path.name.removesuffix(f'.{ICS}')}{BETWEEN}"
        there = len([*path.parent.glob(f"{escape(beginning)}*.{ICS}")]) if self._is_several else 0
        if not there:
            self.export(file)
            return
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Replace calendars")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(
            f"{counted(there, 'file begins', 'files begin')} with “{beginning}” in this folder already."
        )
        box.setInformativeText("Those with the names of the new calendars are replaced, others stay.")
        replace = box.addButton("Replace", QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        replace.clicked.connect(lambda: self.export(file))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _stop(self) -> None:
        if self._run is not None:
            self._run.cancel()

    def _show_writing(self, remark: str) -> None:
        for one in (self.format, self.what, self.group, self.form, self.bom, self.write):
            one.setEnabled(self._run is None)
        self.progress.setVisible(self._run is not None)
        self.progress.setRange(0, 0)
        self.cancel.setVisible(self._run is not None)
        self.remark.setText(remark)

    def _tell(self, n: int, total: int) -> None:
        self.progress.setRange(0, max(total, 0))
        self.progress.setValue(n)

    def _ended(self, well: bool, sentence: str) -> None:
        self._run = None
        self._show_writing(sentence)
        (self.close_it if well else self.write).setFocus()


def _combo(name: str, parent: QWidget) -> QComboBox:
    found = QComboBox(parent)
    found.setAccessibleName(name)
    found.setMinimumWidth(FIELD)
    return found
