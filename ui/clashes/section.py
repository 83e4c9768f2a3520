"""What the desk's checks find about the chosen shift, in the shift's own page."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from app.checks.finding import TITLES, Finding, Severity
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
        self._complaint = ""
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
        self._show(tuple(findings), "")

    def complain(self, sentence: str) -> None:
        """Say why no more is known: an empty page would mean that there is no clash."""
        self._show(self._findings, sentence)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.isVisible():
            self._fill()

    def _show(self, findings: tuple[Finding, ...], complaint: str) -> None:
        if (findings, complaint) == (self._findings, self._complaint):
            return
        self._findings, self._complaint = findings, complaint
        self._fill()
        self.setVisible(bool(findings or complaint))

    def _fill(self) -> None:
        body = QWidget(self)
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        colours = look(self.palette())
        told = [(Severity.CONFIRM, "Not checked", line(self._complaint, 600))] if self._complaint else []
        told += [
            (one.severity, WORDS[one.severity], f"{TITLES[one.check]}. {line(one.sentence, 600)}")
            for one in self._findings[:MOST]
        ]
        for row, (severity, word, sentence) in enumerate(told):
            mark = QLabel(body)
            mark.setPixmap(pixmap(PICTURES[severity], ink(severity, colours), 14, self.devicePixelRatioF()))
            mark.setAccessibleName(word)
            mark.setToolTip(word)
            words = Words(sentence, body)
            grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(words, row, 1)
        more = len(self._findings) - MOST
        if more > 0:
            grid.addWidget(Words(f"and {more:,} more", body, muted=True), len(told), 1)
        self._layout.replaceWidget(self._body, body)
        self._body.hide()
        self._body.deleteLater()
        self._body = body
