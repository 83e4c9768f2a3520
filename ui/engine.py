"""The window's end of the line to the engine: processes of its own, spoken to in lines of JSON.

One process pulls, another acts: reading a vendor's long page must not keep a claim waiting. A
practice market lives in one process that does both. A crash costs no window: the process is
started again, and the window is told. What was asked of it then is answered with a sentence.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QProcessEnvironment, Signal

import app
from ui.line import AWAY, Line
from ui.line import Answer as Answer
from ui.times import moment

# What the acting process does; all else the pulling one.
ACTS = frozenset(
    {
        "panel", "look_up", "choices", "foresee", "shared", "plan", "do", "send", "withdraw", "decide",
        "reconcile", "refresh",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pulse:
    """How one connection fares, as the engine tells it."""

    connection: str
    vendor_title: str
    phase: str  # waiting | pulling | resting | failing | sign-in | misconfigured | off
    fetched: int = 0
    total: int | None = None
    as_of: datetime | None = None
    error: str | None = None
    next: datetime | None = None


def command(name: str) -> tuple[str, list[str]]:
    """Return program and arguments for a command of this very installation."""
    if getattr(sys, "frozen", False):
        if sys.platform == "win32" and name == "engine":
            # The window's own program has no standard streams there; its neighbour with a console has.
            return str(Path(sys.executable).with_name("callboard.exe")), [name]
        return sys.executable, [name]
    return sys.executable, ["-P", "-m", "app", name]  # -P: an `app` in the current folder is not ours


class Engine(QObject):
    """The engine's processes. They start with `start`, end with `stop`; signals tell what they say."""

    ready = Signal(bool, list)  # practice vendors or real ones; names of the connections
    acting = Signal()  # the process that acts is there again, where it is one of its own
    committed = Signal(str, object, int)  # connection; shift ids or None for many; new changes
    pulsed = Signal(object)  # Pulse
    intent_changed = Signal(object)  # an intent of the outbox took a step: what the engine tells of it
    connections_changed = Signal()
    views_changed = Signal()  # the saved ones
    people_changed = Signal()  # who is one with whom, or the roster
    rules_changed = Signal()  # of the desk's checks
    said = Signal(str)  # a sentence for the user
    died = Signal(str)  # a sentence

    def __init__(
        self,
        program: str,
        arguments: Sequence[str],
        environ: Mapping[str, str],
        acting: Sequence[str] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """`acting` are the arguments of the process that acts; without it one process does both."""
        super().__init__(parent)
        whole = process_environment(environ)
        self._wanted = False
        self._phases: dict[str, str] = {}
        self._pulls = Line(program, arguments, whole, self)
        self._acts = self._pulls if acting is None else Line(program, acting, whole, self)
        for line in self._lines():
            line.heard.connect(self._hear_pulling if line is self._pulls else self._hear_acting)
            line.died.connect(self.died)

    def start(self) -> None:
        """Start the engine, and again whenever it dies."""
        self._wanted = True
        self._pulls.start()  # the other one follows: a new profile has one maker

    def stop(self, patience: int = 5000) -> None:
        """End the engine: ask, close the lines, and after so many milliseconds insist."""
        self._wanted = False  # while one is waited for, what it still says starts no other
        for line in self._lines():
            line.close()
        for line in self._lines():
            line.wait(patience)

    def restart(self) -> None:
        """Start what is dead now, without waiting for its turn."""
        for line in self._lines():
            line.restart()

    @property
    def process_id(self) -> int:
        """The system's number of the process that pulls, 0 if there is none."""
        return self._pulls.process_id

    @property
    def acting_process_id(self) -> int:
        """The system's number of the process that acts, 0 if there is none."""
        return self._acts.process_id

    @property
    def alive(self) -> bool:
        """Whether there is a process that pulls."""
        return self._pulls.alive

    @property
    def can_act(self) -> bool:
        """Whether there is a process that acts, or will be as soon as it is asked."""
        return self._acts.alive or self._may_start

    def wake(self, connections: Sequence[str] | None = None) -> None:
        """Have connections pulled now; None means all."""
        names = None if connections is None else list(connections)
        self.ask("wake", self._complain, connections=names)

    def acknowledge(self, changes: Sequence[int], comment: str | None = None) -> None:
        """Have changes acknowledged; a commit notice follows."""
        self.ask("acknowledge", self._complain, changes=list(changes), comment=comment)

    def set_offline(self, connection: str, offline: bool) -> None:
        """Take a practice vendor off the net, or bring it back."""
        self.ask("offline", self._complain, connection=connection, offline=offline)

    def ask(self, do: str, answered: Callable[[Answer], None], **details: object) -> None:
        """Ask for something and have the answer handed over; a dead engine answers too, with `error`."""
        line = self._acts if do in ACTS else self._pulls
        if line is self._acts and self._may_start:
            line.start()
        line.ask(do, answered, details)

    def _complain(self, answer: Answer) -> None:
        """Say what has become of a wish that nobody waits for, where it came to nothing."""
        if not answer.get("ok"):
            self.said.emit(str(answer.get("error") or AWAY))

    @property
    def _may_start(self) -> bool:
        """Whether the process that acts may be started now: one that has crashed waits for its turn."""
        second = self._acts is not self._pulls and self._pulls.alive
        return self._wanted and second and not self._acts.alive and not self._acts.waits

    def _lines(self) -> tuple[Line, ...]:
        return (self._pulls,) if self._acts is self._pulls else (self._pulls, self._acts)

    def _hear_pulling(self, said: Answer) -> None:
        match said.get("notice"):
            case "ready":
                if self._may_start:
                    self._acts.start()
                self._compare(said.get("version"))
                self.ready.emit(bool(said.get("demo")), _names(said.get("connections")))
            case "health":
                self._feel(_pulse(said))
            case "views":
                self.views_changed.emit()
            case "people":
                self.people_changed.emit()
            case "rules":
                self.rules_changed.emit()
            case "connections":
                if self._acts is not self._pulls:
                    self._acts.say({"do": "renew"})
                self.connections_changed.emit()
            case _:
                self._hear_acting(said)

    def _compare(self, version: object) -> None:
        """Say so where an upgrade has replaced the program under a window that is open."""
        if isinstance(version, str) and version != app.__version__:
            self.said.emit(
                f"Callboard was upgraded to {version}; this window is still {app.__version__}. "
                "Close it and start it again."
            )

    def _hear_acting(self, said: Answer) -> None:
        match said.get("notice"):
            case "ready":
                self.acting.emit()
            case "committed":
                ids = said.get("ids")
                self.committed.emit(
                    str(said.get("connection") or ""),
                    ids if isinstance(ids, list) else None,
                    _number(said.get("changes")) or 0,
                )
            case "intent":
                intent = said.get("intent")
                if isinstance(intent, dict):
                    self.intent_changed.emit(intent)
            case "said":
                self.said.emit(str(said.get("sentence") or ""))

    def _feel(self, pulse: Pulse) -> None:
        """Tell how a connection fares; what waited for it goes out once it answers again."""
        before = self._phases.get(pulse.connection)
        self._phases[pulse.connection] = pulse.phase
        if self._acts is not self._pulls and pulse.phase == "resting" and before == "pulling":
            self._acts.say({"do": "wake", "connections": [pulse.connection]})
        self.pulsed.emit(pulse)


def process_environment(environ: Mapping[str, str]) -> QProcessEnvironment:
    """Return an environment in which `command` finds this installation."""
    found = QProcessEnvironment()
    for name, text in environ.items():
        found.insert(name, text)
    root = str(Path(app.__file__).resolve().parent.parent)
    path = environ.get("PYTHONPATH")
    found.insert("PYTHONPATH", f"{root}{os.pathsep}{path}" if path else root)
    found.insert("PYTHONUNBUFFERED", "1")
    return found


def _pulse(said: Answer) -> Pulse:
    error = said.get("error")
    return Pulse(
        connection=str(said.get("connection") or ""),
        vendor_title=str(said.get("vendor_title") or ""),
        phase=str(said.get("phase") or "waiting"),
        fetched=_number(said.get("fetched")) or 0,
        total=_number(said.get("total")),
        as_of=moment(said.get("as_of")),
        error=error if isinstance(error, str) else None,
        next=moment(said.get("next")),
    )


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _names(value: object) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []
