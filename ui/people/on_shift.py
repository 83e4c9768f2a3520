"""Who is on a shift: each person with their state, as icon and the vendor's word."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.domain import Assignment
from ui.icons import pixmap
from ui.labels import Words
from ui.style import look, small
from ui.times import Times
from ui.words import STATES, line


class People(QWidget):
    """A row a person: name, status, and who assigned them when, where the vendor tells."""

    def __init__(
        self, assignments: Sequence[Assignment], times: Times, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName("People")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(2, 2)
        colours = look(self.palette())
        for number, one in enumerate(assignments):
            row = 2 * number
            state = one.state.value
            mark = QLabel()
            tint = colours.states[state].text
            mark.setPixmap(pixmap(f"state-{state}", tint, 14, self.devicePixelRatioF()))
            mark.setAccessibleName(STATES[state])
            mark.setToolTip(STATES[state])
            grid.addWidget(Words(line(one.person, 120)), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(mark, row, 1, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Words(line(one.status or STATES[state], 80)), row, 2, Qt.AlignmentFlag.AlignTop)
            told = _assigned(one, times)
            if not told:
                continue
            remark = Words(told, muted=True)
            remark.setFont(small(self.font()))
            remark.setContentsMargins(0, 0, 0, 5)
            grid.addWidget(remark, row + 1, 0, 1, 3, Qt.AlignmentFlag.AlignTop)


def _assigned(one: Assignment, times: Times) -> str:
    told = [f"by {line(one.assigned_by, 80)}"] if one.assigned_by else []
    if one.assigned_at is not None:
        told.append(times.stamp(one.assigned_at))
    return f"Assigned {', '.join(told)}" if told else ""
