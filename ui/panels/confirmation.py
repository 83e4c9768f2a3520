"""Asks before something is taken away: what exactly, from whom, on which shift."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.icons import pixmap
from ui.labels import Grid, Words
from ui.panels.buttons import ActionButton, mnemonics
from ui.style import heading, look
from ui.words import line

WIDE = 440


class Confirmation(QDialog):
    """Open it with `open()`; `accepted` follows if somebody means it. Enter alone leaves all as it is."""

    def __init__(
        self,
        label: str,
        facts: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
        *,
        verb: str = "",
        whom: str = "",
    ) -> None:
        super().__init__(parent)
        said = line(label, 60)
        asked = f"{said} {whom}?" if whom else f"{said}?"
        self.setWindowTitle(said)
        self.setAccessibleName(asked)
        self.setAccessibleDescription("; ".join(f"{name}: {text}" for name, text in facts))
        sign = QLabel(self)
        sign.setPixmap(pixmap("warning", look(self.palette()).alarm, 24, self.devicePixelRatioF()))
        sign.setAccessibleName("Careful")
        question = Words(asked)
        question.setFont(heading(self.font()))
        self.leave = ActionButton("&Cancel", "normal", "Esc", self)
        self.leave.setAccessibleName("Cancel")
        self.leave.setDefault(True)
        words = mnemonics(["Cancel", verb or said])[1]
        self.do = ActionButton(words, "danger", parent=self)
        self.do.setAccessibleName(verb or said)
        for button in (self.leave, self.do):  # Enter presses the one that has the keyboard
            button.setAutoDefault(True)

        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(sign, 0, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(question, 1, Qt.AlignmentFlag.AlignVCenter)
        end = QHBoxLayout()
        end.setSpacing(8)
        end.addStretch(1)
        end.addWidget(self.do)
        end.addWidget(self.leave)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addWidget(Grid(facts))
        layout.addSpacing(4)
        layout.addLayout(end)
        self.setFixedSize(WIDE, layout.heightForWidth(WIDE))

        self.leave.clicked.connect(self.reject)
        self.do.clicked.connect(self.accept)
        self.leave.setFocus()
