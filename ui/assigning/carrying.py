"""What is dragged, a person or a shift, and what it is dragged onto."""

import json
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, QPoint, QRect, Qt
from PySide6.QtGui import QDrag, QFont, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QWidget

from ui.style import look
from ui.words import line

KIND = "application/x-callboard"  # this program's own: nothing else takes it
PAD = 8
WIDEST = 320  # pixels of what is seen below the mouse


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, by name; with the id that a connection knows them by, where it is known."""

    name: str
    connection: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A shift that is dragged onto somebody."""

    ref: str
    title: str


@dataclass(frozen=True, slots=True)
class Target:
    """What something is dropped onto: a shift, or somebody's row. `why_not` where it can take nothing."""

    area: QRect
    ref: str = ""
    person: Person | None = None
    why_not: str = ""


Carried = Person | Bar


def packed(carried: Carried) -> QMimeData:
    """Return it as it is dragged; as text for whatever takes text, it is the name."""
    found = QMimeData()
    match carried:
        case Person():
            told = {"name": carried.name, "connection": carried.connection, "id": carried.id}
            found.setText(carried.name)
        case Bar():
            told = {"ref": carried.ref, "title": carried.title}
            found.setText(carried.title)
    found.setData(KIND, json.dumps(told).encode())
    return found


def unpacked(data: QMimeData) -> Carried | None:
    """Return what is dragged, None if it is nothing of this program's."""
    try:
        told = json.loads(bytes(data.data(KIND).data())) if data.hasFormat(KIND) else None
    except ValueError:
        return None
    match told:
        case {"ref": str(ref), "title": str(title)}:
            return Bar(ref, title)
        case {"name": str(name), "connection": str(connection), "id": str(id_)}:
            return Person(name, connection, id_)
    return None


def carry(carried: Carried, source: QWidget) -> None:
    """Let it be dragged until the mouse is let go."""
    drag = QDrag(source)
    drag.setMimeData(packed(carried))
    words = carried.name if isinstance(carried, Person) else carried.title
    drag.setPixmap(_picture(line(words, 80), source.font(), source.devicePixelRatioF()))
    drag.setHotSpot(QPoint(-12, -4))
    drag.exec(Qt.DropAction.CopyAction)


def _picture(words: str, font: QFont, ratio: float) -> QPixmap:
    palette = QPalette()
    probe = QPixmap(1, 1)
    painter = QPainter(probe)
    painter.setFont(font)
    metrics = painter.fontMetrics()
    painter.end()
    words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, WIDEST - 2 * PAD)
    width, height = metrics.horizontalAdvance(words) + 2 * PAD, metrics.height() + PAD
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(look(palette).selected)
    painter = QPainter(picture)
    painter.setFont(font)
    painter.setPen(look(palette).text)
    painter.drawText(QRect(PAD, 0, width, height), Qt.AlignmentFlag.AlignVCenter, words)
    painter.setPen(look(palette).focus)
    painter.drawRect(0, 0, width - 1, height - 1)
    painter.end()
    return picture
