"""What this program is, and the keys that it listens to."""

import platform

from PySide6 import __version__ as qt_version
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
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
from ui.labels import Words, heading_of_group
from ui.menus import FILE, HELP, SEPARATOR, SHIFT, VIEW
from ui.style import title

_BOARD_KEYS = (
    ("Choose another shift", "↑  ↓  Page Up  Page Down  Home  End"),
    ("Choose several", "Shift or Ctrl with these"),
    ("Show the details", "Enter"),
    ("Do what the panel offers", "Ctrl+1  Ctrl+2  …  Ctrl+9"),
    ("The same, with options", "Ctrl+Shift+1  …"),
    ("Move the column of the marked cell", "Ctrl+Shift+←  Ctrl+Shift+→"),
    ("Go from part to part", "Tab, Shift+Tab"),
    ("Open the menu bar", "Alt or F10"),
)


LEFT = 38  # width of the left column, in characters


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


class Shortcuts(QDialog):
    """The keys, in the order of the menus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 12, 24, 16)
        layout.addWidget(heading_of_group("On the board"))
        layout.addLayout(_pairs(_BOARD_KEYS, self))
        layout.addWidget(heading_of_group("Everywhere"))
        entries = [entry for part in (FILE, SHIFT, VIEW, HELP) for entry in part if entry is not SEPARATOR]
        keys = [
            (entry.words.replace("&", "").rstrip("…"), _native(entry.shortcut))
            for entry in entries
            if entry.shortcut
        ]
        layout.addLayout(_pairs([*keys, ("Details", _native("Ctrl+D"))], self))
        layout.addSpacing(12)
        layout.addWidget(_close(self))


def _line(text: str, parent: QWidget) -> QLabel:
    found = QLabel(text, parent)
    found.setTextFormat(Qt.TextFormat.PlainText)
    found.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return found


def _pairs(pairs: "list[tuple[str, str]] | tuple[tuple[str, str], ...]", parent: QWidget) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(32)
    grid.setVerticalSpacing(4)
    for row, (left, right) in enumerate(pairs):
        grid.addWidget(_line(left, parent), row, 0)
        told = Words(right, parent, muted=True)
        told.setWordWrap(False)
        told.setMinimumWidth(told.sizeHint().width())
        grid.addWidget(told, row, 1)
    grid.setColumnMinimumWidth(0, LEFT * parent.fontMetrics().averageCharWidth())
    grid.setColumnStretch(1, 1)
    return grid


def _native(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def _close(dialog: QDialog) -> QDialogButtonBox:
    box = QDialogButtonBox(dialog)
    button = box.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
    button.setAccessibleName("Close")
    box.rejected.connect(dialog.close)
    return box
