"""Asks for what concerns a connection itself rather than one shift: a new recurring shift, for one."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QVBoxLayout, QWidget

from ui.panels.form import Form
from ui.panels.laying import swapped
from ui.panels.told import Told
from ui.words import line


class CreationDialog(QDialog):
    """One form, and before it the choice between connections where there are several. Use `open()`."""

    wished = Signal(object)  # Wish
    form_opened = Signal(object)  # Form

    def __init__(self, offers: Sequence[Told], today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._offers = [(told, one) for told in offers for one in told.actions]
        self.form: Form | None = None
        self.setWindowTitle("At a connection")
        self.resize(QSize(820, 640).boundedTo(self.screen().availableSize()))
        self.where = QComboBox(self)
        self.where.setAccessibleName("Connection")
        for told, one in self._offers:
            self.where.addItem(f"{line(told.ref, 60)}: {line(one.label, 60)}")
        label = QLabel("&Connection", self)
        label.setBuddy(self.where)
        several = len(self._offers) > 1
        label.setVisible(several)
        self.where.setVisible(several)
        self._room: QWidget = QWidget(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(8)
        layout.addWidget(label)
        layout.addWidget(self.where)
        layout.addWidget(self._room, 1)
        self.where.currentIndexChanged.connect(self.begin)

    def begin(self) -> None:
        """Show the form of what is chosen; somebody listens by now."""
        told, action = self._offers[max(0, self.where.currentIndex())]
        self.setWindowTitle(line(action.label, 80))
        form = self.form = Form(told.ref, action, self._today, wide=True)
        form.wait.ask(not told.reachable)
        form.sent.connect(self.wished)
        form.left.connect(self.reject)
        form.served.connect(self.accept)
        old, self._room = self._room, form
        swapped(self, old, form)
        self.form_opened.emit(form)
        form.begin()
