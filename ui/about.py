"""What this program is, and what it is made with."""

import platform

from PySide6 import __version__ as qt_version
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.licences import parts
from ui.icons import program_icon
from ui.labels import heading_of_group
from ui.style import title


class About(QDialog):
    """Name, versions, and the licence of every part."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Callboard")
        picture = QLabel(self)
        picture.setPixmap(program_icon().pixmap(64, 64))
        name = QLabel("Callboard", self)
        name.setFont(title(self.font()))
        made_of = f"Python {platform.python_version()} · Qt {qt_version} · {platform.system()}"
        facts = f"Version {__version__}\n{made_of}"
        words = QVBoxLayout()
        words.addWidget(name)
        words.addWidget(_line("Every vendor’s shifts on one board.", self))
        words.addWidget(_line(facts, self))
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(heading_of_group("What it is made of, and under which licence"))
        layout.addWidget(Licences(self), 1)
        layout.addSpacing(12)
        layout.addWidget(_close(self))
        self.resize(760, 560)


class Licences(QSplitter):
    """Every part of the program on the left, and on the right the licence of the chosen one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setChildrenCollapsible(False)
        self._parts = parts()
        self.names = QListWidget(self)
        self.names.setAccessibleName("What the program is made of")
        for part in self._parts:
            self.names.addItem(" · ".join(fact for fact in (part.name, part.version, part.licence) if fact))
        self.text = QPlainTextEdit(self)
        self.text.setAccessibleName("Licence")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.setSizes([300, 420])
        self.names.currentRowChanged.connect(self._show)
        self.names.setCurrentRow(0)

    def _show(self, row: int) -> None:
        self.text.setPlainText(self._parts[row].text)


def _line(text: str, parent: QWidget) -> QLabel:
    found = QLabel(text, parent)
    found.setTextFormat(Qt.TextFormat.PlainText)
    found.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return found


def _close(dialog: QDialog) -> QDialogButtonBox:
    box = QDialogButtonBox(dialog)
    button = box.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
    button.setAccessibleName("Close")
    box.rejected.connect(dialog.close)
    return box
