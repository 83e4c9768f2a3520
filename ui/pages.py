"""What fills the middle of the window: the shifts, or a welcome where there is nothing yet."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget


class Pages(QStackedWidget):
    """The shifts and the welcome, of which one is seen."""

    add_wished = Signal()
    demo_wished = Signal()

    def __init__(self, shifts: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shifts = shifts
        self.addWidget(shifts)

    def turn(self, *, greeting: bool) -> bool:
        """Show the welcome or the shifts; tell whether that is another page than before."""
        if greeting == (self.currentWidget() is not self._shifts):
            return False
        if greeting and self.count() == 1:
            from ui.welcome import Welcome

            welcome = Welcome(self)
            welcome.dress()
            welcome.add_wished.connect(self.add_wished)
            welcome.demo_wished.connect(self.demo_wished)
            self.addWidget(welcome)
        self.setCurrentIndex(int(greeting))
        return True
