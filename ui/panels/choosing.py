"""A list to choose from, searched as one types: the eligible first, below them the others with reasons."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.icons import icon, pixmap
from ui.labels import Line, Words
from ui.panels.choices import Choices, Index, Row, rows_of
from ui.panels.told import Choice
from ui.style import look, mixed, small, strong
from ui.words import counted, line

ROWS = 6  # in sight
LEAST = 3
PAD = 8
ROW = 10  # pixels of a row above and below its words
MARK = 14  # pixels of the picture before a name
_STEPS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Chooser(QWidget):
    """A search field over the list. `changed` after each choice; an id that is not listed can be typed."""

    changed = Signal()
    asked_again = Signal()

    def __init__(self, title: str, *, many: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._many = many
        self._all: tuple[Choice, ...] = ()
        self._answered = False
        self._empty = "Asking the vendor…"
        self.search = QLineEdit(self)
        self.search.setAccessibleName(f"{title}: search, or type an id")
        self.search.setPlaceholderText("Search, or type an id")
        self.search.setClearButtonEnabled(True)
        self.search.setMaxLength(200)
        self._model = Choices(many=many, parent=self)
        self.list = QListView(self)
        self.list.setAccessibleName(title)
        self.list.setModel(self._model)
        self.list.setItemDelegate(Painter(self.list))
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setFrameShape(QFrame.Shape.StyledPanel)
        self.list.setMouseTracking(True)
        self._remark = Words(self._empty, self, muted=True)
        self.again = QPushButton("Ask again", self)
        self.again.setAccessibleName(f"{title}: ask the vendor again")
        self.again.setAutoDefault(False)
        self.again.hide()
        self._chosen = Line(self)
        self._chosen.setFont(small(self.font()))
        self.none = QToolButton(self)
        self.none.setAutoRaise(True)
        self.none.setAccessibleName(f"{title}: choose none")
        self.none.setToolTip("Choose none")
        self.none.setIcon(icon("close", look(self.palette()).muted))
        self.none.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        kept = self.none.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.none.setSizePolicy(kept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        layout.addWidget(self._remark)
        layout.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self._chosen)
        below.addStretch(1)
        below.addWidget(self.none)
        layout.addLayout(below)
        self.setFocusProxy(self.search)
        self.search.installEventFilter(self)
        self.search.textChanged.connect(self._searched)
        self.list.clicked.connect(self._clicked)
        # Not `currentChanged`: a list makes its first row the current one as soon as it gets the keyboard.
        self.list.selectionModel().selectionChanged.connect(lambda: self._stepped(self.list.currentIndex()))
        self._model.dataChanged.connect(self._told)
        self.none.clicked.connect(self._clear)
        self.again.clicked.connect(self._ask_again)
        self._measure(LEAST)
        self._show()
        self._tell()

    def offer(self, choices: Sequence[Choice]) -> None:
        """Show what can be chosen; what is chosen already stays so."""
        self._all = tuple(choices)
        self._empty = "The vendor names none to choose from; an id can be typed."
        early = not self._answered and bool(self.search.text().strip())
        self._answered = True
        self.again.hide()
        self._measure(len(rows_of(choices, "")))
        self._searched() if early and not self.chosen() else self._show()
        able = sum(one.eligible is not False for one in choices)
        told = counted(len(choices), "choice", "choices")
        self.list.setAccessibleDescription(told if able == len(choices) else f"{able:,} of {told} eligible")

    def fail(self, sentence: str) -> None:
        """Say why there is no list; an id can still be typed."""
        self._empty = sentence
        self._answered = True
        self.again.show()
        self._show()

    def take(self, choice: Choice) -> None:
        """Choose somebody, whether or not the list has come by now."""
        self._model.take(choice)
        self._show()

    def chosen(self) -> tuple[Choice, ...]:
        """Return what is chosen."""
        return tuple(self._model.chosen.values())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Up and down move in the list while one goes on typing.
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            bare = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if bare and event.key() in _STEPS:
                self.list.keyPressEvent(event)
                return True
            if bare and event.key() in _ENTER and self.search.text().strip() and self._is_to_be_entered:
                self._enter()
                return True
        return super().eventFilter(watched, event)

    def _searched(self) -> None:
        self._show()
        first = self._model.first_fit()
        if self.search.text().strip() and first >= 0:
            self.list.setCurrentIndex(self._model.index(first))
        elif not self._many:
            self._clear()

    def _show(self) -> None:
        kept = None if self._many else next(iter(self._model.chosen), None)
        self.list.selectionModel().blockSignals(True)
        self._model.show(rows_of(self._all, self.search.text()))
        place = -1 if kept is None else self._model.place(kept)
        if place >= 0:
            self.list.setCurrentIndex(self._model.index(place))
        self.list.selectionModel().blockSignals(False)
        self.list.setVisible(bool(self._all or self._model.rowCount()))
        self._remark.setText(self._empty)
        self._remark.setVisible(not self._all)

    def _measure(self, rows: int) -> None:
        """Make room for so many; not anew while one searches, lest what stands below jump."""
        shown = max(LEAST, min(rows, ROWS))
        self.list.setFixedHeight(shown * (self.list.fontMetrics().height() + ROW) + 2)

    @property
    def _is_to_be_entered(self) -> bool:
        """Whether Enter chooses here; else it is the form's."""
        return self._many or not self.chosen()

    def _enter(self) -> None:
        """Choose the row that one has come to; where the list has none of this name, what was typed."""
        current = self.list.currentIndex()
        if not current.isValid() and self._answered and self._model.rowCount() == 1:
            current = self._model.index(0)
        if not current.isValid():
            return
        if self._many:
            self._model.choose(current.row())
            self.search.selectAll()
        else:
            self.list.setCurrentIndex(current)

    def _clicked(self, index: QModelIndex) -> None:
        self._model.choose(index.row()) if self._many else self._stepped(index)

    def _stepped(self, current: QModelIndex) -> None:
        if current.isValid() and not self._many:
            self._model.choose(current.row())

    def _clear(self) -> None:
        self.list.selectionModel().clear()
        self._model.clear()

    def _told(self) -> None:
        self._tell()
        self.changed.emit()

    def _ask_again(self) -> None:
        self._empty = "Asking the vendor…"
        self.again.hide()
        self._show()
        self.asked_again.emit()

    def _tell(self) -> None:
        names = [
            f"{line(one.name, 60)} (not eligible)" if one.eligible is False else line(one.name, 60)
            for one in self.chosen()
        ]
        self._chosen.say(f"Chosen: {', '.join(names)}" if names else "None chosen")
        self.none.setVisible(bool(names))


