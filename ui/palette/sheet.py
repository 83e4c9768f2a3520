"""The sheet of shortcuts: every key of the program in groups, to be searched and to be printed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.fuzzy import match, typed
from ui.labels import Words, heading_of_group
from ui.palette.entries import Entry
from ui.palette.results import native

_NOTHING = "No key stands for that."


@dataclass(frozen=True, slots=True)
class Key:
    """What a key does, and how it is written on this platform."""

    words: str
    keys: str


@dataclass(frozen=True, slots=True)
class Group:
    """Keys that belong together."""

    title: str
    keys: tuple[Key, ...]


ON_THE_BOARD = Group(
    "On the board",
    (
        Key("Choose another shift", "↑  ↓  Page Up  Page Down  Home  End"),
        Key("Choose several", "Shift or Ctrl with these"),
        Key("Show the details", "Enter"),
        Key("Do what the panel offers", "Ctrl+1  Ctrl+2  …  Ctrl+9"),
        Key("The same, with options", "Ctrl+Shift+1  …"),
        Key("Move the column of the marked cell", "Ctrl+Shift+←  Ctrl+Shift+→"),
        Key("Go from part to part", "Tab, Shift+Tab"),
        Key("Open the menu bar", "Alt or F10"),
    ),
)
IN_THE_CALENDAR = Group(
    "In the calendar",
    (
        Key("Go to another day or shift", "↑  ↓  ←  →  Home  End"),
        Key("Go from shift to shift, in the month", "Ctrl+↑  Ctrl+↓"),
        Key("Show the page before or after", "Page Up  Page Down"),
        Key("Move along the timeline", "Ctrl+←  Ctrl+→"),
        Key("Show more or fewer hours", "Ctrl++  Ctrl+-  Ctrl+0"),
        Key("Go to a date", "Type it"),
        Key("Open the day or the details", "Enter"),
    ),
)
IN_THE_INBOX = Group(
    "In the inbox",
    (
        Key("Acknowledge on this desk, and go to the next", "A"),
        Key("Take the last acknowledgement back", "U"),
        Key("Put off until a time", "S"),
        Key("Write a note", "N"),
        Key("Go to the next or the previous line", "J  K  or  ↓  ↑"),
        Key("Unfold and fold what came to nothing", "→  ←"),
        Key("Show the shift’s details", "Enter"),
        Key("Show the shift on the board", "B"),
        Key("Show the person’s shifts", "P"),
    ),
)
IN_THE_PALETTE = Group(
    "In the command palette",
    (
        Key("Choose another entry", "↑  ↓  Tab  Page Up  Page Down"),
        Key("Do it", "Enter"),
        Key("Close the palette", "Esc"),
    ),
)


def groups(entries: Iterable[Entry], fixed: Sequence[Group]) -> list[Group]:
    """Return the keys of the palette's entries under their headings, then those that no entry has."""
    found: dict[str, list[Key]] = {}
    for entry in entries:
        if entry.shortcut:
            key = Key(entry.title.rstrip("…"), native(entry.shortcut))
            found.setdefault(entry.group or entry.kind.word, []).append(key)
    here = (
        Group(group.title, tuple(Key(key.words, _here(key.keys)) for key in group.keys)) for group in fixed
    )
    return [*(Group(title, tuple(keys)) for title, keys in found.items()), *here]


def _here(keys: str) -> str:
    """Return keys with those that are held written as on this platform."""
    for held in ("Ctrl", "Alt", "Shift"):
        keys = keys.replace(f"{held}+", native(f"{held}+A").removesuffix("A"))
    return keys


def as_text(shown: Sequence[Group]) -> str:
    """Return the sheet as text, fit for a printer."""
    width = max((len(key.words) for group in shown for key in group.keys), default=0)
    parts = []
    for group in shown:
        lines = [f"  {key.words:<{width}}   {key.keys}" for key in group.keys]
        parts.append("\n".join([group.title, *lines]))
    return "\n\n".join(parts) + "\n"


def narrowed(shown: Sequence[Group], text: str) -> list[Group]:
    """Return what fits the typed words; by what a key does, its heading, or how it is written."""
    words = typed(text)
    found = []
    for group in shown:
        keys = tuple(key for key in group.keys if match(words, f"{key.words} {key.keys} {group.title}"))
        if keys:
            found.append(Group(group.title, keys))
    return found


class ShortcutSheet(QDialog):
    """All keys, narrowed as one types."""

    def __init__(self, shown: Sequence[Group], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups = [*shown]
        self.setWindowTitle("Keyboard shortcuts")
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Find a key or what it does…")
        self.search.setAccessibleName("Find a key or what it does")
        self.search.setClearButtonEnabled(True)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName("Keyboard shortcuts")
        self.copy = QPushButton("Copy as &text", self)
        self.copy.setAccessibleName("Copy the sheet as text")
        self.copy.setAutoDefault(False)
        self.close_it = QPushButton("Close", self)
        self.close_it.setAccessibleName("Close")
        self.close_it.setAutoDefault(False)
        self._said = QLabel(self)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setAccessibleName("Remark")
        below = QHBoxLayout()
        below.addWidget(self.copy)
        below.addWidget(self._said, 1)
        below.addWidget(self.close_it)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.search)
        layout.addWidget(self.area, 1)
        layout.addLayout(below)
        self.resize(600, 640)

        self.search.textChanged.connect(self._show)
        self.copy.clicked.connect(self._copy)
        self.close_it.clicked.connect(self.close)
        self._show("")
        self.search.setFocus()

    @property
    def text(self) -> str:
        """What is shown, as text."""
        return as_text(self._shown)

    def _show(self, text: str) -> None:
        self._said.clear()
        self._shown = narrowed(self._groups, text)
        inside = QWidget()
        inside.setAccessibleName("Keyboard shortcuts")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 12, 0)
        layout.setSpacing(4)
        for group in self._shown:
            layout.addWidget(heading_of_group(group.title))
            layout.addLayout(_grid(group.keys, inside))
        if not self._shown:
            layout.addWidget(Words(_NOTHING, muted=True))
        layout.addStretch(1)
        self.area.setWidget(inside)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        self._said.setText("Copied")


def _grid(keys: Sequence[Key], parent: QWidget) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(4)
    for row, key in enumerate(keys):
        grid.addWidget(Words(key.words, parent), row, 0)
        grid.addWidget(Words(key.keys, parent, muted=True), row, 1)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    return grid
