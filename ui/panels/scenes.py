"""The panel in its main states, for the pictures that `ui.shots` takes of the practice vendors."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget

from app.domain import Intent, IntentState, Shift
from ui.board.model import BoardModel
from ui.panels.confirmation import Confirmation
from ui.panels.creation import CreationDialog
from ui.panels.form import Form
from ui.panels.panel import Panel
from ui.panels.toast import Toast
from ui.panels.told import Action
from ui.window import Window

Keep = Callable[[str, QWidget, QDialog | None], None]
Wait = Callable[[float], Callable[[], bool]]
Script = Iterator[Callable[[], bool]]

MOST_ROWS = 400  # looked at for one whose panel is worth a picture


def scenes(window: Window, keep: Keep, passed: Wait) -> Script:
    """Take the pictures, and yield what has to be waited for."""
    panel = window.findChild(Panel)
    if panel is None:
        return
    yield from _seek(window, panel, _has_form, state="open")
    keep("panel-buttons", window, None)
    action = next(one for one in _enabled(panel) if _has_form(one))
    panel.open_form(action)
    yield passed(1.5)
    form = panel.form
    if form is not None and (search := _named(form, "search, or type an id")) is not None:
        QTest.keyClicks(search, "ma")
    yield passed(0.5)
    keep("panel-form", window, None)
    panel.close_form()
    yield from _seek(window, panel, lambda one: one.is_dangerous and not one.asks)
    _press(panel, lambda one: one.is_dangerous and not one.asks)
    box = window.findChild(Confirmation)
    yield passed(0.3)
    if box is not None:
        keep("panel-confirmation", window, box)
        box.reject()
    yield from _seek(window, panel, lambda one: one.weight == "primary" and not one.asks)
    _press(panel, lambda one: one.weight == "primary" and not one.asks)
    yield lambda: any(one.isVisible() for one in window.findChildren(Toast))
    yield passed(0.5)
    keep("panel-done", window, None)
    kept = window.detail.kept
    if kept is not None:
        for state in (IntentState.UNKNOWN, IntentState.HELD):
            panel.tell(_intent(kept.shift, state))
            yield lambda state=state: _is_told(panel, kept.shift, state)  # type: ignore[misc]
            keep(f"panel-{state.value}", window, None)
        panel.tell(None)
    yield from _created(window, keep, passed)


def _created(window: Window, keep: Keep, passed: Wait) -> Script:
    window.menus.actions["create"].trigger()
    dialog = window.findChild(CreationDialog)
    if dialog is None or dialog.form is None:
        return
    dialog.resize(820, 620)
    yield passed(1.0)
    form = dialog.form
    for name, keys in (("Name", "Night watch"), ("Begins at", "2200"), ("Length in minutes", "480")):
        if (field := _named(form, name)) is not None:
            field.setFocus(Qt.FocusReason.TabFocusReason)
            yield passed(0.1)
            QTest.keyClicks(field, keys)
    yield passed(1.2)
    keep("panel-create", window, dialog)
    dialog.reject()


def _seek(window: Window, panel: Panel, wanted: Callable[[Action], bool], state: str = "") -> Script:
    """Choose the first row from the top one on whose panel offers what is wanted."""
    board, model = window.page.board, window.page.model
    assert isinstance(model, BoardModel)
    first = max(0, board.top()[0])
    for row in range(first, min(first + MOST_ROWS, model.rowCount())):
        ref = model.row(row).ref
        board.choose(row)
        yield lambda ref=ref: panel.ref == ref and panel.told is not None  # type: ignore[misc]
        kept = window.detail.kept
        fits = kept is not None and state in ("", kept.shift.state.value)
        if fits and any(wanted(one) for one in _enabled(panel)):
            return


def _enabled(panel: Panel) -> tuple[Action, ...]:
    return panel.told.enabled if panel.told is not None else ()


def _has_form(action: Action) -> bool:
    return action.asks and any(one.pick for one in action.fields) and not action.on_connection


def _press(panel: Panel, wanted: Callable[[Action], bool]) -> None:
    number = next(n for n, one in enumerate(_enabled(panel)) if wanted(one))
    panel.press(number)


def _named(form: Form, name: str) -> QWidget | None:
    found = (one for one in form.findChildren(QWidget) if one.accessibleName().endswith(name))
    return next(found, None)


def _is_told(panel: Panel, shift: Shift, state: IntentState) -> bool:
    """Tell whether the strip has been laid out; news from a vendor may have taken it away meanwhile."""
    if panel.underway.isVisible() and panel.underway.height() > 2 * panel.underway.fontMetrics().height():
        return True
    panel.tell(_intent(shift, state))
    return False


def _intent(shift: Shift, state: IntentState) -> Intent:
    """Return an action of which the end is open, as no practice vendor leaves one by itself."""
    return Intent(
        id=0,
        connection=shift.connection,
        vendor=shift.vendor,
        external_id=shift.external_id,
        action="claim",
        label="Claim",
        parameters={},
        state=state,
        by="desk",
        created_at=datetime.now(UTC),
        message="No answer came within 30 s." if state is IntentState.UNKNOWN else None,
        basis=shift,
        found=replace(shift, unit="Emergency", urgent=not shift.urgent),
        memory={},
    )
