"""Batches for tests: what the engine says of them, and the dialog opened on some shifts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from tests.shifts import NEW_YORK, shift
from tests.ui.conftest import Fill
from tests.ui.desk import Desk
from ui.batch.dialog import SHOWN, BatchDialog
from ui.cache import Cache
from ui.engine import Answer
from ui.times import Times

START = datetime(2026, 12, 1, 7, tzinfo=NEW_YORK)
Opening = Callable[..., BatchDialog]

CLAIM = {"name": "claim", "label": "Claim", "weight": "primary", "enabled": True, "able": 3}
DECLINE = {"name": "decline", "label": "Decline", "weight": "danger", "enabled": True, "able": 2}
RELEASE = {
    "name": "release", "label": "Release", "weight": "normal", "enabled": False, "able": 0,
    "reason": "Nobody is on it.",
}  # fmt: skip
NOTED = {
    **CLAIM,
    "parameters": {
        "properties": {
            "notes": {"title": "Notes", "type": "string"},
            "conflicts_ok": {
                "title": "Conflicts are fine",
                "type": "boolean",
                "default": False,
                "override": True,
            },
        },
        "required": ["notes"],
    },
}


def refs(n: int) -> list[str]:
    return [f"trio-east:{number}" for number in range(n)]


def going(details: dict[str, Any]) -> Answer:
    return {"rows": [{"ref": ref, "verdict": "go", "sentences": []} for ref in details["refs"]]}


def verdicts(**by_number: tuple[str, str, bool]) -> Callable[[dict[str, Any]], Answer]:
    """Return a dry run by numbers: verdict, sentence, whether a reason is due; the others go."""

    def reply(details: dict[str, Any]) -> Answer:
        rows = []
        for ref in details["refs"]:
            verdict, sentence, needs = by_number.get(f"n{ref.split(':')[1]}", ("go", "", False))
            sentences = [sentence] if sentence else []
            rows.append({"ref": ref, "verdict": verdict, "sentences": sentences, "needs_reason": needs})
        return {"rows": rows}

    return reply


def came(outcome: str, message: str = "", number: int = 1) -> Answer:
    return {"id": number, "outcome": outcome, "message": message, "needs_reason": False, "undo": None}


def desk_for_batches() -> Desk:
    """Return a stand-in whose shifts share three actions, of which one can be done with none; all go."""
    found = Desk()
    found.replies["shared"] = lambda details: {"actions": [DECLINE, RELEASE, CLAIM]}
    found.replies["plan"] = going
    return found


def opener(desk: Desk, cache: Cache, times: Times, fill: Fill, qtbot: QtBot) -> Opening:
    """Return what opens the dialog on so many shifts, and waits for its first dry run."""

    def open_on(n: int = 3, *, planned: bool = True) -> BatchDialog:
        fill(shift(k, title=f"Shift {k:02}", start=START + timedelta(hours=k)) for k in range(n))
        dialog = BatchDialog(desk, cache, times, refs(n))
        qtbot.addWidget(dialog)
        dialog.show()
        if planned:
            qtbot.waitUntil(lambda: bool(dialog.model.items) and bool(dialog.model.items[0].verdict))
        return dialog

    return open_on


def text(dialog: BatchDialog, row: int, column: int = 0) -> str:
    return str(dialog.model.data(dialog.model.index(row, column)))


def outlooks(dialog: BatchDialog) -> list[str]:
    return [one.standing.word for one in dialog.model.items]


def shown(dialog: BatchDialog) -> list[str]:
    return [text(dialog, row) for row in range(dialog.model.rowCount())]


def select(dialog: BatchDialog, words: str) -> None:
    number = [one for one, _ in SHOWN].index(words)
    dialog.parts.only.setCurrentIndex(number)
    dialog.parts.only.activated.emit(number)


def named(button: QAbstractButton) -> str:
    return button.text().replace("&", "")
