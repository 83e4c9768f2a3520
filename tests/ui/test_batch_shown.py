"""A batch tells of each shift what was shown of it."""

import pytest
from pytestqt.qtbot import QtBot

from app.store.store import Store
from tests.shifts import applied, person, shift
from tests.ui.batches import START, came, desk_for_batches, refs
from tests.ui.conftest import Fill
from tests.ui.desk import Desk
from ui.batch.dialog import BatchDialog
from ui.cache import Cache
from ui.times import Times


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return desk_for_batches()


def test_each_shift_is_sent_with_those_who_were_shown_on_it(
    desk: Desk, cache: Cache, times: Times, fill: Fill, store: Store, qtbot: QtBot
) -> None:
    staffed = shift(1, start=START, assignments=(person("Jones, Adam"), person("Eve")))
    fill([shift(0, start=START), staffed])
    dialog = BatchDialog(desk, cache, times, refs(2))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.parts.perform.isEnabled())
    applied(store, shift(0, start=START, assignments=(person("Eve Smith"),)))  # nobody has seen that
    dialog.perform()
    desk.answer(**came("refused", "The shift has changed since it was shown."))
    told = [one["shown"] for one in desk.asked("do")]
    assert [sorted(one["people"]) for one in told] == [[], ["Eve", "Jones, Adam"]]
    assert {one["weight"] for one in told} == {"primary"}
