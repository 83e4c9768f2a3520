"""One facet: a heading that opens and closes it, and below it the values with their counts."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QTransform
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.store.search import bare
from ui.facets.values import KEY, PAD, Value, ValueRow, Values
from ui.icons import pixmap
from ui.labels import Words
from ui.style import legible, look, mixed, placed, small, strong

FEW = 6  # values that are shown of a longer list
MOST = 12  # values whose list needs no search
ALL = 200  # rows that a list shows at most; the search finds the others


class SectionHead(QAbstractButton):
    """A facet's heading. Right opens, Left closes; the other way round where one reads from right to left."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)
        self._ticked = 0
        self.busy = False

    def tell(self, ticked: int, *, busy: bool) -> None:
        """Say how many values are ticked, and whether they are being counted."""
        self._ticked, self.busy = ticked, busy
        self.setAccessibleDescription(f"{ticked} chosen" if ticked else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, self.fontMetrics().height() + 12)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self.setChecked((event.key() == Qt.Key.Key_Right) != self.isRightToLeft())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette = QPainter(self), self.palette()
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # texts go their own way
        colours, window = look(palette), palette.color(palette.ColorRole.Window)
        ground = mixed(colours.text, window, 0.05 if self.underMouse() else 0.0)
        if self.underMouse():
            painter.fillRect(self.rect(), ground)
        picture = "opened" if self.isChecked() else "closed"
        y = (self.height() - 14) // 2
        arrow = pixmap(picture, colours.muted, 14, self.devicePixelRatioF())
        if self.isRightToLeft() and not self.isChecked():
            arrow = arrow.transformed(QTransform.fromScale(-1, 1))
        painter.drawPixmap(self._at(4, 14), y, arrow)
        painter.setFont(strong(self.font()))
        metrics = painter.fontMetrics()
        baseline = (self.height() - metrics.height()) // 2 + metrics.ascent()
        painter.setPen(colours.text)
        wide = metrics.horizontalAdvance(self.text())
        painter.drawText(self._at(24, wide), baseline, self.text())
        x = 24 + wide + 8
        painter.setFont(small(self.font()))
        told = f"{self._ticked} chosen" if self._ticked else "counting…" * (self.busy and self.isChecked())
        painter.setPen(legible(colours.focus if self._ticked else colours.muted, ground))
        painter.drawText(self._at(x, painter.fontMetrics().horizontalAdvance(told)), baseline, told)
        if self.hasFocus():
            painter.setPen(colours.focus)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _at(self, left: int, width: int) -> int:
        return placed(self.layoutDirection(), self.rect(), left, width)


