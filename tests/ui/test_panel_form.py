"""The form of an action: made from its schema, judged as one types, sent with what was entered."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QDate, Qt, QTime
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QLabel,
    QPlainTextEdit,
    QSpinBox,
    QTimeEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.panels import ASSIGN, CANDIDATE, CREATE, NOTES, PEOPLE, action, panel
from ui.panels.fields import Kind, fields
from ui.panels.form import Form
from ui.panels.inputs import input_for
from ui.panels.told import Action, Foresight, Wish, choices
from ui.panels.told import panel as told_panel

TODAY = date(2026, 11, 21)
HOSTILE = '<a href="https://evil.example">Click</a>\u202e'


def declared(parameters: dict[str, Any], **more: object) -> Action:
    told = told_panel(panel("trio-east:1", action("act", parameters=parameters, **more)))
    assert told is not None
    return told.actions[0]


def form(qtbot: QtBot, parameters: dict[str, Any], **more: object) -> Form:
    made = Form("trio-east:1", declared(parameters, **more), TODAY)
    qtbot.addWidget(made)
    made.resize(320, 700)
    made.show()
    return made


def find(parent: QWidget, name: str) -> Any:
    return next(one for one in parent.findChildren(QWidget) if one.accessibleName() == name)


def words(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"type": "string"}, Kind.TEXT),
        ({"type": "string", "maxLength": 1000}, Kind.LINES),
        ({"type": "boolean"}, Kind.FLAG),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, Kind.NUMBER),
        ({"type": "string", "format": "time"}, Kind.TIME),
        ({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}, Kind.DATE),
        ({"$ref": "#/$defs/Way"}, Kind.WORD),
        ({"type": "string", "pick": "team"}, Kind.PICK),
        ({"type": "array", "items": {"type": "integer"}, "pick": "member"}, Kind.PICKS),
        ({"anyOf": [{"type": "array", "items": {"$ref": "#/$defs/Way"}}, {"type": "null"}]}, Kind.PICKS),
        ("no schema", Kind.TEXT),
    ],
)
def test_a_field_is_filled_in_by_its_type(told: object, kind: Kind) -> None:
    schema = {"properties": {"one": told}, "$defs": {"Way": {"enum": ["short", "long"], "type": "string"}}}
    assert fields(schema)[0].kind == kind


def test_what_is_no_schema_has_no_fields() -> None:
    assert fields(None) == fields([]) == fields({"properties": []}) == ()


def test_bounds_are_taken_from_the_schema() -> None:
    told = {"type": "integer", "exclusiveMinimum": 0, "maximum": 2880, "title": "Minutes"}
    one = fields({"properties": {"minutes": told}, "required": ["minutes"]})[0]
    assert (one.least, one.most, one.required, one.title) == (1, 2880, True, "Minutes")


def test_every_kind_of_value_comes_out_as_the_engine_wants_it(qtbot: QtBot) -> None:
    made = form(qtbot, CREATE)
    made.offer("member", choices({"choices": PEOPLE}))
    find(made, "Name").setText("  Night watch ")
    start = find(made, "Begins at")
    assert isinstance(start, QTimeEdit)
    start.setTime(QTime(22, 30))
    minutes = find(made, "Length in minutes")
    assert isinstance(minutes, QSpinBox)
    minutes.setValue(480)
    find(made, "Last day: no limit").click()
    last = next(one for one in made.findChildren(QDateEdit) if one.accessibleName() == "Last day")
    last.setDate(QDate(2027, 1, 31))
    members = find(made, "Members: search, or type an id")
    QTest.keyClicks(members, "adam")
    QTest.keyClick(members, Qt.Key.Key_Return)
    assert made.parameters() == {
        "name": "Night watch",
        "start": "22:30",
        "minutes": 480,
        "valid_to": "2027-01-31",
        "member_ids": [47],
    }


def test_what_stays_as_it_was_is_not_sent(qtbot: QtBot) -> None:
    assert form(qtbot, NOTES).parameters() == {}
    assert form(qtbot, CANDIDATE).parameters() == {}


def test_a_required_number_has_to_be_entered(qtbot: QtBot) -> None:
    made = form(qtbot, CREATE)
    find(made, "Name").setText("Night watch")
    assert not made.send.isEnabled()
    find(made, "Length in minutes").setValue(480)
    assert made.send.isEnabled()


def test_a_fault_stands_below_its_field_once_somebody_has_been_there(qtbot: QtBot) -> None:
    made = form(qtbot, CREATE)
    find(made, "Length in minutes").setValue(480)
    made.foresee(Foresight(faults={"name": "A name is needed.", "minutes": "Too long."}))
    assert "A name is needed." not in words(made)
    assert "Too long." in words(made)
    find(made, "Name").setText("x")
    made.foresee(Foresight(faults={"name": "Too short."}))
    assert "Too short." in words(made)
    assert not made.send.isEnabled()
    made.foresee(Foresight())
    assert "Too short." not in words(made)
    assert made.send.isEnabled()


def test_typing_is_told_once_it_pauses(qtbot: QtBot) -> None:
    made = form(qtbot, NOTES)
    told: list[dict[str, object]] = []
    made.typed.connect(told.append)
    edit = find(made, "Notes")
    assert isinstance(edit, QPlainTextEdit)
    QTest.keyClicks(edit, "late")
    qtbot.waitUntil(lambda: bool(told))
    assert told == [{"notes": "late"}]


def test_what_it_would_bring_about_is_shown_with_its_warnings(qtbot: QtBot) -> None:
    made = form(qtbot, CREATE)
    made.foresee(
        Foresight(
            lines=("Tue 1 Dec 22:00 – 06:00", HOSTILE), warnings=("Read differently, it ends at 08:00.",)
        )
    )
    assert "Tue 1 Dec 22:00 – 06:00" in words(made.preview)
    assert "it ends at 08:00" in words(made.preview)
    for label in made.preview.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText or not label.text()
    made.foresee(Foresight())
    assert made.preview.isHidden()


def test_enter_performs_and_escape_leaves(qtbot: QtBot) -> None:
    made = form(qtbot, NOTES)
    sent: list[Wish] = []
    left: list[None] = []
    made.sent.connect(sent.append)
    made.left.connect(lambda: left.append(None))
    find(made, "Notes").setPlainText("Left early")
    QTest.keyClick(made.send, Qt.Key.Key_Return)
    assert [(one.ref, one.parameters, one.named) for one in sent] == [
        ("trio-east:1", {"notes": "Left early"}, (("Notes", "Left early"),))
    ]
    QTest.keyClick(made.send, Qt.Key.Key_Escape)
    assert len(left) == 1


def test_enter_in_a_form_that_does_not_fit_sends_nothing(qtbot: QtBot) -> None:
    made = form(qtbot, CREATE)
    with qtbot.assertNotEmitted(made.sent):
        QTest.keyClick(find(made, "Name"), Qt.Key.Key_Return)


def test_setting_a_check_of_the_vendors_aside_wants_a_reason(qtbot: QtBot) -> None:
    made = form(qtbot, ASSIGN)
    made.offer("candidate", choices({"choices": PEOPLE}))
    QTest.keyClicks(find(made, "Person: search, or type an id"), "adam j")
    assert made.send.isEnabled()
    assert not find(made, "Allow a conflict").isVisible()
    made.aside.button.click()
    box = find(made, "Allow a conflict")
    assert isinstance(box, QCheckBox)
    box.click()
    assert made.reason.isVisible()
    assert not made.send.isEnabled()
    QTest.keyClicks(made.reason, "The other shift was cancelled")
    with qtbot.waitSignal(made.sent) as sent:
        made.send.click()
    assert sent.args is not None
    wish = sent.args[0]
    assert wish.parameters == {"person_id": "47", "conflicts_ok": True}
    assert wish.reason == "The other shift was cancelled"


def test_a_check_that_is_on_by_default_is_told_only_when_it_is_off(qtbot: QtBot) -> None:
    made = form(qtbot, ASSIGN)
    assert "checks" not in made.parameters()
    find(made, "Check whether it fits").click()
    assert made.parameters() == {"checks": False}
    assert not made.send.isEnabled()


def test_a_complaint_of_the_engine_goes_to_its_field(qtbot: QtBot) -> None:
    made = form(qtbot, ASSIGN)
    made.complain("That is no such check.", "conflicts_ok")
    assert made.aside.is_open
    assert "That is no such check." in words(made)
    made.complain("Nothing was sent.")
    assert "Nothing was sent." in words(made)


def test_a_yes_no_that_may_stay_open_has_three_answers(qtbot: QtBot) -> None:
    three = {"anyOf": [{"type": "boolean"}, {"type": "null"}], "default": None, "title": "Notify"}
    made = form(qtbot, {"properties": {"notify": three}})
    box = find(made, "Notify")
    assert isinstance(box, QComboBox)
    assert made.parameters() == {}
    box.setCurrentIndex(2)
    assert made.parameters() == {"notify": False}


def test_vendors_words_are_shown_as_words(qtbot: QtBot) -> None:
    parameters = {"properties": {"one": {"type": "string", "title": HOSTILE, "description": HOSTILE}}}
    made = form(qtbot, parameters, label=HOSTILE)
    made.complain(HOSTILE)
    for label in made.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText or not label.text()
        assert "\u202e" not in label.text()


def test_a_form_that_is_wide_shows_what_comes_of_it_beside_the_fields(qtbot: QtBot) -> None:
    made = Form("spaces", declared(CREATE), TODAY, wide=True)
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    assert "is shown here" in words(made)
    made.foresee(Foresight(lines=("Every day.",)))
    assert "is shown here" not in words(made)
    assert made.preview.mapTo(made, made.preview.rect().topLeft()).x() > 350


def test_a_time_that_may_be_left_out_is_left_out_until_it_is_entered(qtbot: QtBot) -> None:
    (end,) = fields(
        {"properties": {"end": {"type": "string", "format": "time", "title": "Ends at", "default": None}}}
    )
    found = input_for(end, TODAY)
    qtbot.addWidget(found.widget)
    assert found.value() is None
    next(iter(found.widget.findChildren(QCheckBox))).click()
    assert found.value() == "07:00"
