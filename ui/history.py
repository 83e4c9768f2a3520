"""What has happened to a shift, the newest first; what nobody has dealt with is marked."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from app.domain import Noticed
from ui.icons import icon, pixmap
from ui.labels import Words, heading_of_group
from ui.news import news, provenance, settled
from ui.style import look, small, strong
from ui.times import Times
from ui.words import plain

MOST = 100
_ON_THIS_DESK = "Only this desk takes note of it; nothing is sent to the vendor."


class History(QWidget):
    """Changes with their provenance, and buttons to acknowledge them."""

    acknowledged = Signal(list)  # change ids

    def __init__(self, changes: Sequence[Noticed], times: Times, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self.setAccessibleName("History")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self._grid.addLayout(
            self._top([one.id for one in changes if one.acknowledged_at is None]), 0, 0, 1, 3
        )
        for number, one in enumerate(changes[:MOST]):
            self._add(one, 1 + 2 * number)
        if len(changes) > MOST:
            more = Words(f"and {len(changes) - MOST:,} earlier ones", muted=True)
            self._grid.addWidget(more, 1 + 2 * MOST, 1, 1, 2)

    def _top(self, fresh: list[int]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 6, 0, 4)
        row.addWidget(heading_of_group("History"), 1)
        if fresh:
            several = len(fresh) > 1
            button = QPushButton(f"Acknowledge {len(fresh)}" if several else "Acknowledge")
            button.setAccessibleName("Acknowledge all changes of this shift" if several else "Acknowledge")
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.setToolTip(_ON_THIS_DESK)
            button.clicked.connect(lambda: self.acknowledged.emit(fresh))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def _add(self, one: Noticed, row: int) -> None:
        lines = news(one, self._times)
        fresh = one.acknowledged_at is None
        words = Words("\n".join(lines))
        if fresh:
            words.setFont(strong(self.font()))
            mark = QLabel()
            mark.setPixmap(pixmap("changed", look(self.palette()).focus, 12, self.devicePixelRatioF()))
            mark.setAccessibleName("Not yet acknowledged")
            mark.setToolTip("Not yet acknowledged")
            mark.setFixedWidth(12)
            self._grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
            button = QToolButton()
            button.setAutoRaise(True)
            button.setIcon(icon("check", look(self.palette()).muted))
            button.setAccessibleName(f"Acknowledge: {lines[0]}")
            button.setToolTip("Acknowledge this change. " + _ON_THIS_DESK)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(lambda: self.acknowledged.emit([one.id]))
            self._grid.addWidget(button, row, 2, 2, 1, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(words, row, 1, Qt.AlignmentFlag.AlignTop)
        told = [provenance(one, self._times)]
        if one.change.note:
            told.append(f"“{plain(one.change.note, 500)}”")
        if dealt_with := settled(one, self._times):
            told.append(dealt_with)
        if one.comment:
            told.append(f"“{plain(one.comment, 500)}”")
        remark = Words("\n".join(told), muted=True)
        remark.setFont(small(self.font()))
        remark.setContentsMargins(0, 0, 0, 8)
        self._grid.addWidget(remark, row + 1, 1, Qt.AlignmentFlag.AlignTop)
