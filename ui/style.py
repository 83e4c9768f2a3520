"""How the window looks: colours made from the palette, the type scale and the spacing grid.

Every colour that carries text is moved until it holds 4.5:1 on its ground, whatever palette
the platform gives; a state is told by icon and word as well, never by colour alone.
"""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyleFactory

GRID = 4  # pixels; gaps and margins are multiples of it
READABLE = 4.5  # contrast of text, WCAG 2.2 AA
FOUND = 3.0  # and of what has to be found: the focus, outlines

_HUES = {
    "draft": "#6b7480",
    "open": "#1f6fd6",
    "pending": "#b7791f",
    "assigned": "#0f8390",
    "confirmed": "#2a8a4a",
    "worked": "#5d6b85",
    "cancelled": "#c8413b",
    "unknown": "#8a4fc7",
}
_ALARM, _CAUTION, _GOOD = "#c8413b", "#b7791f", "#2a8a4a"

_LIGHT = {
    QPalette.ColorRole.Window: "#f4f5f7",
    QPalette.ColorRole.WindowText: "#1b1f24",
    QPalette.ColorRole.Base: "#ffffff",
    QPalette.ColorRole.AlternateBase: "#f8f9fa",
    QPalette.ColorRole.Text: "#1b1f24",
    QPalette.ColorRole.Button: "#fbfbfc",
    QPalette.ColorRole.ButtonText: "#1b1f24",
    QPalette.ColorRole.BrightText: "#ffffff",
    QPalette.ColorRole.Highlight: "#2563b8",
    QPalette.ColorRole.HighlightedText: "#ffffff",
    QPalette.ColorRole.Accent: "#2563b8",
    QPalette.ColorRole.Link: "#1d5bb0",
    QPalette.ColorRole.LinkVisited: "#6b3fa0",
    QPalette.ColorRole.PlaceholderText: "#6a737d",
    QPalette.ColorRole.ToolTipBase: "#ffffff",
    QPalette.ColorRole.ToolTipText: "#1b1f24",
    QPalette.ColorRole.Light: "#ffffff",
    QPalette.ColorRole.Midlight: "#e9ebee",
    QPalette.ColorRole.Mid: "#c3c8ce",
    QPalette.ColorRole.Dark: "#a0a7af",
    QPalette.ColorRole.Shadow: "#6a737d",
}
_DARK = {
    QPalette.ColorRole.Window: "#202327",
    QPalette.ColorRole.WindowText: "#e3e6ea",
    QPalette.ColorRole.Base: "#181a1d",
    QPalette.ColorRole.AlternateBase: "#1c1f22",
    QPalette.ColorRole.Text: "#e3e6ea",
    QPalette.ColorRole.Button: "#2c3035",
    QPalette.ColorRole.ButtonText: "#e3e6ea",
    QPalette.ColorRole.BrightText: "#ffffff",
    QPalette.ColorRole.Highlight: "#3a75c9",
    QPalette.ColorRole.HighlightedText: "#ffffff",
    QPalette.ColorRole.Accent: "#5c9bf0",
    QPalette.ColorRole.Link: "#7db2f7",
    QPalette.ColorRole.LinkVisited: "#b99cf0",
    QPalette.ColorRole.PlaceholderText: "#9098a1",
    QPalette.ColorRole.ToolTipBase: "#2c3035",
    QPalette.ColorRole.ToolTipText: "#e3e6ea",
    QPalette.ColorRole.Light: "#3a3f45",
    QPalette.ColorRole.Midlight: "#33373c",
    QPalette.ColorRole.Mid: "#44494f",
    QPalette.ColorRole.Dark: "#121416",
    QPalette.ColorRole.Shadow: "#000000",
}
_OUTLINED = (
    "QCheckBox",
    "QRadioButton",
    "QLineEdit",
    "QAbstractSpinBox",
    "QComboBox",
    "QPushButton",
    "QToolButton",
)
_OWN = frozenset({"Fusion", "Windows"})  # Qt's own styles, which every platform has
_WRITTEN = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)


