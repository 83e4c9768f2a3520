"""What stands above the inbox's lines: what is shown, what can be done, and a strip for what to know."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.store.inbox import By, Standing
from ui.board.choice import Choice
from ui.labels import Line
from ui.words import KINDS

STANDINGS: dict[Standing, str] = {
    "unread": "Not acknowledged",
    "snoozed": "Put off",
    "acknowledged": "Acknowledged",
    "all": "All changes",
}
GROUPS: dict[By, str] = {"": "Not grouped", "shift": "By shift", "person": "By person"}
_DEEDS = (  # key, words, key on the keyboard, what it does
    (
        "acknowledge",
        "Acknowledge on this desk",
        "A",
        "Only this desk takes note of it; nothing is sent to the vendor. What the vendor lets one "
        "acknowledge is among what can be done with the shift.",
    ),
    ("snooze", "Put off…", "S", "Until a time, or until it is close to its start"),
    ("note", "Note…", "N", "A note of this desk beside it"),
    ("board", "Show on the board", "B", "Go to its shift on the board"),
    ("person", "Person’s shifts", "P", "Narrow the board to whom it is about"),
    ("undo", "Undo", "U", "Take the last acknowledgement back"),
)


class Bar(QWidget):
    """Filters and deeds. `changed` when other lines are wanted, `wished` a deed by its key."""

    changed = Signal()
    wished = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.standing = _box(STANDINGS.values(), "Which changes", self)
        self.kinds = Choice("Kinds", "All kinds", self)
        self.kinds.offer([(key, words, None) for key, words in KINDS.items()])
        self.groups = _box(GROUPS.values(), "Grouped", self)
        self._count = QLabel(self)
        self._count.setAccessibleName("Shown")
        self.buttons: dict[str, QToolButton] = {}
        deeds = QHBoxLayout()
        deeds.setSpacing(2)
        for key, words, letter, what in _DEEDS:
            button = QToolButton(self)
            button.setText(words)
            button.setAccessibleName(words)
            button.setToolTip(f"{what} ({letter})")
            button.setAutoRaise(True)
            button.clicked.connect(lambda _=False, key=key: self.wished.emit(key))
            self.buttons[key] = button
            deeds.addWidget(button)
        self.all = QToolButton(self)
        self.all.setText("Several…")
        self.all.setAccessibleName("Acknowledge several")
        self.all.setToolTip("Acknowledge all that is shown, or all of it that was seen before a time")
        self.all.setAutoRaise(True)
        self.all.clicked.connect(lambda: self.wished.emit("several"))
        deeds.addWidget(self.all)
        deeds.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(8)
        for widget in (self.standing, self.kinds, self.groups):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(self._count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 12, 4)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addLayout(deeds)
        self.standing.currentIndexChanged.connect(self.changed)
        self.kinds.changed.connect(self.changed)
        self.groups.currentIndexChanged.connect(self.changed)

    def asked(self) -> tuple[Standing, frozenset[str], By]:
        """Return which changes are wanted, and how they are grouped."""
        standing = [*STANDINGS][self.standing.currentIndex()]
        return standing, self.kinds.ticked(), [*GROUPS][self.groups.currentIndex()]

    def ask(self, standing: Standing, kinds: frozenset[str], by: By) -> None:
        """Want others."""
        self.standing.setCurrentIndex([*STANDINGS].index(standing))
        self.kinds.tick(kinds)
        self.groups.setCurrentIndex([*GROUPS].index(by))

    def tell(self, count: str, able: Sequence[str], *, several: bool) -> None:
        """Say how much is shown, and which deeds are possible."""
        self._count.setText(count)
        for key, button in self.buttons.items():
            button.setEnabled(key in able)
        self.all.setEnabled(several)

    @property
    def said(self) -> str:
        """What it says of how much is shown."""
        return self._count.text()

    def below(self, key: str) -> QPoint:
        """Return where a menu of a button belongs."""
        button = self.buttons.get(key, self.all)
        return button.mapToGlobal(QPoint(0, button.height()))


class Strip(QWidget):
    """One sentence with one button, or nothing. `pressed` tells what it was shown for."""

    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = ""
        self.setAccessibleName("Remark on the inbox")
        self.setAutoFillBackground(True)
        self._words = Line(self)
        self._button = QPushButton(self)
        self._button.setAccessibleName("What to do about it")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.addWidget(self._words)
        row.addWidget(self._button)
        row.addStretch(1)
        self._button.clicked.connect(lambda: self.pressed.emit(self._key))
        self.hide()

    def say(self, key: str, words: str, button: str = "") -> None:
        """Show a sentence; "" hides the strip."""
        self._key = key
        self._words.say(words)
        self._button.setText(button)
        self._button.setAccessibleName(button or "What to do about it")
        self._button.setVisible(bool(button))
        self.setAccessibleDescription(words)
        self.setVisible(bool(words))

    @property
    def key(self) -> str:
        """What it is shown for."""
        return self._key if self.said else ""

    @property
    def said(self) -> str:
        """What it says, "" while it is hidden."""
        return self.accessibleDescription()


def _box(words: Iterable[str], name: str, parent: QWidget) -> QComboBox:
    box = QComboBox(parent)
    box.addItems([*words])
    box.setAccessibleName(name)
    return box
