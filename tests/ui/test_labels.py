"""Labels and buttons that give way."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from pytestqt.qtbot import QtBot

from ui.labels import ShortButton
from ui.style import heading


def test_a_button_with_room_shows_all_its_words_and_one_without_says_both_ends(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    button = ShortButton(holder)
    button.setFont(heading(holder.font()))
    button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    layout = QHBoxLayout(holder)
    layout.addWidget(button)
    layout.addStretch(1)
    holder.resize(900, 60)
    with qtbot.waitExposed(holder):
        holder.show()
    for week in range(1, 54):  # widths are rounded: each text is another case
        text = f"{week % 28 + 1} Nov – {week % 30 + 1} Dec 20{week:02} · week {week}"
        button.setText(text)
        layout.activate()
        assert button.text() == text
    holder.resize(160, 60)
    qtbot.waitUntil(lambda: "…" in button.text())
    assert button.text()[0] == text[0]
    assert button.text()[-1] == text[-1]
