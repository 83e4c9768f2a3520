"""Performs one action on shifts, one after another: the next when the answer to the last is there."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from ui.engine import Answer, Engine
from ui.panels.told import outcome

_AWAY = "The engine, which talks to the vendors, is not running: the rest was not sent."


class Run(QObject):
    """One pass over some shifts. An engine that dies ends it: the rest was not sent."""

    began = Signal(str)  # the ref that is being sent
    unsent = Signal(str)  # the ref that was, but no process took it
    answered = Signal(str, object)  # ref, Outcome
    ended = Signal(str)  # why it ended early, "" if it did not

    def __init__(
        self,
        engine: Engine,
        action: str,
        parameters: Mapping[str, object],
        *,
        queue: bool,
        shown: Mapping[str, Answer] = MappingProxyType({}),
        parent: QObject | None = None,
    ) -> None:
        """`shown` is by ref what somebody saw of the shift when they had it sent."""
        super().__init__(parent)
        self._engine = engine
        self._action = action
        self._parameters = dict(parameters)
        self._queue = queue
        self._shown = shown
        self._waiting: list[tuple[str, str]] = []
        self._stopped = False

    def start(self, shifts: Sequence[tuple[str, str]]) -> None:
        """Begin with these refs, each with the reason to give, "" for none."""
        self._waiting = list(reversed(shifts))
        self._go_on()

    def stop(self) -> None:
        """Send no more; what is on its way is still waited for."""
        self._stopped = True

    def _go_on(self) -> None:
        if self._stopped or not self._waiting:
            self.ended.emit("")
            return
        if not self._engine.can_act:
            self.ended.emit(_AWAY)
            return
        ref, reason = self._waiting.pop()
        self.began.emit(ref)
        details: dict[str, object] = {"reason": reason} if reason else {}
        if ref in self._shown:
            details["shown"] = self._shown[ref]
        self._engine.ask(
            "do",
            lambda answer: self._heard(ref, answer),
            ref=ref,
            action=self._action,
            parameters=self._parameters,
            queue=self._queue,
            **details,
        )

    def _heard(self, ref: str, answer: Answer) -> None:
        if not isValid(self):  # the window has gone in the meantime
            return
        if "answer" in answer:
            self.answered.emit(ref, outcome(answer))
            self._go_on()
            return
        # The line itself tells it: whoever acts next is another process, and this run's end.
        if answer.get("sent") is False:
            self.unsent.emit(ref)
        else:
            self.answered.emit(ref, outcome(answer))
        self.ended.emit(_AWAY)
