"""Buttons as the dialogs have them."""

from PySide6.QtWidgets import QPushButton, QWidget


def push_button(words: str, name: str, parent: QWidget) -> QPushButton:
    """Return a button that Enter presses only while it has the keyboard; `name` is for a screen reader."""
    found = QPushButton(words, parent)
    found.setAccessibleName(name)
    found.setAutoDefault(False)
    return found
