"""A button that opens a short list of things to tick."""

from collections.abc import Iterable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QToolButton, QVBoxLayout, QWidget


class Popup(QFrame):
    """A frame that opens below a button and closes with Escape, Enter or a click beside it."""

    def __init__(self, button: QToolButton) -> None:
        super().__init__(button, Qt.WindowType.Popup)
        self._button = button
        self.setFrameShape(QFrame.Shape.StyledPanel)

    def open(self) -> None:
        """Show it below its button, or above where the screen ends."""
        self.adjustSize()
        corner = self._button.mapToGlobal(QPoint(0, self._button.height() + 2))
        screen = self._button.screen().availableGeometry()
        if corner.y() + self.height() > screen.bottom():
            corner.setY(self._button.mapToGlobal(QPoint(0, 0)).y() - self.height() - 2)
        corner.setX(max(screen.left(), min(corner.x(), screen.right() - self.width())))
        self.move(corner)
        self.show()
        if (first := self.focusProxy()) is not None:
            first.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        else:
            super().keyPressEvent(event)


class Choice(QToolButton):
    """Any number of named things; none ticked means all of them. `changed` tells the keys."""

    changed = Signal(frozenset)

    def __init__(self, title: str, everything: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._everything = everything
        self._boxes: dict[str, QCheckBox] = {}
        self.setAccessibleName(title)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click the keyboard goes back to where it was
        self._popup = Popup(self)
        self.clicked.connect(self._popup.open)
        self._popup.setAccessibleName(title)
        self._layout = QVBoxLayout(self._popup)
        self._layout.setContentsMargins(12, 10, 16, 10)
        self._layout.setSpacing(7)
        self._say()

    def offer(self, things: Iterable[tuple[str, str, QIcon | None]]) -> None:
        """Set what can be ticked, as key, words and picture; what was ticked stays so."""
        before = self.ticked()
        for box in self._boxes.values():
            box.deleteLater()
        self._boxes.clear()
        for key, words, picture in things:
            box = QCheckBox(words, self._popup)
            box.setAccessibleName(words)
            box.setChecked(key in before)
            if picture is not None:
                box.setIcon(picture)
            box.toggled.connect(self._tell)
            self._boxes[key] = box
            self._layout.addWidget(box)
        if self._boxes:
            self._popup.setFocusProxy(next(iter(self._boxes.values())))
        self._say()
        if before != self.ticked():
            self.changed.emit(self.ticked())

    def ticked(self) -> frozenset[str]:
        """Return the keys of what is ticked."""
        return frozenset(key for key, box in self._boxes.items() if box.isChecked())

    def tick(self, keys: frozenset[str]) -> None:
        """Tick these and no others."""
        for key, box in self._boxes.items():
            box.blockSignals(True)
            box.setChecked(key in keys)
            box.blockSignals(False)
        self._tell()

    def _tell(self) -> None:
        self._say()
        self.changed.emit(self.ticked())

    def _say(self) -> None:
        words = [box.text() for box in self._boxes.values() if box.isChecked()]
        match words:
            case []:
                said = self._everything
            case [one]:
                said = one
            case _:
                said = f"{self._title}: {len(words)}"
        self.setText(f"{said}  ▾")
        self.setAccessibleDescription(", ".join(words) or self._everything)
