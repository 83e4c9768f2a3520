"""The first page of a new profile: what this is, and the two ways to begin."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.icons import program_icon
from ui.labels import Paragraph
from ui.style import title


class Welcome(QWidget):
    """Offers to add a connection, or to explore the demo."""

    add_wished = Signal()
    demo_wished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Welcome")
        self._picture = QLabel(self)
        self._picture.setFixedSize(72, 72)
        heading = QLabel("Welcome to Callboard", self)
        heading.setFont(title(self.font()))
        sentence = Paragraph(
            "Every vendor’s shifts on one board, usable offline and encrypted on this computer. "
            "Connect your first vendor account, or look around with four practice vendors; "
            "they are made up, so nothing that you do there reaches a live shift.",
            480,
            self,
        )
        self.add = QPushButton("Add a connection", self)
        self.add.setDefault(True)
        self.demo = QPushButton("Explore the demo", self)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addStretch(1)
        for button in (self.add, self.demo):
            button.setAccessibleName(button.text())
            button.setMinimumWidth(168)
            button.setMinimumHeight(34)
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addStretch(2)
        layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(heading, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(12)
        layout.addLayout(buttons)
        layout.addStretch(3)
        self.add.clicked.connect(self.add_wished)
        self.demo.clicked.connect(self.demo_wished)

    def dress(self) -> None:
        """Put the picture on."""
        self._picture.setPixmap(program_icon().pixmap(72, 72))
