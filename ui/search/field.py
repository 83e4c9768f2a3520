"""The field that is typed into: it offers how a word may go on, and leads to what was found."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QFrame,
    QLineEdit,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.style import look, placed
from ui.words import line

if TYPE_CHECKING:
    from app.store.words import Completion, Known

HINT = """Words find shifts that say them, from the beginning of each word.
With a field they are looked for there alone:

role:rn  facility:"mercy general"  unit:icu  specialty:  person:jones  connection:
is:open  is:urgent  is:night  is:unconfirmed  -is:cancelled
on:tomorrow  on:weekend  after:fri  before:2026-12-24  rate:>80"""

MOST_SHOWN = 8
PAD = 10
_NEAR = QStyle.StateFlag.State_MouseOver
_LEAST = 2  # letters before the name of a field is offered
Index = QModelIndex | QPersistentModelIndex

_ENTER = frozenset((Qt.Key.Key_Return, Qt.Key.Key_Enter))


class SearchField(QLineEdit):
    """Words and `field:value`. `known` tells the values there are, None while nobody knows.

    Tab takes the first completion, arrow keys and Enter another one; Enter without one `left`.
    """

    left = Signal()  # with a key that leads to what has been found

    def __init__(self, known: "Callable[[], Known | None]", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = known
        self._offered: list[Completion] = []
        self._popup: QListView | None = None  # made when there is something to offer
        self.setPlaceholderText("Search people, places, numbers…")
        self.setAccessibleName("Search")
        self.setToolTip(HINT)
        self.setClearButtonEnabled(True)
        self._glass: QAction = self.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self._glass.setText("Search")
        self.setMinimumWidth(160)
        self.setMaximumWidth(380)
        self.setMaxLength(200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textEdited.connect(lambda: self.offer())
        self.returnPressed.connect(self.left)

    def dress(self, picture: QIcon) -> None:
        """Put the picture on."""
        self._glass.setIcon(picture)

    @property
    def offers(self) -> list[str]:
        """What is offered now, as the list calls it."""
        shown = self._popup is not None and self._popup.isVisible()
        return [one.label for one in self._offered] if shown else []

    def offer(self) -> None:
        """Offer how the word before the cursor may go on, if there is a way."""
        from app.store.words import Known, complete

        before = self.text()[: self.cursorPosition()]
        word = before.rpartition(" ")[2].lstrip("-")
        known = self._known()
        wanted = ":" in before if ":" in word or before.count('"') % 2 else len(word) >= _LEAST
        self._offered = complete(self.text(), self.cursorPosition(), known or Known()) if wanted else []
        if [one.text for one in self._offered] == [self.text()]:
            self._offered = []
        if not self._offered:
            if self._popup is not None:
                self._popup.hide()
            return
        if self._popup is None:
            self._popup = self._made()
        self._labels.setStringList([one.label for one in self._offered])
        self._completer.complete()
        self._popup.setCurrentIndex(QModelIndex())

    def take(self, number: int) -> None:
        """Let the text go on as offered."""
        chosen = self._offered[number]
        self.setText(chosen.text)
        self.setCursorPosition(chosen.cursor)
        self.textEdited.emit(chosen.text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and not self.offers:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.offers:
            assert self._popup is not None
            row = self._popup.currentIndex().row()
            if event.key() == Qt.Key.Key_Tab or (event.key() in _ENTER and row >= 0):
                self._popup.hide()
                self.take(max(0, row))
                return True
            if event.key() in _ENTER:
                self._popup.hide()
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def _made(self) -> QListView:
        self._labels = QStringListModel(self)
        self._completer = completer = QCompleter(self._labels, self)
        popup = QListView()
        popup.setAccessibleName("Completions")
        popup.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        popup.setUniformItemSizes(True)
        popup.setFrameShape(QFrame.Shape.StyledPanel)
        completer.setPopup(popup)
        popup.setItemDelegate(_Offer(popup))  # a completer gives it one of its own
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(MOST_SHOWN)
        completer.setWidget(self)
        popup.installEventFilter(self)
        popup.clicked.connect(lambda index: self._clicked(popup, index.row()))
        return popup

    def _clicked(self, popup: QListView, row: int) -> None:
        popup.hide()
        self.take(row)


class _Offer(QStyledItemDelegate):
    """One completion, with air around it."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, self._view.fontMetrics().height() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours, area, metrics = look(self._view.palette()), option.rect, self._view.fontMetrics()
        if index == self._view.currentIndex() or QStyle.StateFlag(option.state) & _NEAR:
            painter.fillRect(area, colours.selected)
        baseline = area.top() + (area.height() - metrics.height()) // 2 + metrics.ascent()
        words = metrics.elidedText(line(index.data()), Qt.TextElideMode.ElideRight, area.width() - 2 * PAD)
        painter.setPen(colours.text)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # texts go their own way
        wide = metrics.horizontalAdvance(words)
        painter.drawText(placed(option.direction, area, area.left() + PAD, wide), baseline, words)
