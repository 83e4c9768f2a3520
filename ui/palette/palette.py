"""The palette: a line to type in, and what is found below it. Everything goes by keyboard."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QIcon,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.icons import icon
from ui.labels import Line
from ui.palette.entries import Entry, Finder, Hit, Source, joined, ranked
from ui.palette.recent import Recent
from ui.palette.results import List, Results
from ui.style import look, mixed, small

WIDE = 680  # pixels
LINES = 11  # of the list in sight at most
SHADOW = 10
PAUSE = 40  # milliseconds after a key before the cache is asked
KEYS = "Ctrl+K"
_NOTHING = "Nothing fits. Try the beginning of another word."
_HELP = "↑ ↓ choose   Enter do it   Esc close"

_MOVES = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: LINES - 1,
    Qt.Key.Key_PageUp: 1 - LINES,
}


class Palette(QDialog):
    """Lies over its window until something is chosen."""

    def __init__(
        self,
        sources: Sequence[Source],
        finders: Sequence[Finder],
        recent: Recent,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Widget)  # a part of the window: a window of its own comes late
        self._over = parent
        self._sources = sources
        self._finders = finders
        self._recent = recent
        self._entries: list[Entry] = []
        self._moved = False  # whether somebody has gone from the first line to another
        self._number = 0  # of the last question; answers to earlier ones are late
        self._before: QWidget | None = None
        self.setAccessibleName("Command palette")
        self.setWindowTitle("Command palette")
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Find an action, view, shift, person or setting…")
        self.search.setAccessibleName("Find an action, view, shift, person, connection or setting")
        self.search.setFrame(False)
        self.search.setMaxLength(200)
        self._glass = self.search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self._glass.setText("Find")
        self.results = Results(self)
        self.list = List(self.results, self)
        self.nothing = QLabel(_NOTHING, self)
        self.nothing.setTextFormat(Qt.TextFormat.PlainText)
        self.nothing.setContentsMargins(12, 8, 12, 8)
        self.remark = Line(self)
        self.remark.setFont(small(self.font()))
        self.remark.setAccessibleName("Remark")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SHADOW + 1, SHADOW + 1, SHADOW + 1, SHADOW + 1)
        layout.setSpacing(0)
        layout.addWidget(self.search)
        layout.addSpacing(5)
        layout.addWidget(self.list)
        layout.addWidget(self.nothing)
        below = QHBoxLayout()
        below.setContentsMargins(12, 5, 12, 7)
        below.addWidget(self.remark)
        below.addStretch(1)
        layout.addLayout(below)
        self.setFocusProxy(self.search)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self.hide()

        self.search.textChanged.connect(self._find)
        self._pause.timeout.connect(self._ask)
        self.list.clicked.connect(lambda index: self.perform(index.row()))
        self.list.entered.connect(self.list.setCurrentIndex)
        self.list.selectionModel().currentChanged.connect(self._say_current)
        self.search.installEventFilter(self)

    def open(self) -> None:
        """Show it, with everything there is to do now; asked again, put it away."""
        if self.isVisible():
            self.done(0)
            return
        self._before = self.window().focusWidget()
        self._entries = [entry for source in self._sources for entry in source()]
        self._dress()
        self.search.clear()
        self._find("")
        self._place()
        self._over.installEventFilter(self)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # there is one
        self.show()
        self.raise_()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def done(self, result: int) -> None:
        """Put it away and give the keyboard back."""
        self._pause.stop()
        self._number += 1
        self._over.removeEventFilter(self)
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]  # the same
        held = self.isAncestorOf(QApplication.focusWidget() or self._over)
        super().done(result)
        if held and self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self._before = None

    def perform(self, row: int) -> None:
        """Do what stands on a line; one that cannot be done says why, and the palette stays."""
        if not 0 <= row < len(self.results.hits):
            return
        entry = self.results.hits[row].entry
        if not entry.enabled:
            self._remark(f"{entry.title}: {entry.why_not or 'it cannot be done now.'}", loud=True)
            return
        self.done(1)
        self._recent.use(entry.name)
        entry.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self.search:
            if kind == QEvent.Type.ShortcutOverride:
                event.accept()  # no key acts on what lies below
            elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._press(event)
        elif kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            if not self._frame().contains(self.mapFromGlobal(event.globalPosition())):
                self.done(0)
        elif watched is self._over and kind == QEvent.Type.Resize:
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, painter = look(self.palette()), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self._frame()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 10))
        for edge in range(SHADOW, 0, -2):  # each costs half a millisecond
            below = min(edge + 2, SHADOW)
            painter.drawRoundedRect(frame.adjusted(-edge, 2 - edge, edge, below), 8 + edge, 8 + edge)
        painter.setPen(QPen(mixed(colours.text, colours.base, 0.30), 1))
        painter.setBrush(colours.base)
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setPen(colours.hairline)
        y = self.search.geometry().bottom() + 2
        painter.drawLine(QPoint(SHADOW + 1, y), QPoint(self.width() - SHADOW - 2, y))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self.isVisible():
            self._dress()
        super().changeEvent(event)

    def _press(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        typed, own = QKeySequence(event.keyCombination()), QKeySequence(KEYS)
        if key == Qt.Key.Key_Escape or typed == own:
            self.done(0)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.perform(self.list.currentIndex().row())
        elif key in _MOVES:
            self._move(_MOVES[key])
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._move(1 if key == Qt.Key.Key_Tab else -1)
        else:
            return False
        return True

    def _move(self, by: int) -> None:
        last = len(self.results.hits) - 1
        if last < 0:
            return
        self._moved = True
        now = self.list.currentIndex().row()
        # By one line it goes on from the end at the beginning; by a page it stops there.
        row = (now + by) % (last + 1) if abs(by) == 1 else min(max(now + by, 0), last)
        self.list.setCurrentIndex(self.results.index(row))

    def _find(self, text: str) -> None:
        self._number += 1
        self._show(ranked(self._entries, text, self._recent.names))
        if text.strip() and self._finders:
            self._pause.start()
        else:
            self._pause.stop()

    def _ask(self) -> None:
        number, text = self._number, self.search.text().strip()
        for finder in self._finders:
            finder(text, lambda entries, number=number: self._take(number, entries))  # type: ignore[misc]

    def _take(self, number: int, entries: Sequence[Entry]) -> None:
        """Show below what the cache has found, unless somebody has typed on."""
        if number != self._number or not self.isVisible():
            return
        row, at = self.list.currentIndex().row(), self.list.verticalScrollBar().value()
        chosen = self.results.hits[row].entry if self._moved and row >= 0 else None
        self.results.show(joined(self.results.hits, entries, self.search.text()))
        self._fit()
        self.list.verticalScrollBar().setValue(at)
        rows = (n for n, hit in enumerate(self.results.hits) if hit.entry == chosen)
        self.list.setCurrentIndex(self.results.index(next(rows, 0)))

    def _show(self, hits: Sequence[Hit]) -> None:
        self._remark(_HELP)
        self._moved = False
        self.results.show(hits)
        self._fit()
        self.list.scrollToTop()
        self.list.setCurrentIndex(self.results.index(0))

    def _fit(self) -> None:
        n = len(self.results.hits)
        self.list.setVisible(n > 0)
        self.nothing.setVisible(n == 0)
        room = self._over.height() - self.y() - self.search.sizeHint().height() - 90
        lines = max(1, min(LINES, n, room // self.list.line_height))
        self.list.setFixedHeight(lines * self.list.line_height if n else 0)
        self.resize(self.width(), self.sizeHint().height())

    def _place(self) -> None:
        over = self._over
        width = min(WIDE + 2 * SHADOW, over.width())
        self.resize(width, self.height())
        self.move((over.width() - width) // 2, max(8, min(72, over.height() // 8)) - SHADOW)
        self._fit()

    def _frame(self) -> QRectF:
        return QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)

    def _say_current(self) -> None:
        index = self.list.currentIndex()
        if index.isValid() and self.isVisible():
            said = str(index.data(Qt.ItemDataRole.AccessibleTextRole))
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.search, said))

    def _remark(self, sentence: str, *, loud: bool = False) -> None:
        colours, palette = look(self.palette()), self.remark.palette()
        palette.setColor(self.remark.foregroundRole(), colours.caution if loud else colours.muted)
        self.remark.setPalette(palette)
        self.remark.say(sentence)
        if loud:
            event = QAccessibleAnnouncementEvent(self.search, sentence)
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
            QAccessible.updateAccessibility(event)

    def _dress(self) -> None:
        colours = look(self.palette())
        self._glass.setIcon(icon("search", colours.muted))
        size = self.font().pointSizeF()
        font = self.search.font()
        font.setPointSizeF(size * 1.15 if size > 0 else font.pointSizeF())
        self.search.setFont(font)
        self.search.setMinimumHeight(self.fontMetrics().height() + 22)
        palette = self.search.palette()
        palette.setColor(palette.ColorRole.Base, colours.base)
        self.search.setPalette(palette)
        self._remark(_HELP)
        quiet = self.nothing.palette()
        quiet.setColor(self.nothing.foregroundRole(), colours.muted)
        self.nothing.setPalette(quiet)
