"""The program's drawings, tinted: pixmaps for painting, icons for buttons and menus."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

import resources


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, side: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # 15 ms: not before something is to be drawn

    pixels = max(1, round(side * ratio))
    picture = QPixmap(pixels, pixels)
    picture.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(resources.svg(name).replace(b"currentColor", colour.encode())))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def pixmap(name: str, colour: QColor, side: int = 16, ratio: float = 1.0) -> QPixmap:
    """Return a drawing in one colour, `side` logical pixels wide."""
    return _drawn(name, colour.name(), side, ratio)


def icon(name: str, colour: QColor, side: int = 16) -> QIcon:
    """Return the same for a button or menu, sharp on screens of any density."""
    found = QIcon()
    for ratio in (1.0, 1.5, 2.0, 3.0):
        found.addPixmap(_drawn(name, colour.name(), side, ratio))
    return found


def program_icon() -> QIcon:
    """Return the icon of the program itself."""
    found = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        found.addPixmap(_drawn("callboard", "#000000", side, 1.0))
    return found
