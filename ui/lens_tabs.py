"""The buttons of the lenses; where there is no room for all of them, one that lists them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

if TYPE_CHECKING:
    from ui.lens_names import Lens


class LensTabs(QWidget):
    """One button for each lens. `wished` tells the key of the lens that somebody asks for."""

    wished = Signal(str)

    def __init__(self, lenses: "Sequence[Lens]", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = {lens.key: lens.words for lens in lenses}
        self._buttons: dict[str, QToolButton] = {}
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        group = QButtonGroup(self)
        menu = QMenu(self)
        for lens in lenses:
            button = _button(lens.words, f"Show as {lens.words}", self)
            button.setToolTip(f"{lens.words} ({lens.shortcut})")
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, key=lens.key: self.wished.emit(key))
            group.addButton(button)
            row.addWidget(button)
            self._buttons[lens.key] = button
            menu.addAction(lens.words).triggered.connect(lambda _=False, key=lens.key: self.wished.emit(key))
        self._list = _button("", "Show as", self)
        self._list.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._list.setMenu(menu)
        self._list.hide()
        row.addWidget(self._list)
        row.addStretch(1)

    def mark(self, key: str) -> None:
        """Show which lens is in use."""
        self._buttons[key].setChecked(True)
        self._list.setText(self._words[key])
        self._list.setAccessibleName(f"Show as, now {self._words[key]}")

    def count(self, key: str, n: int) -> None:
        """Say beside a lens's name how much waits there for somebody to acknowledge it."""
        words, button = self._words[key], self._buttons[key]
        button.setText(f"{words} {n:,}" if n else words)
        button.setAccessibleName(f"Show as {words}, {n:,} not acknowledged" if n else f"Show as {words}")
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        sizes = [button.sizeHint() for button in self._buttons.values()]
        return QSize(sum(size.width() + 2 for size in sizes) + 2, max(size.height() for size in sizes))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._list.sizeHint().width(), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        listed = self.width() < self.sizeHint().width()
        if listed != self._list.isVisibleTo(self):
            held = any(button.hasFocus() for button in (*self._buttons.values(), self._list))
            self._list.setVisible(listed)
            for button in self._buttons.values():
                button.setVisible(not listed)
            if held:
                marked = next(one for one in self._buttons.values() if one.isChecked())
                (self._list if listed else marked).setFocus()


def _button(words: str, name: str, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setText(words)
    button.setAccessibleName(name)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
