"""The panel of one shift: everything that is known, nothing that could be taken for markup."""

from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain import Change, Kept, Kind, Noticed
from tests.shifts import NOON, person, shift
from ui.addresses import web_address
from ui.detail import Detail
from ui.news import news, provenance, settled
from ui.times import Times

HOSTILE = '<a href="https://evil.example">Click</a>\u202e'


def kept(**fields: Any) -> Kept:
    return Kept(shift=shift(**fields), last_seen=NOON)


def noticed(id_: int = 1, *, acknowledged: bool = False, **fields: Any) -> Noticed:
    plain: dict[str, Any] = {"key": str(id_), "connection": "trio-east", "ref": "trio-east:1"}
    change = Change(**{**plain, "kind": Kind.POSTED, **fields})
    by = {"acknowledged_at": NOON, "acknowledged_by": "Sam"} if acknowledged else {}
    return Noticed(id=id_, change=change, seen_at=NOON, **by)  # type: ignore[arg-type]


@pytest.fixture
def detail(qtbot: QtBot, times: Times) -> Detail:
    detail = Detail(times)
    qtbot.addWidget(detail)
    detail.resize(360, 700)
    detail.show()
    return detail


def texts(detail: Detail) -> str:
    return "\n".join(label.text() for label in labels(detail))


def labels(detail: Detail) -> list[QLabel]:
    return body(detail).findChildren(QLabel)


def body(detail: Detail) -> QWidget:
    found = detail.widget()
    assert found is not None
    return found


def buttons(detail: Detail) -> dict[str, QAbstractButton]:
    return {button.accessibleName(): button for button in body(detail).findChildren(QAbstractButton)}


def test_everything_known_is_there(detail: Detail) -> None:
    full = kept(
        role="RN",
        specialty="ICU",
        facility="Mercy General",
        unit="4 West",
        address="1 Main St",
        notes="Bring a badge.",
        number="20417",
        assignments=(person("Adam Jones", "47", "Confirmed", assigned_by="Eve"),),
        details=(("Purchase order", "PO 7"),),
    )
    detail.show_shift(full, [noticed(kind=Kind.ASSIGNED, person="Adam Jones")])
    shown = texts(detail)
    for words in (
        "RN, ICU", "Mercy General · 4 West", "1 Main St", "Bring a badge.", "20417", "Adam Jones",
        "Confirmed", "Purchase order", "PO 7", "Adam Jones was assigned", "trio-east:1", "America/New_York",
    ):  # fmt: skip
        assert words in shown


def test_a_moment_among_a_vendors_own_words_is_written_as_all_are(detail: Detail, times: Times) -> None:
    numbers = ("2026-10-31", "2026103101606", "2026-10-31T is when")
    told = [("Acknowledged at", "2026-10-31T16:06:17Z"), *((f"No {n}", one) for n, one in enumerate(numbers))]
    detail.show_shift(kept(details=tuple(told)), ())
    written = [label.text() for label in labels(detail)]
    assert times.stamp(datetime(2026, 10, 31, 16, 6, 17, tzinfo=UTC)) in written
    assert "2026-10-31T16:06:17Z" not in written
    assert set(numbers) <= set(written)


def test_vendors_text_is_shown_as_text(detail: Detail) -> None:
    hostile = kept(
        title=HOSTILE,
        facility=HOSTILE,
        notes=HOSTILE,
        vendor_status=HOSTILE,
        details=((HOSTILE, HOSTILE),),
        assignments=(person(HOSTILE, status=HOSTILE, assigned_by=HOSTILE),),
    )
    change = noticed(kind=Kind.STATUS, person=HOSTILE, after={"status": HOSTILE}, by=HOSTILE, note=HOSTILE)
    detail.show_shift(hostile, [change])
    for label in labels(detail):
        assert label.textFormat() == Qt.TextFormat.PlainText or not label.text()
        assert "\u202e" not in label.text()


def test_a_megabyte_of_notes_is_cut(detail: Detail) -> None:
    detail.show_shift(kept(notes="x" * 1_000_000, title="y" * 1_000_000), [])
    assert len(texts(detail)) < 10_000


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https://user:secret@vendor.example/",
        "ftp://vendor.example/",
        "not an address",
        "",
        None,
        "https://vendor.example/" + "x" * 3000,
    ],
)
def test_no_browser_is_sent_to_what_is_no_web_page(detail: Detail, address: str | None) -> None:
    detail.show_shift(kept(url=address), [])
    assert "Open at the vendor" not in buttons(detail)
    assert web_address(address) is None


