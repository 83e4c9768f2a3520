"""The yardstick of a first paint: a bare window with a table of so many rows, 12 columns wide.

`python -m tests.bench.bare ROWS` prints {"rows": N} at the first painted table, then its memory
as {"pss_mb": N}, and ends.
"""

import json
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QTableView

Index = QModelIndex | QPersistentModelIndex


class Model(QAbstractTableModel):
    """Rows of text made on the spot."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = rows

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many rows there are."""
        return self._rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many columns there are."""
        return 12

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text."""
        return f"{index.row()} {index.column()}" if role == Qt.ItemDataRole.DisplayRole else None


class Table(QTableView):
    """A table that tells when it was painted first."""

    told = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and tell once."""
        super().paintEvent(event)
        if not self.told:
            self.told = True
            QTimer.singleShot(0, self._tell)

    def _tell(self) -> None:
        print(json.dumps({"rows": self.model().rowCount()}), flush=True)
        lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
        pss = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        print(json.dumps({"pss_mb": round(pss / 1024, 1)}), flush=True)
        QApplication.quit()


def main() -> int:
    """Show the table until it has been painted."""
    application = QApplication([])
    model = Model(int(sys.argv[1]))
    table = Table()
    table.setModel(model)
    table.resize(1280, 800)
    table.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
