"""The first widths of the board's columns: as much as there is room for, until somebody sets one."""

from collections.abc import Callable

from PySide6.QtWidgets import QHeaderView

from ui.board.columns import COLUMNS

GIVING = ("title", "facility", "unit", "people", "connection", "changed")  # columns whose texts may be cut
LEAST = 0.6  # of its first width, to which such a column gives way


class Fitting:
    """Widens and narrows columns with the board, so that it need not be scrolled sideways."""

    def __init__(self, header: QHeaderView, first_width: Callable[[int], int]) -> None:
        self._header = header
        self._first_width = first_width
        self._busy = False
        self._over = False
        header.sectionResized.connect(self._resized)

    def end(self) -> None:
        """Leave the widths as they are from now on."""
        self._over = True

    def start_over(self) -> None:
        """Give every column its first width, and from now on the room that there is."""
        self._busy = True
        for section in range(self._header.count()):
            self._header.resizeSection(section, self._first_width(section))
        self._busy = self._over = False
        self.fit()

    def fit(self) -> None:
        """Give the columns the room that there is."""
        header = self._header
        if self._over or header.count() != len(COLUMNS):
            return
        shown = [section for section in range(header.count()) if not header.isSectionHidden(section)]
        giving = {one: self._first_width(one) for one in shown if COLUMNS[one].key in GIVING}
        if not giving:
            return
        firm = sum(self._first_width(one) for one in shown if one not in giving)
        share = (header.viewport().width() - firm) / sum(giving.values())
        self._busy = True
        for section, width in giving.items():
            header.resizeSection(section, int(width * min(1.0, max(LEAST, share))))
        self._busy = False

    def _resized(self, section: int, before: int, now: int) -> None:
        if self._busy:
            return
        if before and now:
            self.end()
        else:
            self.fit()  # a column was shown or hidden
