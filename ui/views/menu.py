"""The menu of views: each under its shortcut, and what makes and changes them."""

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from ui.palette.reasons import enable
from ui.palette.sources import KIND
from ui.views.model import SavedViews, told
from ui.words import line

_NONE = "This desk has saved no view of its own yet."


class ViewsMenu(QMenu):
    """Lists what there is; filled anew whenever that changes, for its shortcuts have to be in force."""

    def __init__(
        self,
        views: SavedViews,
        save: Callable[[], object],
        arrange: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Vie&ws", parent)
        self._views = views
        self._listed: list[QAction] = []
        self.setToolTipsVisible(True)
        self._save = QAction("&Save as a view…", self)
        self._save.setShortcut(QKeySequence("Ctrl+S"))
        self._save.triggered.connect(save)
        self._arrange = QAction("&Change views…", self)
        self._arrange.triggered.connect(arrange)
        self.addSeparator()
        self.addAction(self._save)
        self.addAction(self._arrange)

        views.modelReset.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        for action in self._listed:
            self.removeAction(action)
            action.deleteLater()
        self._listed = []
        before = self.actions()[0]
        built_in = len(self._views.all) - len(self._views.own)
        for number, view in enumerate(self._views.all):
            if number == built_in:
                self._listed.append(self.insertSeparator(before))
            action = QAction(line(view.name).replace("&", "&&"), self)
            action.setShortcut(QKeySequence(view.shortcut))
            action.setToolTip(told(view))
            action.setProperty(KIND, "")  # the palette has them from the views themselves
            action.triggered.connect(lambda _=False, key=view.key: self._views.show(key))
            self.insertAction(before, action)
            self._listed.append(action)
        enable(self._arrange, bool(self._views.own), _NONE)
