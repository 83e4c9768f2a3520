"""A note of the desk's own beside a change."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from ui.labels import Words


class NoteDialog(QDialog):
    """Asks for a note. `written` tells the text; an empty one takes the note away. Open it with `open()`."""

    written = Signal(str)

    def __init__(self, about: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Note of this desk")
        self.text = QPlainTextEdit(text, self)
        self.text.setAccessibleName("Note")
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText("Whom you called, what was agreed…")
        buttons = QDialogButtonBox(self)
        for words, role in (
            ("Save", QDialogButtonBox.ButtonRole.AcceptRole),
            ("Cancel", QDialogButtonBox.ButtonRole.RejectRole),
        ):
            buttons.addButton(words, role).setAccessibleName(words)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(8)
        layout.addWidget(Words(about, self))
        layout.addWidget(self.text, 1)
        layout.addWidget(Words("It stays on this desk; the vendor does not see it.", self, muted=True))
        layout.addWidget(buttons)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.accepted.connect(lambda: self.written.emit(self.text.toPlainText()))
        self.text.setFocus()

    def sizeHint(self) -> QSize:
        return QSize(460, 260)
