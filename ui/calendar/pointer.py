"""The mouse on a painted sheet: what it is on, what it chooses and opens, what the tool tip says."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip, QWidget

from ui.calendar.spots import DAY, MORE, Spot
from ui.words import tip


class Pointer(QObject):
    """Watches one surface; `at` finds the spot at a point of it, `told` the words and the area for a tip."""

    pressed = Signal(object)  # a Spot
    opened = Signal(object)
    menu_wished = Signal(QPoint)  # on the screen, for the shift that has just been pressed

    def __init__(
        self,
        surface: QWidget,
        at: Callable[[QPoint], Spot | None],
        on_screen: Callable[[Spot], QRect],
        told: Callable[[QPoint], tuple[str, QRect]],
    ) -> None:
        super().__init__(surface)
        self.over: Spot | None = None  # a shift or a "more" below the mouse
        self._surface = surface
        self._at = at
        self._on_screen = on_screen
        self._told = told
        surface.setMouseTracking(True)
        surface.installEventFilter(self)

    def forget(self) -> None:
        """Take nothing for being below the mouse: everything has moved."""
        self.over = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Leave:
            self._hover(None)
        elif isinstance(event, QHelpEvent) and kind == QEvent.Type.ToolTip:
            text, area = self._told(event.pos())
            QToolTip.showText(event.globalPos(), tip(text), self._surface, area)
            return True
        elif isinstance(event, QContextMenuEvent):
            if event.reason() == QContextMenuEvent.Reason.Keyboard:
                return False
            if (spot := self._at(event.pos())) is not None and spot.ref:
                self.menu_wished.emit(event.globalPos())
            return True
        elif isinstance(event, QMouseEvent):
            self._moused(event)
            return kind != QEvent.Type.MouseMove and event.button() != Qt.MouseButton.MiddleButton
        return False

    def _moused(self, event: QMouseEvent) -> None:
        spot = self._at(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        match event.type():
            case QEvent.Type.MouseMove:
                self._hover(spot)
            case QEvent.Type.MouseButtonPress if spot is not None:
                if left or (spot.ref and event.button() == Qt.MouseButton.RightButton):
                    self.pressed.emit(spot)
            case QEvent.Type.MouseButtonDblClick if left and spot is not None and spot.kind != MORE:
                self.opened.emit(spot)

    def _hover(self, spot: Spot | None) -> None:
        found = None if spot is None or spot.kind == DAY else spot
        if found is self.over:
            return
        for one in (self.over, found):
            if one is not None:
                self._surface.update(self._on_screen(one))
        self.over = found
        more = found is not None and found.kind == MORE
        self._surface.setCursor(Qt.CursorShape.PointingHandCursor if more else Qt.CursorShape.ArrowCursor)
