"""What the program says of itself."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app import __version__
from app.licences import parts
from ui.about import About, Licences


def test_the_licence_of_every_part_can_be_read(qtbot: QtBot) -> None:
    licences = Licences()
    qtbot.addWidget(licences)
    assert "MIT License" in licences.text.toPlainText()
    for row, part in enumerate(parts()):
        licences.names.setCurrentRow(row)
        assert licences.names.item(row).text().startswith(part.name)
        assert licences.text.toPlainText().strip() == part.text.replace("\r\n", "\n").strip()


def test_its_version_is_told(qtbot: QtBot) -> None:
    about = About()
    qtbot.addWidget(about)
    assert f"Version {__version__}" in "\n".join(label.text() for label in about.findChildren(QLabel))
