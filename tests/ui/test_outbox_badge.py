"""The outbox's badge in the status bar: what it counts, when it is there, how it draws the eye."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.outbox.badge import Badge
from ui.style import wear


@pytest.fixture
def badge(qtbot: QtBot) -> Badge:
    found = Badge()
    qtbot.addWidget(found)
    return found


def test_the_badge_counts_what_is_open_and_hides_otherwise(badge: Badge) -> None:
    badge.tell({"queued": 2, "unknown": 1})
    assert badge.isVisible()
    assert badge.said == "Outbox: 1 unknown, 2 waiting"
    assert badge.button.accessibleName() == badge.said
    badge.tell({})
    assert not badge.isVisible()
    assert badge.said == ""
    badge.tell({"succeeded": 9})
    assert not badge.isVisible()


def test_the_badge_opens_the_outbox(badge: Badge, qtbot: QtBot) -> None:
    badge.tell({"held": 1})
    with qtbot.waitSignal(badge.pressed):
        badge.button.click()


def test_the_badge_looks_different_when_somebody_has_to_look(
    badge: Badge, qapp: QApplication, qtbot: QtBot
) -> None:
    def picture() -> QImage:
        return badge.button.icon().pixmap(16).toImage()

    badge.tell({"queued": 1})
    calm = picture()
    badge.tell({"queued": 1, "held": 1})
    light = picture()
    assert light != calm
    wear(qapp, Qt.ColorScheme.Dark)
    qtbot.waitUntil(lambda: picture() != light)
