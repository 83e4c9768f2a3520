"""Why an entry of the menus cannot be used now: whoever switches it off says so."""

from PySide6.QtGui import QAction

_WHY = "why-not"  # a property of the action
_UNSAID = "It cannot be done now."


def enable(action: QAction, able: bool, why_not: str) -> None:
    """Switch an action on or off; the sentence says why it is off."""
    action.setEnabled(able)
    action.setProperty(_WHY, why_not)


def why_not(action: QAction) -> str:
    """Return why an action is disabled."""
    return str(action.property(_WHY) or _UNSAID)
