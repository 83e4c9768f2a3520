"""The list of saved views: their order, their names, and away with those that nobody uses."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QItemSelectionModel, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.store.views import View
from ui.labels import Words
from ui.palette.results import native
from ui.style import look
from ui.views.model import SavedViews, told
from ui.words import line, tip


class ArrangeDialog(QDialog):
    """Changes the saved views at once; what was deleted can be brought back while it is open.

    `change` opens the dialog of one view, `renew` the same with what is shown now.
    """

    def __init__(
        self,
        views: SavedViews,
        change: Callable[[View], object],
        renew: Callable[[View], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._views = views
        self._change = change
        self._renew = renew
        self._gone: View | None = None
        self.setWindowTitle("Views of this desk")
        self.list = QListWidget(self)
        self.list.setAccessibleName("Views of this desk")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.show_it = self._button("&Show", "Show the view")
        self.edit = self._button("&Change…", "Change the view’s name or keys")
        self.renew = self._button("Brin&g up to date…", "Save what is shown now into the view")
        self.up = self._button("Move &up", "Move the view up")
        self.down = self._button("Move &down", "Move the view down")
        self.delete = self._button("De&lete", "Delete the view")
        self.back = self._button("&Bring back", "Bring back the view deleted last")
        self.close_it = self._button("Close", "Close")
        self.said = Words("", self)
        self.said.setAccessibleName("Remark")
        buttons = QVBoxLayout()
        buttons.setSpacing(6)
        for button in (self.show_it, self.edit, self.renew, self.up, self.down, self.delete, self.back):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_it)
        beside = QHBoxLayout()
        beside.setSpacing(12)
        beside.addWidget(self.list, 1)
        beside.addLayout(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addLayout(beside, 1)
        layout.addWidget(self.said)
        self.resize(480, 340)

        self.list.currentRowChanged.connect(lambda: self._judge())
        self.list.itemActivated.connect(lambda: self._show())
        self.show_it.clicked.connect(self._show)
        self.edit.clicked.connect(lambda: self._with(self._change))
        self.renew.clicked.connect(lambda: self._with(self._renew))
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.delete.clicked.connect(lambda: self._with(self._delete))
        self.back.clicked.connect(self._bring_back)
        self.close_it.clicked.connect(self.close)
        views.modelReset.connect(self._fill)
        views.failed.connect(self._complain)
        self._dress()
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()
        super().changeEvent(event)

    @property
    def chosen(self) -> View | None:
        """The view that is marked."""
        item = self.list.currentItem()
        return None if item is None else self._views.find(str(item.data(Qt.ItemDataRole.UserRole)))

    def _button(self, words: str, name: str) -> QPushButton:
        found = QPushButton(words, self)
        found.setAccessibleName(name)
        found.setAutoDefault(False)
        return found

    def _dress(self) -> None:
        colours, palette = look(self.palette()), self.palette()
        palette.setColor(palette.ColorRole.Highlight, colours.selected)
        palette.setColor(palette.ColorRole.HighlightedText, colours.text)
        self.list.setPalette(palette)

    def _fill(self) -> None:
        item = self.list.currentItem()
        key, row = ("", 0) if item is None else (item.data(Qt.ItemDataRole.UserRole), self.list.row(item))
        self.list.blockSignals(True)
        self.list.clear()
        for view in self._views.own:
            keys = native(view.shortcut)
            one = QListWidgetItem(f"{line(view.name)}   {keys}" if keys else line(view.name), self.list)
            one.setData(Qt.ItemDataRole.UserRole, view.key)
            one.setToolTip(tip(told(view)))
            one.setSizeHint(QSize(0, self.fontMetrics().height() + 11))
        keys_now = [view.key for view in self._views.own]
        place = keys_now.index(key) if key in keys_now else min(row, len(keys_now) - 1)
        if place >= 0:
            self.list.setCurrentRow(place, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.list.blockSignals(False)
        self._judge()

    def _judge(self) -> None:
        row, last = self.list.currentRow(), self.list.count() - 1
        for button in (self.show_it, self.edit, self.renew, self.delete):
            button.setEnabled(row >= 0)
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < last)
        gone = self._gone
        self.back.setEnabled(gone is not None and not gone.lost and self._views.find(gone.key) is None)

    def _with(self, work: Callable[[View], object]) -> None:
        if (view := self.chosen) is not None:
            work(view)

    def _show(self) -> None:
        if (view := self.chosen) is not None:
            self.close()
            self._views.show(view.key)

    def _move(self, by: int) -> None:
        keys = [view.key for view in self._views.own]
        row = self.list.currentRow()
        if 0 <= row < len(keys) and 0 <= row + by < len(keys):
            keys[row], keys[row + by] = keys[row + by], keys[row]
            self._views.arrange(keys)

    def _delete(self, view: View) -> None:
        self._gone = view
        name = line(view.name)
        back = "A later version had saved it: it cannot be" if view.lost else "It can be"
        self._say(f"“{name}” was deleted. {back} brought back until this is closed.")
        self._views.drop(view.key)

    def _bring_back(self) -> None:
        if self._gone is not None:
            self._say("")
            self._views.keep(self._gone)

    def _say(self, sentence: str) -> None:
        self.said.setPalette(self.palette())
        self.said.setText(sentence)

    def _complain(self, sentence: str) -> None:
        palette = self.said.palette()
        palette.setColor(self.said.foregroundRole(), look(palette).alarm)
        self.said.setPalette(palette)
        self.said.setText(sentence)
