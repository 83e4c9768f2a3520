"""How grave a finding is, as the screen says it: word, drawing, colour."""

from PySide6.QtGui import QColor, QIcon

from app.checks.finding import Severity
from ui.icons import icon
from ui.style import Look

WORDS = {
    Severity.INFORM: "For your information",
    Severity.CONFIRM: "Needs a reason",
    Severity.BLOCK: "Not allowed",
}
PICTURES = {
    Severity.INFORM: "kind-shift",
    Severity.CONFIRM: "warning",
    Severity.BLOCK: "state-cancelled",
}


def ink(severity: Severity, colours: Look) -> QColor:
    """Return the colour of a severity; it holds 4.5:1 on a list's ground."""
    match severity:
        case Severity.BLOCK:
            return colours.alarm
        case Severity.CONFIRM:
            return colours.caution
        case Severity.INFORM:
            return colours.muted


def picture(severity: Severity, colours: Look) -> QIcon:
    """Return the drawing of a severity."""
    return icon(PICTURES[severity], ink(severity, colours))
