"""Every widget that somebody can use, and what a screen reader hears of it."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QCalendarWidget,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QScrollArea,
    QScrollBar,
    QSlider,
    QTabBar,
    QTextEdit,
    QWidget,
)

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QGroupBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QSlider,
    QTabBar,
    QTextEdit,
)
# What a screen reader cannot do anything with: it says "client", or nothing at all.
NO_ROLES = (QAccessible.Role.NoRole, QAccessible.Role.Client)


def usable(root: QWidget) -> Iterator[QWidget]:
    """Yield the widget and those within it, down to other windows, that can be used in some way."""
    for one in (root, *root.findChildren(QWidget)):
        if is_usable(one):
            yield one


def is_usable(widget: QWidget) -> bool:
    """Tell whether a widget is a control, or can take the keyboard; parts of one are not meant."""
    if isinstance(widget, QScrollBar | QHeaderView) or is_part(widget):
        return False
    return isinstance(widget, CONTROLS) or widget.focusPolicy() != Qt.FocusPolicy.NoFocus


def is_part(widget: QWidget) -> bool:
    """Tell whether a widget is an inner part of another of Qt's own."""
    parent = widget.parentWidget()
    return (
        widget.objectName().startswith("qt_")
        or widget.focusProxy() is not None  # which is looked at in its place
        or any(isinstance(one, QAbstractSpinBox | QComboBox | QCalendarWidget) for one in _above(widget))
        or (isinstance(parent, QLineEdit) and isinstance(widget, QAbstractButton))
        or (isinstance(widget, QLabel) and not widget.text())
    )


def heard(widget: QWidget) -> str:
    """Return the name under which a screen reader knows a widget."""
    found = QAccessible.queryAccessibleInterface(widget)
    name = "" if found is None else found.text(QAccessible.Text.Name)
    return widget.accessibleName() or name


def faults(root: QWidget) -> list[str]:
    """Return what is amiss with what can be used: nameless, or without a role."""
    found = []
    for one in usable(root):
        told = f"{type(one).__module__}.{type(one).__name__} “{heard(one)}” in {_path(one)}"
        if not heard(one).strip():
            found.append(f"nameless: {told}")
        interface = QAccessible.queryAccessibleInterface(one)
        # A scroll area only moves what lies in it, and Qt tells the line within a QKeySequenceEdit.
        if not isinstance(one, QScrollArea | QKeySequenceEdit) and (
            interface is None or interface.role() in NO_ROLES
        ):
            found.append(f"without a role: {told}")
    return found


def _path(widget: QWidget) -> str:
    return " < ".join(type(one).__name__ for one in _above(widget))


def _above(widget: QWidget) -> Iterator[QWidget]:
    parent = widget.parentWidget()
    while parent is not None:
        yield parent
        parent = parent.parentWidget()
