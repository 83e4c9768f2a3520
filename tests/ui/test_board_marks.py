"""Rows that show what is expected rather than what the vendor said: how they are marked."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.store.rows import BoardRow
from tests.shifts import NEW_YORK
from ui.board.columns import STATE, TITLE
from ui.board.model import BoardModel
from ui.board.painting import drawn_chip
from ui.board.rows import row_of
from ui.board.view import Board
from ui.reading import AtHand
from ui.style import contrast, look, wear
from ui.times import Times

BEGIN = int(datetime(2026, 12, 1, 7, tzinfo=NEW_YORK).timestamp())


def row(number: int, intent: str | None, removed: int | None = None) -> BoardRow:
    return BoardRow(
        id=number, ref=f"north:{number}", connection="north", vendor="acme", state="pending",
        vendor_status=None, start=BEGIN, end=BEGIN + 3600, timezone="America/New_York", all_day=0, title="RN",
        role=None, specialty=None, facility=None, unit=None, client=None, people="Adam Jones", number=None,
        rate=None, positions=1, filled=0, urgent=0, published=1, removed=removed, last_change=None,
        intent=intent,
    )  # fmt: skip


def model_of(times: Times, *rows: BoardRow) -> BoardModel:
    model = BoardModel(times)
    model.show(len(rows), AtHand(rows), {})
    return model


def said(model: BoardModel, role: Qt.ItemDataRole, number: int = 0) -> str:
    return str(model.data(model.index(number, STATE), role))


@pytest.mark.parametrize(
    ("intent", "why"),
    [
        ("queued", "waits in the outbox"),
        ("held", "held in the outbox for review"),
        ("sending", "being sent"),
        ("unknown", "may or may not have arrived"),
    ],
)
def test_a_row_with_an_open_intent_says_in_words_that_it_is_not_yet_confirmed(
    times: Times, qtbot: QtBot, intent: str, why: str
) -> None:
    model = model_of(times, row(1, intent))
    for role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
        assert "Pending, not yet confirmed" in said(model, role)
        assert why in said(model, role)
    assert said(model, Qt.ItemDataRole.DisplayRole) == "Pending"
    assert model.data(model.index(0, TITLE), Qt.ItemDataRole.ToolTipRole).count("confirmed") == 0


def test_a_row_that_nobody_acts_on_says_nothing_of_it(times: Times, qtbot: QtBot) -> None:
    model = model_of(times, row(1, None))
    assert said(model, Qt.ItemDataRole.AccessibleTextRole) == "Pending"


def test_a_row_that_has_gone_is_not_said_to_wait_for_confirmation(times: Times) -> None:
    assert row_of(row(1, "unknown", removed=BEGIN), times).intent == ""


def picture(times: Times, intent: str | None, qtbot: QtBot, state: str = "pending") -> QImage:
    board = Board(model_of(times, row(1, intent)._replace(state=state)))
    qtbot.addWidget(board)
    board.resize(900, 200)
    board.dress()
    return board.grab().toImage()


@pytest.mark.parametrize("scheme", [Qt.ColorScheme.Light, Qt.ColorScheme.Dark])
def test_what_is_not_confirmed_looks_different_and_what_is_unknown_too(
    times: Times, qtbot: QtBot, qapp: QApplication, scheme: Qt.ColorScheme
) -> None:
    wear(qapp, scheme)
    seen = [picture(times, intent, qtbot) for intent in (None, "sending", "unknown")]
    assert seen[0] != seen[1] != seen[2] != seen[0]
    assert picture(times, "queued", qtbot) == seen[1]


def test_an_unknown_state_that_is_not_confirmed_differs_by_its_outline(times: Times, qtbot: QtBot) -> None:
    sure, unsure = (picture(times, intent, qtbot, "unknown") for intent in (None, "unknown"))
    assert sure != unsure


@pytest.mark.parametrize("scheme", [Qt.ColorScheme.Light, Qt.ColorScheme.Dark])
def test_the_dashes_stand_out_from_their_ground(
    qtbot: QtBot, qapp: QApplication, scheme: Qt.ColorScheme
) -> None:
    wear(qapp, scheme)
    colours = look(qapp.palette())
    for ink in colours.states.values():
        assert contrast(ink.text, ink.ground) >= 4.5
        chip = drawn_chip("", "", ink, qapp.font(), 200, 20, 1.0, sure=False).toImage()
        whole = drawn_chip("", "", ink, qapp.font(), 200, 20, 1.0).toImage()
        edge = [contrast(chip.pixelColor(x, 0), ink.ground) for x in range(8, chip.width() - 8)]
        assert max(edge) > 2.5
        assert min(edge) < 1.5  # dashes, not a line
        assert chip.size() == whole.size()


def test_a_marked_chip_is_drawn_once_for_all_rows_and_frames(
    times: Times, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def counting(picture: str, *rest: object, **more: object) -> object:
        drawn.append(picture)
        return drawn_chip(picture, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("ui.board.painting.drawn_chip", counting)
    board = Board(model_of(times, *(row(n, "unknown" if n % 2 else "sending") for n in range(40))))
    qtbot.addWidget(board)
    board.resize(900, 900)
    board.dress()
    for _ in range(3):
        board.grab()
    assert sorted(drawn) == ["state-unknown", "unconfirmed"]
