"""The connections dialog, with a small engine at the other end of the line."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.connections.dialog import ConnectionsDialog
from ui.connections.form import Form
from ui.connections.offers import Configured, Offer, Policy
from ui.connections.rules import address_amiss, name_amiss, portal_amiss, suggested_name, zone_amiss
from ui.engine import Engine
from ui.times import Times


@pytest.fixture
def dialog(qtbot: QtBot, engine: Engine, times: Times) -> ConnectionsDialog:
    with qtbot.waitSignal(engine.ready):
        engine.start()
    dialog = ConnectionsDialog(engine, times)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.list.count() == 1 and form(dialog) is not None)
    return dialog


def form(dialog: ConnectionsDialog) -> Form | None:
    return dialog.findChild(Form)


def shown_form(dialog: ConnectionsDialog) -> Form:
    found = form(dialog)
    assert found is not None
    return found


def edit(dialog: ConnectionsDialog, name: str) -> QLineEdit:
    return next(one for one in shown_form(dialog).findChildren(QLineEdit) if one.accessibleName() == name)


def says(dialog: ConnectionsDialog, words: str) -> bool:
    return words in dialog.said


def test_it_lists_what_is_configured_and_shows_its_settings(dialog: ConnectionsDialog) -> None:
    assert edit(dialog, "Name").text() == "north"
    assert edit(dialog, "Time zone").text() == "Europe/London"


def test_secrets_are_hidden_and_those_on_file_are_never_shown(dialog: ConnectionsDialog) -> None:
    secret = edit(dialog, "API key")
    assert secret.echoMode() == QLineEdit.EchoMode.Password
    assert secret.text() == ""
    assert "On file" in secret.placeholderText()


def test_testing_tells_whose_account_it_is_and_what_it_may_do(
    dialog: ConnectionsDialog, qtbot: QtBot
) -> None:
    dialog.test.click()
    qtbot.waitUntil(lambda: says(dialog, "Desk of Acme") and says(dialog, "It may read shifts."))


def test_a_new_connection_is_saved_and_listed(dialog: ConnectionsDialog, qtbot: QtBot) -> None:
    dialog.add.click()
    assert edit(dialog, "Address").text() == "https://api.example.com"
    assert edit(dialog, "Name").text() == "acme-staffing"
    edit(dialog, "Time zone").setText("Europe/Paris")
    edit(dialog, "API key").setText("made-up")
    dialog.save.click()
    qtbot.waitUntil(lambda: dialog.list.count() == 2)
    qtbot.waitUntil(lambda: edit(dialog, "Name").text() == "acme-staffing")
    assert not edit(dialog, "Name").isEnabled()
    assert says(dialog, "Saved.")


def test_news_of_other_connections_leave_what_is_being_typed(
    dialog: ConnectionsDialog, engine: Engine, qtbot: QtBot
) -> None:
    edit(dialog, "Time zone").setText("Europe/Par")
    engine.connections_changed.emit()
    answers: list[object] = []
    engine.ask("connections", answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert edit(dialog, "Time zone").text() == "Europe/Par"


def test_what_the_form_does_not_show_is_kept_when_saving(dialog: ConnectionsDialog) -> None:
    assert shown_form(dialog).values()["zones"] == {"Mercy": "Europe/Paris"}
    assert shown_form(dialog).values()["end_time"] == "offset"


def test_a_mistake_is_told_below_its_field_as_one_types_and_cannot_be_saved(
    dialog: ConnectionsDialog, qtbot: QtBot
) -> None:
    address = edit(dialog, "Address")
    address.clear()
    QTest.keyClicks(address, "http://api.example.com")
    assert "https://" in address.accessibleDescription()
    assert not dialog.save.isEnabled()
    address.clear()
    QTest.keyClicks(address, "https://api.example.com")
    assert address.accessibleDescription() == ""
    assert dialog.save.isEnabled()


def test_what_the_engine_refuses_is_told_below_its_field(dialog: ConnectionsDialog, qtbot: QtBot) -> None:
    edit(dialog, "Address").setText("https://api.example.com/refused")
    dialog.save.click()
    qtbot.waitUntil(lambda: edit(dialog, "Address").accessibleDescription() == "That address is not one.")


def test_removing_asks_whether_the_shifts_go_too(dialog: ConnectionsDialog, qtbot: QtBot) -> None:
    dialog.remove.click()
    box = dialog.findChild(QMessageBox)
    assert box is not None
    buttons = {button.text(): button for button in box.buttons()}
    assert set(buttons) == {"Remove with its shifts", "Remove, keep its shifts", "Cancel"}
    buttons["Remove with its shifts"].click()
    qtbot.waitUntil(lambda: dialog.list.count() == 0)


def test_every_control_has_a_name(dialog: ConnectionsDialog) -> None:
    for kind in (QLineEdit, QPushButton):
        for control in dialog.findChildren(kind):
            named: QWidget = control
            internal = named.objectName().startswith("qt_")
            assert named.accessibleName() or internal, named


@pytest.mark.parametrize("name", ["", "North", "-north", "no rth", "nörth", "taken"])
def test_a_bad_name_is_told(name: str) -> None:
    assert name_amiss(name, {"taken"})


def test_a_good_name_is_no_trouble() -> None:
    assert name_amiss("north-2", {"taken"}) == ""


@pytest.mark.parametrize(
    "address",
    [
        "",
        "api.example.com",
        "http://api.example.com",
        "http://localhost.example.com",
        "https://user:secret@api.example.com",
        "https://",
        "ftp://api.example.com",
        "https://[::1",
        "https://api.example.com:port",
    ],
)
def test_a_bad_address_is_told(address: str) -> None:
    assert address_amiss(address)


@pytest.mark.parametrize(
    "address",
    ["https://api.example.com/v1", "http://localhost:8001", "http://127.0.0.9:1/x", "http://[::1]:80"],
)
def test_https_or_this_very_machine_is_no_trouble(address: str) -> None:
    assert address_amiss(address) == ""


def test_zones_and_portals_are_judged(times: Times) -> None:
    assert zone_amiss("Europe/London") == ""
    assert zone_amiss("Europe/Nowhere")
    assert zone_amiss("")
    assert portal_amiss("") == ""
    assert portal_amiss("https://portal.example/{external_id}") == ""
    assert portal_amiss("javascript:alert(1)")


def test_a_suggested_name_is_free() -> None:
    assert suggested_name("Acme Staffing!", set()) == "acme-staffing"
    assert suggested_name("Acme Staffing!", {"acme-staffing"}) == "acme-staffing-2"


def test_tab_meets_the_fields_in_the_order_in_which_they_stand(dialog: ConnectionsDialog) -> None:
    edit(dialog, "Time zone").setFocus()
    QTest.keyClick(edit(dialog, "Time zone"), Qt.Key.Key_Tab)
    assert shown_form(dialog).focusWidget() is edit(dialog, "API key")


def test_missing_credentials_are_asked_for_by_the_names_of_their_fields(
    dialog: ConnectionsDialog,
) -> None:
    dialog.add.click()
    assert "API key" in shown_form(dialog).missing()
    edit(dialog, "API key").setText("made-up")
    assert shown_form(dialog).missing() == []


def test_what_the_administrator_locks_is_shown_as_locked_with_the_files_name(qtbot: QtBot) -> None:
    offer = Offer("acme", "Acme", "https://api.example.com", 60, (("api_key", "API key"),), ())
    known = Configured(
        "north",
        "acme",
        {
            "base_url": "https://api.example.com",
            "timezone": "Europe/London",
            "proxy": "none",
            "keep_past": 30,
        },
        locked=frozenset({"proxy", "keep_past"}),
    )
    shown = Form([offer], (), known, Policy(file="/etc/callboard/policy.toml"))
    qtbot.addWidget(shown)
    assert shown.lock.text() == "Locked by /etc/callboard/policy.toml: Keep past shifts and Proxy."
    assert shown.proxy.isReadOnly()
    assert shown.proxy.accessibleDescription() == "Locked by /etc/callboard/policy.toml"
    assert not shown.address.isReadOnly()
    assert (shown.values()["proxy"], shown.values()["keep_past"]) == ("none", 30)