class Painter(QStyledItemDelegate):
    """Paints a choice: whether it is eligible as a picture, its name, and what speaks against it below."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = _row(index)
        if row.choice is None:
            return QSize(40, QFontMetrics(small(option.font)).height() + 10)
        height = option.fontMetrics.height() + ROW
        lines = str(index.data(Qt.ItemDataRole.UserRole) or "").splitlines()
        return QSize(40, height + len(lines) * QFontMetrics(small(option.font)).height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, rect = _row(index), option.rect
        colours = look(option.palette)
        painter.save()
        if row.choice is None:
            painter.setFont(small(option.font))
            painter.setPen(colours.muted)
            painter.drawText(rect.adjusted(PAD, 0, -PAD, 0), _LEFT, _cut(painter, row.text, rect.width()))
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colours.selected)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, mixed(colours.text, colours.base, 0.05))
        barred = row.choice.eligible is False
        ratio = painter.device().devicePixelRatioF()
        height = option.fontMetrics.height()
        middle = rect.top() + 5 + (height - MARK) // 2
        picture, tint = _mark(index, row, colours.good, colours.muted, colours.focus)
        if picture:
            painter.drawPixmap(rect.left() + PAD, middle, pixmap(picture, tint, MARK, ratio))
        room = rect.adjusted(PAD + MARK + 6 if picture else PAD, 5, -PAD, 0)
        painter.setFont(strong(option.font) if row.choice.eligible else option.font)
        painter.setPen(colours.muted if barred else colours.text)
        first = QRect(room.left(), room.top(), room.width(), height)
        painter.drawText(first, _LEFT, _cut(painter, row.text, room.width()))
        painter.setFont(small(option.font))
        painter.setPen(colours.muted)
        step = painter.fontMetrics().height()
        for n, reason in enumerate(str(index.data(Qt.ItemDataRole.UserRole) or "").splitlines()):
            below = QRect(room.left(), first.bottom() + 1 + n * step, room.width(), step)
            painter.drawText(below, _LEFT, _cut(painter, reason, room.width()))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(colours.focus)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        # The space bar sets a check; a click does so anywhere on the row, and is the view's to tell.
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space:
            return model.setData(model.index(index.row(), 0), True, Qt.ItemDataRole.CheckStateRole)
        return False


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def _row(index: Index) -> Row:
    model = index.model()
    assert isinstance(model, Choices)
    return model.row(index.row())


def _mark(index: Index, row: Row, good: QColor, muted: QColor, focus: QColor) -> tuple[str, QColor]:
    checked = index.data(Qt.ItemDataRole.CheckStateRole)
    if checked is not None:
        return ("box-checked", focus) if checked == Qt.CheckState.Checked else ("box", muted)
    match row.choice.eligible if row.choice else None:
        case True:
            return "check", good
        case False:
            return "off", muted
    return "", muted


def _cut(painter: QPainter, text: str, room: int) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
