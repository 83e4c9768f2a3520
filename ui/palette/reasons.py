"""Why an entry of the menus cannot be used now, as a sentence."""

from collections.abc import Mapping

from PySide6.QtGui import QAction

_NO_SHIFT = "No shift is chosen on the board."
_WITH_A_SHIFT = frozenset({"copy", "copy-ref", "read-again", "panel", "batch", "open", "acknowledge"})
_OTHERWISE = {
    "open": "The vendor has no page for this shift.",
    "acknowledge": "Nothing about this shift waits to be acknowledged.",
    "create": "No connection lets this desk make a new shift now.",
}


def why_not(actions: Mapping[str, QAction], action: QAction, *, chosen: bool) -> str:
    """Return why an action is disabled; `actions` are those of the menus by key."""
    key = next((name for name, one in actions.items() if one is action), "")
    if key in _WITH_A_SHIFT and not chosen:
        return _NO_SHIFT
    return _OTHERWISE.get(key, "It cannot be done now.")
