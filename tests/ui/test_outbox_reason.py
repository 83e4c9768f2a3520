"""Where a check of this desk holds an action back, the outbox asks for a reason, and sends it along."""

import pytest
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from app.store.outbox import Draft, Outbox
from tests.shifts import shift
from tests.ui.desk import Desk
from ui.cache import Cache
from ui.outbox.dialog import OutboxDialog
from ui.times import Times

BASIS = shift(1, actions=("claim",))


@pytest.mark.parametrize(("typed", "goes_along"), [(" both agreed ", ["both agreed"]), ("  ", [])])
def test_a_reason_is_asked_for_and_without_one_nothing_is_sent(
    outbox: Outbox, cache: Cache, times: Times, qtbot: QtBot, typed: str, goes_along: list[str]
) -> None:
    intent = outbox.enter(
        Draft(
            connection=BASIS.connection,
            vendor=BASIS.vendor,
            external_id=BASIS.external_id,
            action="claim",
            label="Claim",
            parameters={},
            reason=None,
            by="jo",
            basis=BASIS,
            preview=BASIS,
        )
    )
    assert intent is not None
    outbox.hold(intent.id, "jo", "Eve is on another shift then.", BASIS)
    desk = Desk()
    dialog = OutboxDialog(desk, cache, times)
    qtbot.addWidget(dialog)
    dialog.show()
    held = {"state": "held", "message": "Eve is on another shift then; give a reason."}
    desk.replies["send"] = lambda details: {"intent": held, "needs_reason": "reason" not in details}
    dialog.send.click()
    qtbot.waitUntil(lambda: dialog.findChild(QInputDialog) is not None)
    asking = dialog.findChild(QInputDialog)
    assert isinstance(asking, QInputDialog)
    assert asking.labelText() == held["message"]
    asking.setTextValue(typed)
    asking.accept()
    again = [{"intent": intent.id, "state": "held", "reason": reason} for reason in goes_along]
    assert desk.asked("send")[1:] == again