def test_the_vendors_page_opens_in_the_browser(
    detail: Detail, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    detail.show_shift(kept(url="https://vendor.example/shifts/1"), [])
    QTest.mouseClick(buttons(detail)["Open at the vendor"], Qt.MouseButton.LeftButton)
    assert opened == [QUrl("https://vendor.example/shifts/1")]


def test_what_nobody_dealt_with_is_marked_and_can_be_acknowledged(detail: Detail, qtbot: QtBot) -> None:
    changes = [noticed(3), noticed(2, kind=Kind.REMOVED), noticed(1, acknowledged=True)]
    detail.show_shift(kept(), changes)
    assert detail.unacknowledged() == [3, 2]
    with qtbot.waitSignal(detail.acknowledged) as one:
        buttons(detail)["Acknowledge: Posted"].click()
    with qtbot.waitSignal(detail.acknowledged) as all_of_them:
        buttons(detail)["Acknowledge all changes of this shift"].click()
    assert one.args == [[3]]
    assert all_of_them.args == [[3, 2]]
    assert "Acknowledged on this desk by Sam" in texts(detail)


def test_being_seen_again_leaves_the_panel_as_it_is_but_for_the_time(detail: Detail, times: Times) -> None:
    detail.show_shift(kept(), [])
    before = body(detail)
    later = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
    detail.show_shift(Kept(shift=shift(), last_seen=later), [])
    assert body(detail) is before
    assert times.stamp(later) in texts(detail)


def test_a_changed_shift_is_shown_anew(detail: Detail) -> None:
    detail.show_shift(kept(), [])
    detail.show_shift(kept(title="LPN"), [])
    assert "LPN" in texts(detail)


def test_without_a_shift_it_says_what_to_do(detail: Detail) -> None:
    detail.show_shift(None, [])
    assert "Choose a shift" in texts(detail)


def test_an_edit_names_what_differs_in_the_desks_words(times: Times) -> None:
    edit = noticed(
        kind=Kind.EDITED,
        before={"start": "2026-12-01T07:00:00-05:00", "unit": None, "urgent": False},
        after={"start": "2026-12-01T08:00:00-05:00", "unit": "4 West", "urgent": True},
    )
    told = [text.replace("\N{NO-BREAK SPACE}", " ") for text in news(edit, times)]
    assert told == ["Start: Tue 1 Dec 07:00 → Tue 1 Dec 08:00", "Unit: none → 4 West", "Urgent: no → yes"]


def test_a_status_tells_from_what_to_what(times: Times) -> None:
    change = noticed(
        kind=Kind.STATUS, person="Adam", before={"status": "Unconfirmed"}, after={"status": "Confirmed"}
    )
    assert news(change, times)[0].replace("\N{NO-BREAK SPACE}", " ") == "Adam: Unconfirmed → Confirmed"


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_change_can_be_told_without_details(times: Times, kind: Kind) -> None:
    assert news(noticed(kind=kind), times)[0] or kind == Kind.STATUS


def test_who_did_it_and_who_dealt_with_it_are_told(times: Times) -> None:
    change = noticed(by="Manager", acknowledged=True)
    assert provenance(change, times).startswith("by Manager · seen ")
    assert settled(change, times).startswith("Acknowledged on this desk by Sam")


@pytest.mark.parametrize("width", [300, 328, 420, 700])
@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_no_state_is_cut_off_at_the_edge_of_the_dock(
    detail: Detail, qtbot: QtBot, width: int, direction: Qt.LayoutDirection
) -> None:
    detail.setLayoutDirection(direction)
    detail.resize(width, 700)
    gone = Kept(shift=shift(urgent=True), last_seen=NOON, removed=True)
    detail.show_shift(gone, (), expected="As the vendor will have it once it has answered")
    inside = detail.viewport().rect()

    def chips() -> list[QLabel]:
        return [one for one in labels(detail) if not one.pixmap().isNull()]

    def places() -> list[QRect]:
        return [QRect(one.mapTo(detail.viewport(), one.rect().topLeft()), one.size()) for one in chips()]

    qtbot.waitUntil(lambda: len(chips()) == 4 and all(inside.contains(place) for place in places()))
    apart = places()
    assert not any(one.intersects(other) for n, one in enumerate(apart) for other in apart[:n])
    assert all(round(one.pixmap().deviceIndependentSize().width()) <= one.width() for one in chips())


def test_a_shift_that_stays_chosen_begins_and_ends(detail: Detail, monkeypatch: pytest.MonkeyPatch) -> None:
    one = shift()
    moment = [one.start.timestamp() - 60]
    monkeypatch.setattr(detail._times, "_now", lambda: moment[0])
    detail.show_shift(Kept(shift=one, last_seen=NOON), ())
    assert "under way" not in texts(detail)
    moment[0] += 120
    detail._minute.timeout.emit()
    assert "· under way" in texts(detail)
    moment[0] += 86_400
    detail._minute.timeout.emit()
    assert "· past" in texts(detail)