@dataclass(frozen=True, slots=True)
class Ink:
    """Writing and the ground that it stands on; together at least 4.5:1."""

    text: QColor
    ground: QColor


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of one palette. All opaque; texts hold 4.5:1 on `base`, `window` and what is selected."""

    base: QColor
    text: QColor
    muted: QColor
    hairline: QColor
    selected: QColor  # ground of a selected row
    selected_idle: QColor  # the same while another part of the window has the keyboard
    focus: QColor
    alarm: QColor
    caution: QColor
    good: QColor
    states: dict[str, Ink]
    notice: Ink  # the banner's ground for something amiss


def look(palette: QPalette) -> Look:
    """Return the colours that go with a palette, light or dark."""
    role = QPalette.ColorRole
    return _look(*(palette.color(one).name() for one in (role.Base, role.Window, role.Text, role.Highlight)))


@lru_cache(maxsize=16)
def _look(*colours: str) -> Look:
    base, window, text, accent = map(QColor, colours)
    dark = luminance(base) < 0.2
    selected = mixed(accent, base, 0.26 if dark else 0.13)
    selected_idle = mixed(text, base, 0.13 if dark else 0.08)
    grounds = (base, window, selected, selected_idle)
    tint = 0.20 if dark else 0.11

    def chip(hue: str, strength: float = tint) -> Ink:
        ground = mixed(QColor(hue), base, strength)
        return Ink(legible(QColor(hue), ground), ground)

    def written(colour: QColor | str, ratio: float = READABLE) -> QColor:
        found = QColor(colour)
        for _ in range(2):  # a second round, for moving away from one ground may near another
            for ground in grounds:
                found = legible(found, ground, ratio)
        return found

    caution = mixed(QColor(_CAUTION), window, 0.18)
    return Look(
        base=base,
        text=text,
        muted=written(mixed(text, base, 0.62)),
        hairline=mixed(text, base, 0.11 if dark else 0.09),
        selected=selected,
        selected_idle=selected_idle,
        focus=written(accent, FOUND),
        alarm=written(_ALARM),
        caution=written(_CAUTION),
        good=written(_GOOD),
        states={state: chip(hue) for state, hue in _HUES.items()},
        notice=Ink(legible(text, caution), caution),
    )


def luminance(colour: QColor) -> float:
    """Return the relative luminance, 0 to 1, as WCAG 2.2 defines it."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of two opaque colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mixed(colour: QColor, ground: QColor, share: float) -> QColor:
    """Return so much of a colour on a ground."""
    rest = 1 - share
    return QColor.fromRgbF(
        colour.redF() * share + ground.redF() * rest,
        colour.greenF() * share + ground.greenF() * rest,
        colour.blueF() * share + ground.blueF() * rest,
    )


def legible(colour: QColor, ground: QColor, ratio: float = READABLE) -> QColor:
    """Return the colour, moved away from the ground until the contrast is reached."""
    end = QColor("#ffffff") if luminance(ground) < 0.18 else QColor("#000000")
    for step in range(21):
        found = mixed(end, colour, step / 20)
        if contrast(found, ground) >= ratio:
            return found
    return end


def placed(direction: Qt.LayoutDirection, area: QRect, left: int, width: int) -> int:
    """Return where a piece of an area begins, given where it does as one reads from left to right."""
    return QStyle.visualRect(direction, area, QRect(left, area.top(), width, area.height())).left()


def follow_system(app: QApplication) -> None:
    """Take light or dark from the system, now and whenever it changes."""
    hints = app.styleHints()
    wear(app, hints.colorScheme())
    hints.colorSchemeChanged.connect(lambda scheme: wear(app, scheme))


def wear(app: QApplication, scheme: Qt.ColorScheme) -> None:
    """Dress the program in light or dark, where the platform has no style of its own."""
    if not _is_plain(app):
        return
    dark = scheme == Qt.ColorScheme.Dark
    palette = _palette(_DARK if dark else _LIGHT)
    app.setPalette(palette)
    # Fusion outlines controls with the window's colour, darkened by 1.4: too faint to be found.
    palette.setColor(QPalette.ColorRole.Window, QColor("#9eabba" if dark else "#a8b4c2"))
    for control in _OUTLINED:
        app.setPalette(palette, control)  # type: ignore[arg-type]  # the stubs say bytes, it takes str


def paper() -> QPalette:
    """Return the palette of paper: light, whatever the screen is."""
    return _palette(_LIGHT)


def _is_plain(app: QApplication) -> bool:
    # Asked of Qt's style at once, this would cost 9 ms: PySide then loads all that a style can draw.
    return _OWN.issuperset(QStyleFactory.keys()) or app.style().name().casefold() == "fusion"


def small(font: QFont) -> QFont:
    """Return the font of headings of groups and of side remarks."""
    return _scaled(font, 0.92)


def heading(font: QFont) -> QFont:
    """Return the font of a panel's one heading."""
    found = _scaled(font, 1.22)
    found.setWeight(QFont.Weight.DemiBold)
    return found


def title(font: QFont) -> QFont:
    """Return the font of a page's one title."""
    found = _scaled(font, 1.6)
    found.setWeight(QFont.Weight.DemiBold)
    return found


def strong(font: QFont) -> QFont:
    """Return the font of what stands out in running text."""
    found = QFont(font)
    found.setWeight(QFont.Weight.DemiBold)
    return found


def _scaled(font: QFont, factor: float) -> QFont:
    found = QFont(font)
    if font.pointSizeF() > 0:
        found.setPointSizeF(font.pointSizeF() * factor)
    else:
        found.setPixelSize(round(font.pixelSize() * factor))
    return found


def _palette(colours: dict[QPalette.ColorRole, str]) -> QPalette:
    palette = QPalette()
    for role, colour in colours.items():
        palette.setColor(role, QColor(colour))
    for role in _WRITTEN:
        faint = mixed(palette.color(role), palette.color(QPalette.ColorRole.Window), 0.42)
        palette.setColor(QPalette.ColorGroup.Disabled, role, faint)
    return palette
