"""What stands in a layout, replaced while it is shown; and words in small type."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget

from ui.labels import Words
from ui.style import small


def emptied(layout: QLayout) -> None:
    """Take out all widgets of a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            _put_away(widget)


def swapped(owner: QWidget, old: QWidget, new: QWidget) -> None:
    """Put a widget in another one's place within its owner's layout."""
    layout = owner.layout()
    assert layout is not None
    layout.replaceWidget(old, new)
    _put_away(old)


def chained(first: QWidget, inside: QWidget) -> None:
    """Let Tab go from `first` through everything inside, in the order of the layouts."""
    before = first
    for widget in _focusable(inside):
        QWidget.setTabOrder(before, widget)
        before = widget


def fine(text: str, *, muted: bool = True) -> Words:
    """Return words in small type."""
    words = Words(text, muted=muted)
    words.setFont(small(words.font()))
    return words


def _focusable(widget: QWidget) -> Iterator[QWidget]:
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
        return
    layout = widget.layout()
    inner = _laid(layout) if layout is not None else _children(widget)
    for one in inner:
        yield from _focusable(one)


def _laid(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            yield widget
        elif (inner := item.layout()) is not None:
            yield from _laid(inner)


def _children(widget: QWidget) -> Iterator[QWidget]:
    return (one for one in widget.children() if isinstance(one, QWidget))


def _put_away(widget: QWidget) -> None:
    widget.hide()
    widget.deleteLater()  # a signal of its own may be what it is replaced for