class Section(QWidget):
    """A facet with values to tick. `toggled` tells a key and whether it was ticked; `opened` that it was."""

    toggled = Signal(str, bool)
    opened = Signal()
    reached = Signal(QPoint)  # on the screen: where the keyboard is now

    def __init__(self, title: str, noun: str, parent: QWidget | None = None) -> None:
        """`noun` is what its values are called: the search says so."""
        super().__init__(parent)
        self._noun = noun
        self._values: list[Value] = []
        self._ticked: frozenset[str] = frozenset()
        self._whole = False
        self._filling = False  # then it is nobody's wish where the list's cursor goes
        self.head = SectionHead(title, self)
        self.seek = QLineEdit(self)
        self.seek.setAccessibleName(f"Find among the {noun}")
        self.seek.setPlaceholderText(f"Find among the {noun}…")
        self.seek.setClearButtonEnabled(True)
        self.model = Values(self)
        self.list = _List(self)
        self.list.setModel(self.model)
        self.list.setAccessibleName(title)
        self.none = Words("", self, muted=True)
        self.none.setContentsMargins(PAD, 2, 0, 2)
        self.none.hide()
        self.more = QPushButton(self)
        self.more.setAccessibleName(f"Show all {noun}")
        self.more.setFlat(True)
        self.more.setFont(small(self.more.font()))
        self._body = QWidget(self)
        body = QVBoxLayout(self._body)
        body.setContentsMargins(20, 0, 4, 6)
        body.setSpacing(4)
        for widget in (self.seek, self.list, self.none):
            body.addWidget(widget)
        after = QHBoxLayout()
        after.setContentsMargins(16, 0, 0, 0)
        after.addWidget(self.more)
        after.addStretch(1)
        body.addLayout(after)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self._body)
        self._body.hide()
        self.seek.hide()
        self.more.hide()
        self.head.toggled.connect(self._turn)
        self.seek.textChanged.connect(self._fill)
        self.more.clicked.connect(self._show_whole)
        self.model.toggled.connect(self.toggled)
        self.list.selectionModel().currentChanged.connect(self._reach)

    @property
    def is_open(self) -> bool:
        """Whether its values are shown."""
        return self.head.isChecked()

    def open(self, yes: bool = True) -> None:
        """Show its values, or only the heading."""
        self.head.setChecked(yes)

    def show_values(self, values: Sequence[Value], ticked: frozenset[str]) -> None:
        """Show these values; what is ticked stays in the list, even where no shift is left.

        While somebody is at the list, only the counts change: no value goes where it is not expected.
        """
        self._values, self._ticked = self._in_place(values), ticked
        self.head.tell(len(ticked), busy=False)
        self._fill()

    def wait(self, ticked: frozenset[str]) -> None:
        """Show what is ticked now; the counts are on their way."""
        self._ticked = ticked
        self.head.tell(len(ticked), busy=True)
        self.model.show(self.model.values, ticked)

    def _in_place(self, values: Sequence[Value]) -> list[Value]:
        """Return the values in the order of those that are shown, new ones behind, if somebody is there."""
        if not (self.list.hasFocus() or self.list.underMouse()):
            return list(values)
        places = {one.key: n for n, one in enumerate(self._values)}
        return sorted(values, key=lambda one: places.get(one.key, len(places)))

    def _turn(self, opened: bool) -> None:
        self._body.setVisible(opened)
        if opened:
            self.opened.emit()

    def _show_whole(self) -> None:
        self._whole = not self._whole
        self._fill()

    def _reach(self, current: QModelIndex) -> None:
        if current.isValid() and not self._filling:
            middle = self.list.visualRect(current).center()
            self.reached.emit(self.list.viewport().mapToGlobal(middle))

    def _fill(self) -> None:
        many = len(self._values) > MOST
        self.seek.setVisible(many)
        asked = bare(self.seek.text()).split() if many else []
        fitting = [one for one in self._values if all(word in bare(one.words) for word in asked)]
        limit = ALL if self._whole or asked or not many else FEW
        shown = [one for n, one in enumerate(fitting) if n < limit or one.key in self._ticked]
        current = self.list.currentIndex()
        key, row = (current.data(KEY), current.row()) if current.isValid() else ("", -1)
        self.model.show(shown, self._ticked)
        self.list.fit()
        if row >= 0 and shown and not self.list.currentIndex().isValid():
            keys = [one.key for one in shown]
            row = keys.index(key) if key in keys else min(row, len(shown) - 1)
            self._filling = True
            self.list.setCurrentIndex(self.model.index(row, 0))
            self._filling = False
        self.list.setVisible(bool(shown))
        self.none.setVisible(not shown)
        self.none.setText(f"None of the {self._noun}" if asked else "None left by the other filters")
        left = len(fitting) - len(shown)
        self.more.setVisible(many and not asked and (left > 0 or self._whole))
        self.more.setText("Show fewer" if self._whole else f"{left:,} more")
        self.more.setAccessibleName(f"{self.more.text()}: {self.head.text()}")


class _List(QListView):
    """As high as its values; the panel scrolls, not the list."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setItemDelegate(ValueRow(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.setTabKeyNavigation(False)

    def fit(self) -> None:
        """Take the height of the values there are."""
        row = self.fontMetrics().height() + 8
        self.setFixedHeight(max(1, self.model().rowCount()) * row)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange and self.model() is not None:
            self.fit()
        super().changeEvent(event)
