"""Calendars to subscribe to: in which folder they are kept, whose, since when, and how it fares."""

from PySide6.QtCore import QStandardPaths, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ui.buttons import push_button
from ui.engine import Answer, Engine
from ui.exporting.dialog import CALENDARS
from ui.labels import Words
from ui.style import heading
from ui.times import Times, moment
from ui.words import counted, line

WIDE = 560  # pixels
EVERY = 3000  # milliseconds between two questions how it stands
INTRO = (
    "Calendar files are kept in a folder, and are up to date while Callboard runs: others subscribe to them, "
    "or the folder is one that is shared."
)
NO_ANSWER = "The engine did not answer; nothing was changed."


class CalendarsDialog(QDialog):
    """Where calendars are kept. What stands there is the engine's to say; it is asked while this is open."""

    def __init__(self, engine: Engine, times: Times, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._times = times
        self._known: Answer = {}
        self._busy = False
        self.setWindowTitle("Calendars to subscribe to")
        title = QLabel("Calendars to subscribe to", self)
        title.setFont(heading(self.font()))
        self.folder = QLineEdit(self)
        self.folder.setAccessibleName("Folder")
        self.choose = push_button("C&hoose…", "Choose the folder", self)
        self.per = QComboBox(self)
        self.per.setAccessibleName("For whom")
        for words, group in CALENDARS.items():
            self.per.addItem(words, group)
        self.standing = Words("", self)
        self.standing.setAccessibleName("How it stands")
        self.remark = Words("", self)
        self.remark.setAccessibleName("Remark")
        self.keep = push_button("&Keep them there", "Keep calendars in this folder", self)
        self.keep.setDefault(True)
        self.stop = push_button("&Stop keeping them", "Stop keeping calendars", self)
        self.stop.setToolTip("The files stay as they are; nobody keeps them up to date any more")
        self.close_it = push_button("&Close", "Close", self)
        self._lay_out(title)
        self._again = QTimer(self, interval=EVERY)

        self.choose.clicked.connect(self._ask_where)
        self.folder.textChanged.connect(self._judge)
        self.folder.returnPressed.connect(self._keep)
        self.keep.clicked.connect(self._keep)
        self.stop.clicked.connect(self._stop)
        self.close_it.clicked.connect(self.close)
        self._again.timeout.connect(self._look)
        self._judge()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._engine.ask("calendars", self._told_first)
        self._again.start()

    def done(self, result: int) -> None:
        self._again.stop()
        super().done(result)

    def _lay_out(self, title: QLabel) -> None:
        where = QHBoxLayout()
        where.setSpacing(8)
        where.addWidget(self.folder, 1)
        where.addWidget(self.choose)
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        label = QLabel("&Folder", self)
        label.setBuddy(self.folder)
        form.addRow(label, where)
        form.addRow("&Whose", self.per)
        end = QHBoxLayout()
        end.setSpacing(8)
        end.addWidget(self.stop)
        end.addStretch(1)
        end.addWidget(self.keep)
        end.addWidget(self.close_it)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addWidget(Words(INTRO, self, muted=True))
        layout.addLayout(form)
        layout.addWidget(self.standing)
        layout.addWidget(self.remark)
        layout.addStretch(1)
        layout.addLayout(end)
        self.setMinimumWidth(WIDE)

    def _look(self) -> None:
        if not self._busy:
            self._engine.ask("calendars", self._told)

    def _told_first(self, answer: Answer) -> None:
        if not isValid(self):
            return
        if answer.get("ok") is True and not self.folder.text():
            self.folder.setText(str(answer.get("folder") or ""))
            self.per.setCurrentIndex(max(0, self.per.findData(answer.get("per"))))
        self._told(answer)

    def _told(self, answer: Answer) -> None:
        if not isValid(self):
            return
        if answer.get("ok") is not True:
            self.standing.setText(line(str(answer.get("error") or NO_ANSWER), 600))
            return
        self._known = answer
        self.standing.setText(told(answer, self._times))
        self._judge()

    def _judge(self) -> None:
        self.keep.setEnabled(not self._busy and bool(self.folder.text().strip()))
        self.stop.setEnabled(not self._busy and bool(self._known.get("folder")))

    def _keep(self) -> None:
        if self.keep.isEnabled():
            self._ask("keep_calendars", "Writing the calendars…", "They are kept there from now on.")

    def _stop(self) -> None:
        said = (
            "They are no longer kept up to date. The files stay as they are: delete what nobody should see."
        )
        self._ask("stop_calendars", "", said)

    def _ask(self, do: str, meanwhile: str, said: str) -> None:
        self._busy = True
        self.remark.setText(meanwhile)
        self._judge()

        def answered(answer: Answer) -> None:
            if not isValid(self):
                return
            self._busy = False
            good = answer.get("ok") is True
            if good:
                self._told(answer)
            amiss = answer.get("amiss") if good else answer.get("error") or NO_ANSWER
            self.remark.setText("" if good and amiss else said if good else line(str(amiss), 600))
            self._judge()

        folder, per = self.folder.text().strip(), self.per.currentData()
        details = {"folder": folder, "per": per} if do == "keep_calendars" else {}
        self._engine.ask(do, answered, **details)

    def _ask_where(self) -> None:
        chooser = QFileDialog(self, "A folder for calendars")
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        chooser.setDirectory(self.folder.text() or documents)
        chooser.fileSelected.connect(self.folder.setText)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.open()


def told(answer: Answer, times: Times) -> str:
    """Return in words how the calendars stand."""
    folder = answer.get("folder")
    if not folder:
        return "No calendars are kept."
    whose = next((words for words, group in CALENDARS.items() if group == answer.get("per")), "One calendar")
    since = times.stamp(moment(answer.get("since")))
    sentences = [f"{whose} in {line(str(folder), 300)}{f', kept since {since}' if since else ''}."]
    if amiss := answer.get("amiss"):
        sentences.append(f"They could not be written: {line(str(amiss), 600)}")
    if as_of := times.stamp(moment(answer.get("as_of"))):
        files = answer.get("files")
        count = counted(files, "file", "files") if isinstance(files, int) else "They are"
        sentences.append(f"{count} as of {as_of}.")
    elif not amiss:
        sentences.append("They are being written.")
    return " ".join(sentences)
