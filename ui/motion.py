"""Whether anything may move on the screen by itself. Whoever animates asks here, each time."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QStyle

from ui import memory
from ui.memory import Memory

_CHOSEN = "callboard-moves"  # a property of the application
_ON, _OFF = "on", "off"


def may_move() -> bool:
    """Tell whether animations may run; where not, the end of a movement is shown at once.

    The desk's own choice counts; else the platform's.
    """
    application = QApplication.instance()
    chosen = None if application is None else application.property(_CHOSEN)
    return platform_moves() if chosen is None else bool(chosen)


def choose(moves: bool | None) -> None:
    """Let the desk's own choice stand above the platform's; None goes by the platform again."""
    application = QApplication.instance()
    if application is not None:
        application.setProperty(_CHOSEN, moves)


def platform_moves() -> bool:
    """Tell whether the platform wants movement.

    Qt 6.11 has no hint of that name, but a style gives animations no time where its desktop asks for none.
    """
    return QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0


def switch(kept: Memory, parent: QObject) -> QAction:
    """Return the menu's entry that stops all movement or permits it; what somebody has chosen is kept."""
    chosen = kept.text(memory.MOVES)
    choose(None if not chosen else chosen == _ON)
    action = QAction("Ani&mations", parent)
    action.setCheckable(True)
    action.setChecked(may_move())

    def switched(moves: bool) -> None:
        as_platform = moves == platform_moves()
        choose(None if as_platform else moves)
        kept.keep(memory.MOVES, "" if as_platform else _ON if moves else _OFF)

    action.toggled.connect(switched)
    return action
