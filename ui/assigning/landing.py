"""Where something can be dropped: a surface that tells what is below the mouse, with the answer there."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from ui.assigning.carrying import Bar, Carried, Person, Target, unpacked
from ui.assigning.edge import Edge
from ui.assigning.hint import Hint, Mark
from ui.assigning.judging import Answered, Judge, Verdict

Aim = Callable[[QPoint, Carried], Target | None]


class Landing(QObject):
    """Watches a surface. `landed` tells a ref and a Person: the panel is wished, filled in."""

    landed = Signal(str, object)

    def __init__(self, surface: QWidget, aim: Aim, judge: Judge) -> None:
        super().__init__(surface)
        self._surface = surface
        self._aim = aim
        self._judge = judge
        self._over: tuple[str, Person] | None = None
        self._target: Target | None = None
        self._at = QPoint()
        self.hint: Hint | None = None  # until something is dragged
        self._mark: Mark | None = None
        surface.setAcceptDrops(True)
        surface.installEventFilter(self)
        self._carried: Carried | None = None
        self._edge = Edge(surface)
        self._edge.scrolled.connect(self._look_again)
        judge.judged.connect(self._judged)
        judge.forgotten.connect(self._ask_again)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.DragEnter | QEvent.Type.DragMove if isinstance(event, QDragMoveEvent):
                return self._move(event)
            case QEvent.Type.DragLeave:
                self._leave()
            case QEvent.Type.Drop if isinstance(event, QDropEvent):
                return self._drop(event)
        return False

    def _move(self, event: QDragMoveEvent) -> bool:
        carried = unpacked(event.mimeData())
        if carried is None:
            return False
        self._at, self._carried = event.position().toPoint(), carried
        self._edge.near(self._at)
        self._target = self._aim(self._at, carried)
        self._over = _meeting(carried, self._target)
        event.setDropAction(Qt.DropAction.CopyAction)
        # Whoever does not accept the entering is never told of a move.
        event.setAccepted(event.type() == QEvent.Type.DragEnter or self._is_possible())
        self._show()
        return True

    def _drop(self, event: QDropEvent) -> bool:
        carried = unpacked(event.mimeData())
        if carried is None:
            return False
        self._at = event.position().toPoint()
        self._target = self._aim(self._at, carried)
        self._over = _meeting(carried, self._target)
        over, possible = self._over, self._is_possible()
        self._leave()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.setAccepted(possible)
        if over is not None and possible:
            self.landed.emit(*over)
        return True

    def _is_possible(self) -> bool:
        return self._over is not None and self._judge.verdict(*self._over).answered is not Answered.NO

    def _look_again(self) -> None:
        if self._carried is not None:
            self._target = self._aim(self._at, self._carried)
            self._over = _meeting(self._carried, self._target)
            self._show()

    def _leave(self) -> None:
        self._edge.leave()
        self._carried = None
        self._over = self._target = None
        for one in (self.hint, self._mark):
            if one is not None:
                one.hide()

    def _judged(self, ref: str, person: Person, verdict: Verdict) -> None:
        if self._over == (ref, person):
            self._show()

    def _ask_again(self) -> None:
        if self._over is not None:
            self._judge.verdict(*self._over)

    def _show(self) -> None:
        target = self._target
        if target is None or (self._over is None and not target.why_not):
            for one in (self.hint, self._mark):
                if one is not None:
                    one.hide()
            return
        if self._over is None:
            verdict = Verdict(answered=Answered.NO, sentence=target.why_not)
        else:
            verdict = self._judge.verdict(*self._over)
        if self.hint is None or self._mark is None:
            self.hint, self._mark = Hint(self._surface.window()), Mark(self._surface)
        self._mark.show_at(target.area, verdict.answered)
        self.hint.say(verdict, self._surface.mapTo(self._surface.window(), self._at))


def _meeting(carried: Person | Bar, target: Target | None) -> tuple[str, Person] | None:
    """Return which shift and who come together, None where that makes no sense."""
    match carried, target:
        case Person(), Target(ref=ref) if ref:
            return ref, carried
        case Bar(ref=ref), Target(person=Person() as person):
            return ref, person
    return None
