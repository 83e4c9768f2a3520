"""Those who wait for an answer, and may be gone when it comes."""

from collections.abc import Callable
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtCore import QObject


def is_gone(hearer: Callable[..., Any]) -> bool:
    """Tell whether a method, or a part of one, is of a widget that is no more."""
    while isinstance(hearer, partial):
        hearer = hearer.func
    owner = getattr(hearer, "__self__", None)
    return isinstance(owner, QObject) and not shiboken6.isValid(owner)
