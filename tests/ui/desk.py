"""A stand-in for the engine without a process: it answers as a test tells, and keeps what it heard."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer

from ui.engine import Answer, Engine

Reply = Callable[[dict[str, Any]], Answer]


class Desk(Engine):
    """An engine without a process. What it has no reply for is kept until the test `answers` it."""

    def __init__(self) -> None:
        super().__init__("", [], {})
        self.replies: dict[str, Reply] = {}
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.waiting: list[Callable[[Answer], None]] = []
        self.pulls = self.acts = True  # whether there is the process that does

    @property
    def alive(self) -> bool:
        return self.pulls

    @property
    def can_act(self) -> bool:
        return self.acts

    def ask(self, do: str, answered: Callable[[Answer], None], **details: object) -> None:
        self.heard.append((do, details))
        reply = self.replies.get(do)
        if reply is None:
            self.waiting.append(answered)
        else:
            QTimer.singleShot(0, self, lambda: answered({"answer": 1, "ok": True, **reply(details)}))

    def asked(self, do: str) -> list[dict[str, Any]]:
        """Return the details of every such question."""
        return [details for one, details in self.heard if one == do]

    def answer(self, **fields: object) -> None:
        """Answer the oldest question that waits."""
        self.waiting.pop(0)({"answer": 1, "ok": True, **fields})

    def lose(self) -> None:
        """Have the process that acts die with a question unanswered, as the real line tells it."""
        self.acts = False
        self.waiting.pop(0)({"ok": False, "error": "The engine stopped before it answered.", "lost": True})

    def turn_away(self) -> None:
        """Answer the oldest question as the line does that has nobody to hand it to."""
        self.waiting.pop(0)({"ok": False, "error": "It is being started again.", "sent": False})
