"""What the desk's checks find about the chosen shift, in the shift's own page."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from app.checks.finding import TITLES, Finding
from ui.clashes.gravity import PICTURES, WORDS, ink
from ui.icons import pixmap
from ui.labels import Words, heading_of_group
from ui.style import look
from ui.words import line

MOST = 20  # findings


class ClashSection(QWidget):
    """The findings of one shift, the gravest first; hidden where there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Clashes")
        self._findings: tuple[Finding, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._body = QWidget(self)
        self._layout.addWidget(heading_of_group("Clashes"))
        self._layout.addWidget(self._body)
        self.hide()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is shown."""
        return self._findings

    def tell(self, findings: Sequence[Finding]) -> None:
        """Show what was found; what is shown already stays untouched."""
        if tuple(findings) == self._findings:
            return
        self._findings = tuple(findings)
        self._fill()
        self.setVisible(bool(findings))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._findings:
            self._fill()

    def _fill(self) -> None:
        body = QWidget(self)
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        colours = look(self.palette())
        for row, one in enumerate(self._findings[:MOST]):
            mark = QLabel(body)
            tint = ink(one.severity, colours)
            mark.setPixmap(pixmap(PICTURES[one.severity], tint, 14, self.devicePixelRatioF()))
            mark.setAccessibleName(WORDS[one.severity])
            mark.setToolTip(WORDS[one.severity])
            words = Words(f"{TITLES[one.check]}. {line(one.sentence, 600)}", body)
            grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(words, row, 1)
        more = len(self._findings) - MOST
        if more > 0:
            grid.addWidget(Words(f"and {more:,} more", body, muted=True), MOST, 1)
        self._layout.replaceWidget(self._body, body)
        self._body.hide()
        self._body.deleteLater()
        self._body = body
