"""What narrows the board, as chips above it: each can be taken away."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.board.narrowing import Narrowing
from ui.facets.parts import Part, parts
from ui.icons import pixmap
from ui.style import legible, look, mixed, placed, small, strong
from ui.times import Times
from ui.words import tip

GAP, EDGE, CROSS = 6, 8, 12
WIDEST = 340


class Chip(QAbstractButton):
    """One part of the filter; a click, Delete or Enter takes it away."""

    def __init__(self, part: Part, parent: QWidget) -> None:
        super().__init__(parent)
        self._part = part
        self.setFont(small(self.font()))
        words = f"{part.title}: {part.text}" if part.title else part.text
        self.setAccessibleName(f"{words}, take away")
        self.setToolTip(tip(f"{words}\nClick to take it away"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def words(self) -> str:
        """What it says."""
        return f"{self._part.title}: {self._part.text}" if self._part.title else self._part.text

    def sizeHint(self) -> QSize:
        title, text = self._widths()
        wide = EDGE + title + text + 6 + CROSS + EDGE - 2
        return QSize(min(WIDEST, wide), self.fontMetrics().height() + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, painter = look(self.palette()), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # texts go their own way
        near = self.underMouse() or self.hasFocus()
        ground = mixed(colours.text, colours.base, 0.14 if near else 0.07)
        painter.setPen(colours.focus if self.hasFocus() else mixed(colours.text, colours.base, 0.2))
        painter.setBrush(ground)
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        metrics = self.fontMetrics()
        baseline = (self.height() - metrics.height()) // 2 + metrics.ascent()
        title, _ = self._widths()
        if title:
            painter.setPen(legible(colours.muted, ground))
            told = f"{self._part.title}:"
            painter.drawText(self._at(EDGE, metrics.horizontalAdvance(told)), baseline, told)
        room = self.width() - EDGE - title - 6 - CROSS - EDGE + 2
        painter.setPen(colours.text)
        painter.setFont(strong(self.font()))
        cut = painter.fontMetrics().elidedText(self._part.text, Qt.TextElideMode.ElideRight, room)
        wide = painter.fontMetrics().horizontalAdvance(cut)
        painter.drawText(self._at(EDGE + title, wide), baseline, cut)
        cross = pixmap("close", colours.text, CROSS, self.devicePixelRatioF())
        painter.drawPixmap(
            self._at(self.width() - CROSS - EDGE + 2, CROSS), (self.height() - CROSS) // 2, cross
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def _at(self, left: int, width: int) -> int:
        return placed(self.layoutDirection(), self.rect(), left, width)

    def _widths(self) -> tuple[int, int]:
        title = self.fontMetrics().horizontalAdvance(f"{self._part.title}: ") if self._part.title else 0
        return title, QFontMetrics(strong(self.font())).horizontalAdvance(self._part.text) + 1


class Chips(QWidget):
    """The chips of what a Narrowing says, in as many lines as they need; hidden where it says nothing."""

    def __init__(
        self, narrowing: Narrowing, times: Times, below: QWidget, parent: QWidget | None = None
    ) -> None:
        """`below` has the keyboard after the chips."""
        super().__init__(parent)
        self._below = below
        self._narrowing = narrowing
        self._times = times
        self._parts: list[Part] = []
        self.chips: list[Chip] = []
        self.setAccessibleName("Filters in use")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()
        narrowing.changed.connect(self.follow)

    def follow(self) -> None:
        """Show what the filter says now."""
        found = parts(self._narrowing.base, self._times)
        if found == self._parts:
            return
        held = next((n for n, chip in enumerate(self.chips) if chip.hasFocus()), None)
        for chip in self.chips:
            chip.hide()
            chip.deleteLater()  # a click of its own may be why
        self._parts, self.chips = found, [Chip(part, self) for part in found]
        for chip, part in zip(self.chips, found, strict=True):
            chip.clicked.connect(lambda _=False, part=part: self._narrowing.narrow(part.rest))
            chip.show()
        self._chain()
        if held is not None and self.chips:
            self.chips[min(held, len(self.chips) - 1)].setFocus()
        self.setVisible(bool(found))
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.LayoutDirectionChange):
            self._lay_out()
        super().changeEvent(event)

    def _chain(self) -> None:
        """Let Tab meet the chips where they stand: what is made last, it would meet last."""
        before = self._below.previousInFocusChain()
        while before and (isinstance(before, Chip) or not before.focusPolicy() & Qt.FocusPolicy.TabFocus):
            before = before.previousInFocusChain()
        for chip in self.chips:
            QWidget.setTabOrder(before or self, chip)
            before = chip

    def _lay_out(self) -> None:
        x, y, high = EDGE, 4, 0
        for chip in self.chips:
            size = chip.sizeHint()
            if x > EDGE and x + size.width() > self.width() - EDGE:
                x, y = EDGE, y + high + 4
            wide = min(size.width(), max(60, self.width() - 2 * EDGE))
            chip.setGeometry(placed(self.layoutDirection(), self.rect(), x, wide), y, wide, size.height())
            x, high = x + size.width() + GAP, size.height()
        if self.chips and self.height() != y + high + 4:
            self.setFixedHeight(y + high + 4)
