"""Why an action is to go out that a check of this desk holds back."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QLabel, QLineEdit, QWidget

from ui.words import plain


def ask_reason(parent: QWidget, why: str, given: Callable[[str], None]) -> None:
    """Ask for a reason, and hand it over; where none is entered nothing follows."""
    dialog = QInputDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle("Send anyway")
    dialog.setLabelText(plain(why, 1000))
    for label in dialog.findChildren(QLabel):
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
    for field in dialog.findChildren(QLineEdit):
        field.setAccessibleName("Reason")
        field.setPlaceholderText("Reason")

    def hand_over(text: str) -> None:
        if reason := text.strip():
            given(reason)

    dialog.textValueSelected.connect(hand_over)
    dialog.open()
