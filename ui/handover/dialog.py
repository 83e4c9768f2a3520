"""The handover: since when, what is to be told, and its way onto paper or into a file."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QDateTime, QSize, QStandardPaths, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDateTimeEdit,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.errors import CallboardError
from app.handover import Handover, handover, watch_until
from app.store.reader import Reader
from ui.buttons import push_button
from ui.exporting.run import Run
from ui.handover.telling import Names, as_text, blocks, shifts_named, title
from ui.labels import Line
from ui.printing.paper import Head, page_layout
from ui.printing.tables import ReportContent
from ui.queries import Queries
from ui.showing import as_of
from ui.style import strong
from ui.times import Times
from ui.words import line, tip

WIDTHS = (210, 340, 330)  # pixels; the last column has the rest
SAVE = "Save it as a PDF or a text file"


class HandoverDialog(QDialog):
    """What one watch tells the next. It is read when it is shown, and whenever its options change."""

    def __init__(
        self, times: Times, queries: Queries, tell: Callable[[str], object], parent: QWidget | None = None
    ) -> None:
        """`tell`: the window, what became of a file."""
        super().__init__(parent)
        self._times = times
        self._queries = queries
        self._tell = tell
        self._sentence = ""
        self._told: tuple[Handover, Names] | None = None
        self._run: Run | None = None
        self.setWindowTitle("Handover")
        self.resize(QSize(1120, 740).boundedTo(self.screen().availableSize()))
        now = datetime.fromtimestamp(times.now(), UTC)
        self.since = QDateTimeEdit(self)
        self.since.setAccessibleName("When the watch began")
        self.since.setCalendarPopup(True)
        self.since.setDateTime(QDateTime.fromSecsSinceEpoch(int(watch_until(now).timestamp())))
        self.since.setMaximumDateTime(QDateTime.fromSecsSinceEpoch(int(now.timestamp())))
        self.within = QSpinBox(self)
        self.within.setAccessibleName("Hours within which a start is soon")
        self.within.setRange(1, 168)
        self.within.setValue(12)
        self.within.setSuffix(" h")
        self.tree = QTreeWidget(self)
        self.tree.setAccessibleName("Handover")
        self.tree.setColumnCount(4)
        self.tree.setHeaderLabels(["When", "What", "Which shift, where", "How it stands"])
        self.tree.setUniformRowHeights(True)
        self.tree.setAllColumnsShowFocus(True)
        for column, width in enumerate(WIDTHS):
            self.tree.setColumnWidth(column, width)
        self._said = Line(self)
        self._said.setAccessibleName("Remark")
        self._said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.print = push_button("&Print…", "Print it, with a preview", self)
        self.save = push_button("&Save as…", SAVE, self)
        self.close_it = push_button("&Close", "Close", self)
        self._lay_out()

        self.since.dateTimeChanged.connect(self.read)
        self.within.valueChanged.connect(self.read)
        self.print.clicked.connect(self._print)
        self.save.clicked.connect(self._save_or_cancel)
        self.close_it.clicked.connect(self.close)

    @property
    def said(self) -> str:
        """What it says of the last file."""
        return self._sentence

    def read(self) -> None:
        """Read how things stand now."""
        since = datetime.fromtimestamp(self.since.dateTime().toSecsSinceEpoch(), UTC)
        at = datetime.fromtimestamp(self._times.now(), UTC)
        soon = timedelta(hours=self.within.value())

        def work(reader: Reader) -> tuple[Handover, Names]:
            told = handover(reader, since, at, soon)
            return told, shifts_named(reader, told, self._times)

        self._queries.ask("handover", work, self._show, self._say)

    def export(self, file: str) -> None:
        """Save it; the file's ending tells the format."""
        path = Path(file)
        if path.suffix.lower() not in (".pdf", ".txt"):
            path = path.with_name(f"{path.name}.pdf")
        if self._told is None:
            return
        if path.suffix.lower() == ".txt":
            self._write(path, as_text(*self._told, self._times))
            return
        run = self._run = Run(self.parentWidget())
        tell = self._tell
        run.ended.connect(lambda well, said: tell(said))
        run.ended.connect(self._ended)
        self._offer()
        run.paint(path, self._content(), self._head(), landscape=False)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.read()
        self.tree.setFocus()

    def done(self, result: int) -> None:
        if self._run is not None:
            self._run.cancel()
        super().done(result)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        for words, field in (("&Watch since", self.since), ("S&oon is within", self.within)):
            label = QLabel(words, self)
            label.setBuddy(field)
            top.addWidget(label)
            top.addWidget(field)
            top.addSpacing(12)
        top.addStretch(1)
        end = QHBoxLayout()
        end.setSpacing(8)
        end.addWidget(self._said, 1)
        end.addWidget(self.print)
        end.addWidget(self.save)
        end.addWidget(self.close_it)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addWidget(self.tree, 1)
        layout.addLayout(end)

    def _show(self, told: tuple[Handover, Names]) -> None:
        self._told = told
        self.tree.clear()
        for block in blocks(*told, self._times):
            part = QTreeWidgetItem(self.tree, [block.title])
            part.setFont(0, strong(self.font()))
            part.setFirstColumnSpanned(True)
            if block.sentence:
                said = QTreeWidgetItem(part, [block.sentence])
                said.setFirstColumnSpanned(True)
            for row in block.rows:
                item = QTreeWidgetItem(part, list(row))
                for column, text in enumerate(row):
                    item.setToolTip(column, tip(text))
            part.setExpanded(True)
        if (first := self.tree.topLevelItem(0)) is not None:
            self.tree.setCurrentItem(first)

    def _content(self) -> ReportContent:
        assert self._told is not None
        return ReportContent(blocks(*self._told, self._times))

    def _head(self) -> Head:
        assert self._told is not None
        return Head(title(self._told[0], self._times), [], as_of(self._times))

    def _print(self) -> None:
        from ui.printing.preview import preview

        if self._told is not None:
            layout = page_layout(landscape=False)
            preview(self._content(), self._head(), layout, self._say, self)

    def _save_or_cancel(self) -> None:
        if self._run is None:
            self._ask_where()
        else:
            self._run.cancel()

    def _offer(self) -> None:
        """Let the one button be what can be done now."""
        words, name = ("&Save as…", SAVE) if self._run is None else ("Canc&el saving", "Cancel the saving")
        self.save.setText(words)
        self.save.setAccessibleName(name)

    def _ask_where(self) -> None:
        dialog = QFileDialog(self, "Save the handover")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["Pages (*.pdf)", "Text (*.txt)"])
        dialog.setDefaultSuffix("pdf")
        dialog.filterSelected.connect(lambda words: dialog.setDefaultSuffix(words[-4:].strip(".)")))
        dialog.setDirectory(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        )
        dialog.selectFile("handover")
        dialog.fileSelected.connect(self.export)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _write(self, path: Path, text: str) -> None:
        from app.export.whole import target_of, whole

        try:
            with whole(path, target_of(path, (".txt",))) as made:
                made.write_text(text, "utf-8")
        except CallboardError as error:
            self._say(str(error))
        else:
            self._say(f"Written to {path.name}")

    def _ended(self, well: bool, sentence: str) -> None:
        self._run = None
        self._offer()
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        self._sentence = line(sentence, 400)
        self._said.say(self._sentence)
