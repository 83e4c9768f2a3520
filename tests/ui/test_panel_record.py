"""What is under way and what was done: the strip, the history of actions, sections, toasts, what is made."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.domain import Intent, IntentState, Shift, State
from app.sending import Exchange
from app.store.outbox import Draft, Outbox
from tests.shifts import person, shift
from tests.ui.conftest import NOW, Fill, Open
from tests.ui.desk import Desk
from tests.ui.panels import CLAIM, panel
from ui.outbox.telling import expected_of
from ui.panels.deeds import MOST, Deeds
from ui.panels.saying import facts, news, until
from ui.panels.sections import MOST_ROWS, Sections
from ui.panels.toast import MOST as MOST_TOASTS
from ui.panels.toast import Toast, Toasts
from ui.panels.told import Action, Outcome, Section, Undo, Wish, outcome, section
from ui.panels.told import panel as told_panel
from ui.panels.underway import UnderWay
from ui.times import Times

HOSTILE = '<a href="https://evil.example">Click</a>\u202e'
BASIS = shift(1, facility="Mercy General")
PREVIEW = replace(BASIS, state=State.PENDING, assignments=(person("Adam Jones", "47"),))


@pytest.fixture
def engine(qtbot: QtBot) -> Desk:
    return Desk()


def intent(state: IntentState, **fields: Any) -> Intent:
    plain = Intent(
        id=7,
        connection="trio-east",
        vendor="trio",
        external_id="1",
        action="claim",
        label="Claim",
        parameters={},
        state=state,
        by="jo",
        created_at=NOW,
        basis=BASIS,
        preview=PREVIEW,
        memory={},
    )
    return replace(plain, **fields)


def entered(outbox: Outbox, basis: Shift = BASIS) -> Intent:
    found = outbox.enter(
        Draft(
            connection=basis.connection,
            vendor=basis.vendor,
            external_id=basis.external_id,
            action="claim",
            label="Claim",
            parameters={"candidate_id": "47"},
            reason="He agreed",
            by="jo",
            basis=basis,
            preview=PREVIEW,
        )
    )
    assert found is not None
    return found


def words(widget: QWidget) -> str:
    shown = (one for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))
    return "\n".join(one.text() for one in shown).replace("\N{NO-BREAK SPACE}", " ")


def button(widget: QWidget, name: str) -> QPushButton:
    return next(one for one in widget.findChildren(QPushButton) if one.accessibleName() == name)


def all_plain(widget: QWidget) -> bool:
    labels = widget.findChildren(QLabel)
    return all(
        (one.textFormat() == Qt.TextFormat.PlainText or not one.text()) and "\u202e" not in one.text()
        for one in labels
    )


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (IntentState.SENDING, "Claim: being sent…"),
        (IntentState.UNKNOWN, "Claim: not known whether it arrived; the vendor is being read (since 20:42)"),
        (IntentState.QUEUED, "Claim: waits for the connection (since 20:42)"),
        (IntentState.HELD, "Claim: held, for the shift changed while it waited"),
    ],
)
def test_what_is_under_way_is_said_in_words(
    qtbot: QtBot, times: Times, state: IntentState, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    strip = UnderWay(times)
    qtbot.addWidget(strip)
    strip.show_intent(intent(state))
    assert strip.said.replace(times.stamp(NOW), "20:42") == said
    waits = state in (IntentState.QUEUED, IntentState.HELD)
    assert strip.send.isVisibleTo(strip) == strip.withdraw.isVisibleTo(strip) == waits
    strip.show_intent(None)
    assert strip.said == ""


def test_what_waits_can_be_sent_or_withdrawn(qtbot: QtBot, times: Times) -> None:
    strip = UnderWay(times)
    qtbot.addWidget(strip)
    strip.show_intent(intent(IntentState.QUEUED))
    told: list[tuple[str, int]] = []
    strip.sent.connect(lambda number: told.append(("sent", number)))
    strip.withdrawn.connect(lambda number: told.append(("withdrawn", number)))
    strip.send.click()
    strip.withdraw.click()
    assert told == [("sent", 7), ("withdrawn", 7)]


def test_of_what_is_held_both_versions_are_shown_and_only_what_differs(qtbot: QtBot, times: Times) -> None:
    found = replace(BASIS, facility="Two Rivers", assignments=(person(HOSTILE, "48"),))
    strip = UnderWay(times)
    qtbot.addWidget(strip)
    strip.show_intent(intent(IntentState.HELD, found=found, message=HOSTILE))
    shown = words(strip)
    for told in ("When asked for", "Now", "Mercy General", "Two Rivers", "People"):
        assert told in shown
    assert "RN, ICU" not in shown  # the title is the same in both
    assert strip.send.accessibleName() == "Send it anyway, as the shift stands now"
    assert all_plain(strip)


def test_what_vanished_while_it_was_held_is_said(qtbot: QtBot, times: Times) -> None:
    strip = UnderWay(times)
    qtbot.addWidget(strip)
    strip.show_intent(intent(IntentState.HELD))
    assert "no longer visible" in words(strip)


def test_the_history_tells_who_when_and_the_vendors_words(qtbot: QtBot, times: Times) -> None:
    deeds = Deeds(times)
    qtbot.addWidget(deeds)
    deeds.show_intents(
        [
            intent(IntentState.REFUSED, message="Taken by Eve.", reason="He agreed", sent_at=NOW),
            intent(IntentState.SUCCEEDED, id=6, message=HOSTILE),
        ]
    )
    shown = words(deeds)
    for told in ("Claim: Refused", "Claim: Done", "by jo", "“Taken by Eve.”", "Reason given: “He agreed”"):
        assert told in shown
    assert all_plain(deeds)


def test_no_more_than_some_are_shown(qtbot: QtBot, times: Times) -> None:
    deeds = Deeds(times)
    qtbot.addWidget(deeds)
    deeds.show_intents([intent(IntentState.SUCCEEDED, id=n) for n in range(MOST + 5)])
    assert "and 5 more, in the outbox" in words(deeds)


def test_what_was_sent_is_read_only_when_it_is_wished(
    fill: Fill, outbox: Outbox, open_window: Open, engine: Desk, qtbot: QtBot
) -> None:
    fill([BASIS])
    one = entered(outbox)
    exchange = Exchange(
        method="POST", path="/shifts/1/claim", sent='{"candidateId": "47"}', status=409, received="Taken."
    )
    outbox.leave(one.id)
    outbox.finish(one.id, IntentState.REFUSED, "jo", "Taken by Eve.", exchanges=[exchange])
    engine.replies["panel"] = lambda asked: panel(asked["ref"], CLAIM)
    window = open_window()
    window.page.board.choose(0)
    deeds = window.findChild(Deeds)
    assert deeds is not None
    qtbot.waitUntil(lambda: "Claim: Refused" in words(deeds))
    assert "/shifts/1/claim" not in words(deeds)
    opener = next(o for o in deeds.findChildren(QWidget) if o.accessibleName() == "What was sent for Claim")
    QTest.mouseClick(opener, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "answered 409" in words(deeds))
    shown = words(deeds)
    for told in ("POST /shifts/1/claim – answered 409", '"candidateId": "47"', "Taken."):
        assert told in shown


def test_an_open_intent_shows_the_preview_and_says_that_it_is_one(
    fill: Fill, outbox: Outbox, open_window: Open, engine: Desk, qtbot: QtBot
) -> None:
    fill([BASIS])
    one = entered(outbox)
    outbox.finish(one.id, IntentState.UNKNOWN, "jo", "No answer came.")
    engine.replies["panel"] = lambda asked: panel(asked["ref"], CLAIM)
    window = open_window()
    window.page.board.choose(0)
    strip = window.findChild(UnderWay)
    assert strip is not None
    qtbot.waitUntil(lambda: "not known whether it arrived" in strip.said)
    kept = window.detail.kept
    assert kept is not None
    assert kept.shift.state is State.PENDING
    chips = [label.accessibleName() for label in window.detail.findChildren(QLabel)]
    assert "Not yet confirmed" in chips
    assert "Pending" in chips


def test_withdrawing_asks_the_engine(
    fill: Fill, outbox: Outbox, open_window: Open, engine: Desk, qtbot: QtBot
) -> None:
    fill([BASIS])
    one = entered(outbox)
    outbox.finish(one.id, IntentState.QUEUED, "jo", "It waits.")
    engine.replies["panel"] = lambda asked: panel(asked["ref"], CLAIM)
    engine.replies["withdraw"] = lambda asked: {"ok": False, "error": "It has just been sent."}
    window = open_window()
    window.page.board.choose(0)
    strip = window.findChild(UnderWay)
    assert strip is not None
    qtbot.waitUntil(strip.isVisible)
    QTest.mouseClick(strip.withdraw, Qt.MouseButton.LeftButton)
    assert engine.asked("withdraw") == [{"intent": one.id}]
    qtbot.waitUntil(lambda: window.remark == "It has just been sent.")


def test_sections_show_times_on_the_desks_clock_and_vendors_words_as_words(
    qtbot: QtBot, times: Times
) -> None:
    told = section(
        {
            "title": HOSTILE,
            "head": ["Who", "Replied"],
            "rows": [[HOSTILE, {"at": "2026-11-21T20:42:00Z"}], ["Eve", None]],
        }
    )
    sections = Sections(times)
    qtbot.addWidget(sections)
    sections.show_sections([told])
    assert times.stamp(NOW) in [label.text() for label in sections.findChildren(QLabel)]
    assert all_plain(sections)


def test_a_table_of_many_columns_is_told_row_by_row(qtbot: QtBot, times: Times) -> None:
    sections = Sections(times)
    qtbot.addWidget(sections)
    sections.show_sections(
        [Section(head=("Who", "Asked", "Said", "By"), rows=(("Adam", "20:42", None, "Eve"),))]
    )
    assert "Asked: 20:42 · By: Eve" in words(sections)


def test_a_long_table_is_cut(qtbot: QtBot, times: Times) -> None:
    sections = Sections(times)
    qtbot.addWidget(sections)
    sections.show_sections([Section(head=("Who",), rows=tuple((str(n),) for n in range(MOST_ROWS + 3)))])
    assert "and 3 more" in words(sections)


def test_a_section_that_cannot_be_read_says_why_and_may_be_read_again(qtbot: QtBot, times: Times) -> None:
    sections = Sections(times)
    qtbot.addWidget(sections)
    sections.show_sections([Section(title="Trade board", key="trades")])
    with qtbot.waitSignal(sections.wished):
        button(sections, "Trade board: Read from the vendor").click()
    sections.read("trades", None, "The vendor cannot be reached.")
    assert "The vendor cannot be reached." in words(sections)
    assert button(sections, "Trade board: Read again").isEnabled()


def test_bad_news_stays_and_good_news_leaves(qtbot: QtBot) -> None:
    assert Toast("succeeded", "Claim: done", "").is_brief
    for state in ("refused", "unknown", "held"):
        assert not Toast(state, "Claim", "").is_brief


def test_toasts_pile_up_to_some_and_stay_within_the_window(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    toasts = Toasts(window, window)
    for n in range(MOST_TOASTS + 2):
        toasts.say("refused", f"Claim {n}: refused", HOSTILE * 40)
    assert [one.title.text() for one in toasts.shown] == [f"Claim {n}: refused" for n in (2, 3, 4)]
    for one in toasts.shown:
        assert window.rect().contains(one.geometry())
        assert all_plain(one)


def test_a_toast_with_the_keyboard_in_it_stays(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    with qtbot.waitExposed(window):
        window.show()
    toast = Toasts(window, window).say("succeeded", "Claim: done", undo="&Undo")
    toast.undo.setFocus()
    qtbot.waitUntil(toast.undo.hasFocus)
    with qtbot.assertNotEmitted(toast.over):
        toast._life.timeout.emit()
    toast.undo.clearFocus()
    toast.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)  # wherever the pointer happens to be
    with qtbot.waitSignal(toast.over):
        toast._life.timeout.emit()


def test_news_quotes_the_vendor_and_says_what_can_be_taken_back(times: Times) -> None:
    undo = Undo(ref="trio-east:1", action="release", label="Release", until=datetime(2026, 12, 1, tzinfo=UTC))
    told = news("Claim", Outcome(outcome="succeeded", message="Claim: done.", undo=undo), "RN", "Acme", times)
    assert told.title == "Claim: done"
    assert told.lines.splitlines() == ["RN", until(undo, "Acme", times)]
    told = news("Claim", Outcome(outcome="refused", message="Taken by Eve."), "RN", "Acme", times)
    assert told.lines == "RN\nTaken by Eve."
    told = news("Claim", Outcome(message="Unknown parameter."), "RN", "Acme", times)
    assert told.title == "Claim: not sent"


def test_a_confirmation_names_what_was_entered(times: Times) -> None:
    wish = Wish(
        ref="trio-east:1", action=Action(name="x", label="X"), named=(("Reason", "Sick"),), reason="why"
    )
    told = dict(facts(BASIS, wish, times))
    assert told["On it now"] == "nobody"
    assert told["Shift"] == "RN, ICU"
    assert facts(None, wish, times)[0] == ("Connection", "trio-east:1")


def test_an_answer_that_says_no_is_no_outcome() -> None:
    told = outcome({"ok": False, "error": "No such parameter.", "field": "notes"})
    assert (told.outcome, told.message, told.field) == ("", "No such parameter.", "notes")


@pytest.mark.parametrize(
    "answer", [{}, {"actions": None}, {"actions": [3, {"label": 4, "weight": "loud", "enabled": "yes"}]}]
)
def test_a_strange_answer_breaks_nothing(answer: dict[str, object]) -> None:
    told = told_panel(answer)
    assert told is None or told.enabled == ()


def test_a_held_one_that_cannot_go_out_any_more_says_so_and_offers_no_sending(
    qtbot: QtBot, times: Times
) -> None:
    strip = UnderWay(times)
    qtbot.addWidget(strip)
    strip.show()
    strip.show_intent(intent(IntentState.HELD, basis=BASIS, found=replace(BASIS, actions=("confirm",))))
    assert not strip.send.isVisible()
    assert strip.withdraw.isVisible()
    strip.show_intent(intent(IntentState.HELD, basis=BASIS, found=replace(BASIS, actions=("claim",))))
    assert strip.send.isVisible()
    assert strip.send.text() == "Send &anyway"  # the other one has the W


def test_what_waits_here_is_not_said_to_be_unconfirmed_by_the_vendor() -> None:
    assert expected_of(intent(IntentState.QUEUED, preview=PREVIEW)) == "Waits here, not sent"
    assert expected_of(intent(IntentState.UNKNOWN, preview=PREVIEW)) == "Not yet confirmed"
    assert expected_of(intent(IntentState.UNKNOWN, preview=None)) == expected_of(None) == ""
