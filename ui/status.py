"""The status bar's items: each connection's health and as-of time, and its progress while pulling."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from ui.freshness import BAD, Freshness, item, remarks
from ui.icons import pixmap
from ui.style import Look, look, mixed, small, strong
from ui.times import Times
from ui.words import tip


class Item(QToolButton):
    """One connection. Painted by hand: picture, name, health, and a thin line of progress."""

    def __init__(self, times: Times, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self._one = Freshness("")
        self.setFont(small(self.font()))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def tell(self, one: Freshness) -> None:
        """Show how the connection fares."""
        self._one = one
        said = item(one, self._times)
        self.setText(f"{one.connection}  {said}")
        self.setAccessibleName(f"{one.connection}: {one.word}, {said}")
        self.setToolTip(tip(remarks(one, self._times)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        name = metrics.horizontalAdvance(self._one.connection) + 6  # demi-bold is a little wider
        said = metrics.horizontalAdvance(item(self._one, self._times))
        return QSize(8 + 14 + 6 + name + 8 + said + 12, metrics.height() + 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = QPalette()  # the program's: that of its buttons has another colour for their outlines
        colours = look(palette)
        painter = QPainter(self)
        if self.underMouse() or self.hasFocus():
            painter.fillRect(self.rect(), mixed(colours.text, palette.window().color(), 0.08))
        y = (self.height() - 14) // 2
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(8, y, pixmap(self._one.picture, self._ink(colours), 14, ratio))
        metrics = self.fontMetrics()
        baseline = (self.height() - metrics.height()) // 2 + metrics.ascent()
        painter.setFont(strong(self.font()))
        painter.setPen(colours.text)
        painter.drawText(28, baseline, self._one.connection)
        x = 28 + painter.fontMetrics().horizontalAdvance(self._one.connection) + 8
        painter.setFont(self.font())
        painter.setPen(colours.muted)
        said = metrics.elidedText(
            item(self._one, self._times), Qt.TextElideMode.ElideRight, self.width() - x - 4
        )
        painter.drawText(x, baseline, said)
        if self._one.phase == "pulling":
            self._paint_progress(painter, colours)
        if self.hasFocus():
            painter.setPen(colours.focus)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_progress(self, painter: QPainter, colours: Look) -> None:
        whole = QRect(8, self.height() - 2, self.width() - 16, 2)
        painter.fillRect(whole, colours.hairline)
        if self._one.total:
            done = min(1.0, self._one.fetched / self._one.total)
            painter.fillRect(whole.x(), whole.y(), round(whole.width() * done), 2, colours.focus)

    def _ink(self, colours: Look) -> QColor:
        if self._one.phase in BAD:
            return colours.caution
        return colours.good if self._one.phase == "resting" else colours.muted


class Connections(QWidget):
    """All connections in a row, reached by Tab from `before`. `pressed` tells which one is asked about."""

    pressed = Signal(str)

    def __init__(self, times: Times, before: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self._before = before
        self._items: dict[str, Item] = {}
        self.setAccessibleName("Connections")
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(4, 0, 4, 0)
        self._layout.setSpacing(4)
        self._layout.addStretch(1)

    def tell(self, all_of_them: dict[str, Freshness]) -> None:
        """Show these connections and no others, in their order."""
        for name in [name for name in self._items if name not in all_of_them]:
            self._items.pop(name).deleteLater()
        for place, (name, one) in enumerate(all_of_them.items()):
            found = self._items.get(name)
            if found is None:
                found = self._items[name] = Item(self._times, self)
                found.clicked.connect(lambda _=False, name=name: self.pressed.emit(name))
                self._layout.insertWidget(place, found)
                others = [one for one in self._items.values() if one is not found]
                self.setTabOrder(others[-1] if others else self._before, found)
            found.tell(one)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            for found in self._items.values():
                found.update()
        super().changeEvent(event)
