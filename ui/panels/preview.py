"""What an action would bring about, as the engine foresees it: lines, and warnings with a sign."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ui.icons import pixmap
from ui.labels import Words
from ui.panels.laying import emptied, fine
from ui.panels.told import Foresight
from ui.style import look
from ui.words import plain

MOST = 40  # lines and warnings


class Preview(QWidget):
    """Hidden while nothing is foreseen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("What it would bring about")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        self._shown = Foresight()
        self.hide()

    def foresee(self, seen: Foresight) -> None:
        """Show what is foreseen."""
        if seen == self._shown:
            return
        self._shown = seen
        warnings = [one for one in (seen.asks, *seen.warnings) if one]
        emptied(self._grid)
        tint = look(self.palette()).caution
        for row, warning in enumerate(warnings[:MOST]):
            sign = QLabel()
            sign.setPixmap(pixmap("warning", tint, 14, self.devicePixelRatioF()))
            sign.setAccessibleName("Warning")
            self._grid.addWidget(sign, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(Words(plain(warning, 600)), row, 1)
        for row, one in enumerate(seen.lines[:MOST], len(warnings)):
            self._grid.addWidget(fine(plain(one, 600), muted=False), row, 0, 1, 2)
        self.setAccessibleDescription("\n".join((*warnings, *seen.lines))[:4000])
        self.setVisible(bool(seen.lines or warnings))
