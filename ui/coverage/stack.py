"""A small bar of open, pending and filled: told apart by texture as well as by colour.

Open is solid, pending striped, filled pale, and what is unknown an outline; always in this order,
filled nearest to where the bar begins.
"""

from functools import lru_cache

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from ui.coverage.figures import KINDS, Figures, parts
from ui.style import Look, mixed

INKS = {"open": "open", "pending": "pending", "filled": "confirmed", "other": "unknown"}
STRIPE = 4  # pixels between the lines of what is striped


def paint_stack(
    painter: QPainter, area: QRect, figures: Figures, look: Look, *, upright: bool = False
) -> None:
    """Fill an area with a bar, from the left, or from the bottom where it is upright."""
    if not figures.total:
        return
    left, top, width, height = area.left(), area.top(), area.width(), area.height()
    for kind, (begin, end) in shares(parts(figures), height if upright else width).items():
        if upright:
            part = QRect(left, top + height - end, width, end - begin)
        else:
            part = QRect(left + begin, top, end - begin, height)
        paint_swatch(painter, part, kind, look)


def paint_thin(painter: QPainter, area: QRect, figures: Figures, look: Look) -> None:
    """Fill an area with a bar from the left without outlines: there may be a thousand of them."""
    left, top, width, height = area.left(), area.top(), area.width(), area.height()
    wanted = min(width, max(1, width * figures.open // figures.total)) if figures.open else 0
    done = min(width - wanted, max(1, width * figures.filled // figures.total)) if figures.filled else 0
    pale, _ = _shades(look.states[INKS["filled"]].text.rgb(), look.base.rgb())
    painter.fillRect(left, top, done, height, pale)
    if rest := width - wanted - done:
        tile = stripes(look.states[INKS["pending"]].text.rgb(), painter.device().devicePixelRatioF())
        painter.drawTiledPixmap(left + done, top, rest, height, tile)
    if wanted:
        painter.fillRect(left + width - wanted, top, wanted, height, look.states[INKS["open"]].text)


def shares(figures: dict[str, int], length: int) -> dict[str, tuple[int, int]]:
    """Return from where to where each kind reaches: in proportion, but what is there at all is seen."""
    kinds = [kind for kind in ("filled", "pending", "open", "other") if figures.get(kind)]
    if not kinds or length < len(kinds):
        kinds = [kind for kind in KINDS if kind in kinds][: max(0, length)]
    total, room = sum(figures[kind] for kind in kinds), length - len(kinds)
    found: dict[str, tuple[int, int]] = {}
    at = passed = 0
    for n, kind in enumerate(kinds, 1):
        passed += figures[kind]
        end = n + room * passed // total
        found[kind] = (at, end)
        at = end
    return found


def paint_swatch(painter: QPainter, area: QRect, kind: str, look: Look) -> None:
    """Fill an area with what stands for a kind; it serves a legend as well."""
    ink = look.states[INKS[kind]].text
    if kind == "open":
        painter.fillRect(area, ink)
        return
    pale, edge = _shades(ink.rgb(), look.base.rgb())
    painter.fillRect(area, look.base if kind == "other" else pale)
    if kind == "pending":
        painter.drawTiledPixmap(area, stripes(ink.rgb(), painter.device().devicePixelRatioF()))
    if area.width() > 3 and area.height() > 3:
        painter.setPen(edge)
        painter.drawRect(area.adjusted(0, 0, -1, -1))


@lru_cache(maxsize=64)
def _shades(ink: int, base: int) -> tuple[QColor, QColor]:
    return mixed(QColor(ink), QColor(base), 0.34), mixed(QColor(ink), QColor(base), 0.75)


@lru_cache(maxsize=16)
def stripes(colour: int, ratio: float) -> QPixmap:
    """Return a tile of slanted lines on nothing."""
    side = round(STRIPE * ratio)
    tile = QPixmap(side, side)
    tile.setDevicePixelRatio(ratio)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setPen(QPen(QColor(colour), 1.6))
    for x in (-STRIPE, 0, STRIPE):
        painter.drawLine(x - 1, STRIPE + 1, x + STRIPE + 1, -1)
    painter.end()
    return tile
