"""Where something can be dragged from: a list or a sheet whose rows are people."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.assigning.carrying import Carried, carry


class Grip(QObject):
    """Lets what is below the mouse be dragged off a surface; a click stays a click."""

    def __init__(self, surface: QWidget, what: Callable[[QPoint], Carried | None]) -> None:
        super().__init__(surface)
        self._surface = surface
        self._what = what
        self._pressed: QPoint | None = None
        surface.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent):
            return False
        where = event.position().toPoint()
        match event.type():
            case QEvent.Type.MouseButtonPress if event.button() == Qt.MouseButton.LeftButton:
                self._pressed = where if self._what(where) is not None else None
            case QEvent.Type.MouseButtonRelease | QEvent.Type.MouseButtonDblClick:
                self._pressed = None
            case QEvent.Type.MouseMove if self._pressed is not None:
                if not event.buttons() & Qt.MouseButton.LeftButton:
                    self._pressed = None
                    return False
                if (where - self._pressed).manhattanLength() >= QApplication.startDragDistance():
                    carried, self._pressed = self._what(self._pressed), None
                    if carried is not None:
                        carry(carried, self._surface)
                return True  # neither panned nor selected meanwhile
        return False
