"""Painted items for screen readers: what a widget says is on it stands below it as Qt's own children do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAbstractScrollArea, QAccessibleWidget, QWidget
from shiboken6 import isValid


@dataclass(frozen=True, slots=True)
class Item:
    """What a screen reader is told of one thing on a sheet; `area` in the widget's own pixels."""

    text: str
    area: QRect
    chosen: bool = False
    holds: bool = False  # it holds others, as a day does shifts: they follow it


@runtime_checkable
class Sheet(Protocol):
    """A widget that paints what it holds."""

    def items(self) -> Sequence[Item]:
        """Return what is on it, in reading order."""
        ...

    def current_item(self) -> int:
        """Return which of them has the focus, -1 if none."""
        ...


class _Kept(QObject):
    """A sheet's items, made once for as long as it looks the same: each of them is asked for many times.

    Whatever changes one is painted; what is out of sight is not kept.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._items: Sequence[Item] | None = None
        self._current = -1
        widget.installEventFilter(self)
        if isinstance(widget, QAbstractScrollArea):
            widget.viewport().installEventFilter(self)

    def items(self) -> Sequence[Item]:
        """Return what is on the sheet."""
        self._make()
        return self._items or ()

    def current(self) -> int:
        """Return which of them has the focus, -1 if none."""
        self._make()
        return self._current

    def forget(self) -> None:
        """Make them anew when they are asked for again."""
        self._items = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _CHANGES:
            self.forget()
        return False

    def _make(self) -> None:
        if isinstance(self._widget, Sheet) and (self._items is None or not self._widget.isVisible()):
            self._items, self._current = self._widget.items(), self._widget.current_item()


_CHANGES = (
    QEvent.Type.Paint,
    QEvent.Type.Resize,
    QEvent.Type.FocusIn,
    QEvent.Type.FocusOut,
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
)


class _Child(QAccessibleInterface):
    """One place in a sheet's order; whatever stands there when it is asked."""

    def __init__(self, sheet: "_Interface", number: int) -> None:
        super().__init__()
        self._sheet = sheet
        self._number = number

    def _item(self) -> Item | None:
        items = self._sheet.items()
        return items[self._number] if self._number < len(items) else None

    def isValid(self) -> bool:
        return self._item() is not None

    def object(self) -> QObject | None:  # type: ignore[override]  # the stubs know no item without an object
        return None

    def role(self) -> QAccessible.Role:
        item = self._item()
        return QAccessible.Role.Grouping if item and item.holds else QAccessible.Role.ListItem

    def text(self, kind: QAccessible.Text) -> str:
        item = self._item()
        return item.text if item and kind == QAccessible.Text.Name else ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        pass

    def rect(self) -> QRect:
        item, widget = self._item(), self._sheet.shown()
        if item is None or widget is None:
            return QRect()
        return QRect(widget.mapToGlobal(item.area.topLeft()), item.area.size())

    def parent(self) -> QAccessibleInterface:
        return self._sheet

    def child(self, number: int) -> QAccessibleInterface | None:  # type: ignore[override]  # None in C++
        return None

    def childCount(self) -> int:
        return 0

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]  # None in C++
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def state(self) -> QAccessible.State:
        found = QAccessible.State()
        item, widget = self._item(), self._sheet.shown()
        if item is None or widget is None:
            found.invalid = 1
            return found
        found.focusable = found.selectable = 1
        found.selected = int(item.chosen)
        found.focused = int(widget.hasFocus() and self._sheet.current() == self._number)
        return found


class _Interface(QAccessibleWidget):
    """A sheet's own: its items are its children. They are made once for each place and stay."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role.List)
        self._widget = widget
        self._kept = _Kept(widget)
        self._children: list[_Child] = []

    def shown(self) -> QWidget | None:
        return self._widget if isValid(self._widget) else None

    def items(self) -> Sequence[Item]:
        return () if self.shown() is None else self._kept.items()

    def current(self) -> int:
        return -1 if self.shown() is None else self._kept.current()

    def forget(self) -> None:
        if self.shown() is not None:
            self._kept.forget()

    def childCount(self) -> int:
        return len(self.items())

    def child(self, number: int) -> QAccessibleInterface | None:  # type: ignore[override]  # None in C++
        if not 0 <= number < self.childCount():
            return None
        while len(self._children) <= number:
            self._children.append(_Child(self, len(self._children)))
        return self._children[number]

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return next((n for n, one in enumerate(self._children) if one is child), -1)

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]  # None in C++
        widget = self.shown()
        if widget is None:
            return None
        where, items = widget.mapFromGlobal(QPoint(x, y)), self.items()
        numbers = reversed(range(len(items)))
        return self.child(next((n for n in numbers if items[n].area.contains(where)), -1))

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]  # None in C++
        return self.child(self.current())


# Qt's cache knows them by number for as long as the program runs: none may go before it.
_made: list[_Interface] = []
_installed: list[bool] = []


def _interface(key: str, thing: QObject) -> QAccessibleInterface | None:
    if not (isinstance(thing, QWidget) and isinstance(thing, Sheet)):
        return None
    found = _Interface(thing)
    _made.append(found)
    return found


def expose() -> None:
    """Let screen readers see the items of every widget that is a Sheet."""
    if not _installed:
        _installed.append(True)
        QAccessible.installFactory(_interface)


def tell_focus(widget: QWidget) -> None:
    """Tell a screen reader that another item of a sheet has the focus, if the sheet itself has it."""
    for one in _made:
        if one.shown() is widget:
            one.forget()
    if not (QAccessible.isActive() and widget.hasFocus() and isinstance(widget, Sheet)):
        return
    if (number := widget.current_item()) >= 0:
        event = QAccessibleEvent(widget, QAccessible.Event.Focus)
        event.setChild(number)
        QAccessible.updateAccessibility(event)
