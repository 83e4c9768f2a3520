"""Calendars that are kept up to date in a folder, for whoever subscribes to them."""

from datetime import date, timedelta
from pathlib import Path
from shutil import rmtree

import pytest
from icalendar import Calendar, Event

from app import feed
from app.domain import Kept, State
from app.errors import Failed, Unusable
from app.export import as_ics
from app.export.naming import PER
from app.feed import Feed, Wish
from app.places import Places
from app.store.reader import Reader
from app.store.store import Store
from tests.shifts import KEY, NOON, applied, filled, person, shift

TODAY = shift().day


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "calendars"
    found.mkdir()
    return found


def told(file: Path) -> list[tuple[str, str]]:
    """Return what each event of a calendar is, and how certain."""
    events = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    return [(str(event["summary"]), str(event["status"])) for event in events]


def rested(kept: Feed) -> None:
    """Let it look until it has seen that nothing moves."""
    for _ in range(3):
        kept.look()


def test_a_wish_is_kept_beside_the_other_settings_and_taken_back(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('# mine\n[checks]\nrest = "inform"\n')
    for wish in (Wish(folder, "person"), Wish(folder)):
        feed.settle(path, wish)
        assert feed.wish_of(path) == wish
    feed.settle(path, None)
    assert feed.wish_of(path) is None
    assert path.read_text().startswith('# mine\n[checks]\nrest = "inform"\n')
    with pytest.raises(Unusable, match="does not exist"):
        feed.settle(path, Wish(folder / "nowhere"))


@pytest.mark.parametrize(
    "text", ["", "nonsense", "calendars = 1", "[calendars]\nfolder = 1", "[calendars]\nper = 'x'"]
)
def test_a_file_that_says_nothing_means_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text)
    assert feed.wish_of(path) is None


def test_a_calendar_of_somebody_without_shifts_is_emptied_and_strangers_files_stay(
    store: Store, folder: Path
) -> None:
    adam, eva = (person(name, name) for name in ("Adam Jones", "Eva Kühn"))
    filled(store, [shift(1, assignments=(adam,)), shift(2, assignments=(eva,))])
    strange = folder / "callboard – mine.ics"
    strange.write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n")
    wish = Wish(folder, "person")
    files = feed.write(store.reader, wish, TODAY)
    assert [file.name for file in files] == ["callboard – Adam Jones.ics", "callboard – Eva Kühn.ics"]

    before = files[0].stat()
    applied(store, shift(2, assignments=(adam,), title="LPN"), at=NOON + timedelta(minutes=1))
    (file,) = feed.write(store.reader, wish, TODAY)
    assert file.stat() != before
    assert told(file) == [("RN, ICU", "TENTATIVE"), ("LPN", "TENTATIVE")]
    assert told(folder / "callboard – Eva Kühn.ics") == []
    assert strange.read_text() == "BEGIN:VCALENDAR\nEND:VCALENDAR\n"


def test_who_has_declined_does_not_find_the_shift_in_the_calendar(store: Store, folder: Path) -> None:
    adam = person("Adam Jones", "1", "Declined", state=State.CANCELLED)
    eva = person("Eva Kühn", "2", "Confirmed", state=State.CONFIRMED)
    max_ = person("Max Frank", "3", "Proposed", state=State.PENDING)
    filled(store, [shift(1, assignments=(adam, eva, max_), state=State.CONFIRMED)])
    files = feed.write(store.reader, Wish(folder, "person"), TODAY)
    assert {file.name: told(file) for file in files} == {
        "callboard – Eva Kühn.ics": [("RN, ICU", "CONFIRMED")],
        "callboard – Max Frank.ics": [("RN, ICU", "TENTATIVE")],
    }


def test_a_shift_that_is_off_is_cancelled_for_whom_it_was(store: Store, folder: Path) -> None:
    adam = person("Adam Jones", "1", "Cancelled", state=State.CANCELLED)
    filled(store, [shift(1, assignments=(adam,), state=State.CANCELLED)])
    (file,) = feed.write(store.reader, Wish(folder, "person"), TODAY)
    assert file.name == "callboard – Adam Jones.ics"
    assert told(file) == [("RN, ICU", "CANCELLED")]


def test_two_people_of_one_name_have_two_calendars_and_one_of_two_names_has_one(
    store: Store, folder: Path
) -> None:
    adams = (person("Adam Jones", "1"), person("ADAM JONES", "2"))
    east, west = person("Eva Kühn", "3"), person("Kuhn, Eva", "3")
    filled(store, [shift(1, assignments=adams[:1]), shift(2, assignments=adams[1:], title="LPN")])
    applied(store, shift(3, assignments=(east,)), shift(4, connection="trio-west", assignments=(west,)))
    store.linker.link("trio-east:3", "trio-west:3", "Sam", "Linked.")
    files = feed.write(store.reader, Wish(folder, "person"), TODAY)
    assert {file.name: len(told(file)) for file in files} == {
        "callboard – ADAM JONES (trio-east 2).ics": 1,
        "callboard – Adam Jones (trio-east 1).ics": 1,
        "callboard – Eva Kühn.ics": 2,
    }


def names_of(files: list[Path]) -> dict[str, list[str]]:
    """Return the titles of the shifts in each calendar, by its name in the folder."""
    return {file.stem.removeprefix("callboard – "): [title for title, _ in told(file)] for file in files}


def test_a_namesake_who_turns_up_takes_nobodys_calendar_away(store: Store, folder: Path) -> None:
    wish = Wish(folder, "person")
    filled(store, [shift(1, assignments=(person("Adam Jones", "12"),))])
    assert names_of(feed.write(store.reader, wish, TODAY)) == {"Adam Jones": ["RN, ICU"]}
    namesake = shift(2, connection="west", title="LPN", assignments=(person("Adam Jones", "77"),))
    applied(store, namesake)
    both = {"Adam Jones": ["RN, ICU"], "Adam Jones (west 77)": ["LPN"]}
    assert names_of(feed.write(store.reader, wish, TODAY)) == both
    assert names_of(feed.write(store.reader, wish, TODAY)) == both
    assert names_of([*folder.iterdir()]) == both


def test_a_calendar_stays_its_owners_when_people_are_linked_and_told_apart_again(
    store: Store, folder: Path
) -> None:
    wish = Wish(folder, "person")
    filled(store, [shift(1, assignments=(person("Adam Jones", "12"),))])
    applied(store, shift(2, connection="west", title="LPN", assignments=(person("Jones, Adam", "77"),)))
    before = {"Adam Jones": ["RN, ICU"], "Jones, Adam": ["LPN"]}
    assert names_of(feed.write(store.reader, wish, TODAY)) == before
    store.linker.link("trio-east:12", "west:77", "Sam", "Linked.")
    both = ["RN, ICU", "LPN"]
    assert names_of(feed.write(store.reader, wish, TODAY)) == {"Adam Jones": both, "Jones, Adam": both}
    store.linker.unlink("trio-east:12", "west:77", "Sam", "Unlinked.")
    assert names_of(feed.write(store.reader, wish, TODAY)) == before


def test_an_emptied_calendar_waits_for_its_owner_and_not_for_a_namesake(store: Store, folder: Path) -> None:
    wish = Wish(folder, "person")
    adam, namesake = person("Adam Jones", "12"), person("Adam Jones", "77")
    filled(store, [shift(1, assignments=(adam,))])
    feed.write(store.reader, wish, TODAY)
    applied(store, shift(1, assignments=(namesake,)), at=NOON + timedelta(minutes=1))
    feed.write(store.reader, wish, TODAY)
    theirs = "Adam Jones (trio-east 77)"
    assert names_of([*folder.iterdir()]) == {"Adam Jones": [], theirs: ["RN, ICU"]}
    applied(store, shift(2, title="LPN", assignments=(adam,)), at=NOON + timedelta(minutes=2))
    assert names_of(feed.write(store.reader, wish, TODAY)) == {"Adam Jones": ["LPN"], theirs: ["RN, ICU"]}


@pytest.mark.parametrize("name", ["Zoë; “n”, \\,%2C\n:", "n" * 300])
def test_a_calendar_of_whoever_has_no_id_or_a_facility_stays_too(
    store: Store, folder: Path, name: str
) -> None:
    nameless = person(name, None)
    filled(store, [shift(1, facility="Mercy", assignments=(nameless,))])
    for per in PER:
        (file,) = feed.write(store.reader, Wish(folder, per), TODAY)
        (again,) = feed.write(store.reader, Wish(folder, per), TODAY)
        assert again == file
    applied(store, shift(2, facility="MERCY", title="LPN"), at=NOON + timedelta(minutes=1))
    files = feed.write(store.reader, Wish(folder, "facility"), TODAY)
    assert names_of(files) == {"Mercy": ["RN, ICU", "LPN"]}
    Calendar.from_ical(files[0].read_bytes())


def test_what_was_removed_stays_as_cancelled_and_what_is_long_past_goes(store: Store, folder: Path) -> None:
    filled(store, [shift(1), shift(2, start=shift().start - timedelta(days=40), end=None)])
    (file,) = feed.write(store.reader, Wish(folder), TODAY)
    assert len(told(file)) == 1


def test_it_writes_after_a_commit_once_that_rests_and_not_again(
    places: Places, store: Store, folder: Path
) -> None:
    filled(store, [shift(1)])
    feed.settle(places.settings_file, Wish(folder))
    said: list[str] = []
    kept = Feed(places, KEY, said.append)
    kept.look()  # at the first look at once
    (file,) = folder.iterdir()
    assert told(file) == [("RN, ICU", "TENTATIVE")]
    before = file.stat()
    rested(kept)
    assert file.stat() == before

    applied(store, shift(1, title="LPN"), at=NOON + timedelta(minutes=1))
    kept.look()
    assert told(file) == [("RN, ICU", "TENTATIVE")]  # there may be more to come
    rested(kept)
    assert told(file) == [("LPN", "TENTATIVE")]
    assert said == []

    file.unlink()
    folder.rmdir()
    applied(store, shift(1, title="CNA"), at=NOON + timedelta(minutes=2))
    rested(kept)
    rested(kept)
    (sentence,) = said
    assert "does not exist any more" in sentence
    feed.settle(places.settings_file, None)
    kept.look()
    kept.close()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the refs of the shifts of which an event was made, in order."""
    found: list[str] = []
    make = as_ics._event

    def making(kept: Kept, status: str) -> Event:
        found.append(kept.shift.external_id)
        return make(kept, status)

    monkeypatch.setattr(as_ics, "_event", making)
    return found


def test_a_pull_without_news_costs_no_event_and_news_that_of_its_shift(
    places: Places, store: Store, folder: Path, made: list[str]
) -> None:
    filled(store, [shift(1), shift(2)])
    feed.settle(places.settings_file, Wish(folder))
    kept = Feed(places, KEY, lambda sentence: None)
    kept.look()
    assert made == ["1", "2"]
    filled(store, [shift(1), shift(2)], at=NOON + timedelta(minutes=1))
    store.desk.acknowledge(["a"], "Sam", NOON, "")
    rested(kept)
    assert made == ["1", "2"]
    applied(store, shift(2, title="LPN"), at=NOON + timedelta(minutes=2))
    rested(kept)
    assert made == ["1", "2", "2"]
    (file,) = folder.iterdir()
    assert told(file) == [("RN, ICU", "TENTATIVE"), ("LPN", "TENTATIVE")]
    kept.close()


def test_what_fails_is_tried_ever_more_seldom(
    places: Places, store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(store, [shift(1)])
    feed.settle(places.settings_file, Wish(folder))
    folder.rmdir()
    tried: list[Path] = []

    def failing(reader: Reader, wish: Wish, *rest: object) -> list[Path]:
        tried.append(wish.folder)
        raise Failed("The disk is full.")

    monkeypatch.setattr(feed, "write", failing)
    kept = Feed(places, KEY, lambda sentence: None)
    for _ in range(30):
        kept.look()
    assert len(tried) == 4  # after 2, 4 and 8 looks
    monkeypatch.undo()
    folder.mkdir()
    for _ in range(17):
        kept.look()
    assert len([*folder.iterdir()]) == 1
    kept.close()


def test_the_end_of_the_program_does_not_wait_for_the_calendars(
    places: Places, store: Store, folder: Path
) -> None:
    filled(store, [shift(n) for n in range(feed.AT_ONCE)])
    feed.settle(places.settings_file, Wish(folder))
    said: list[str] = []
    kept = Feed(places, KEY, said.append)
    kept._over.set()
    kept.look()
    assert said == []
    assert [*folder.iterdir()] == []
    kept.close()


def test_a_folder_that_has_gone_is_said(store: Store, folder: Path) -> None:
    with pytest.raises(Failed, match="does not exist any more"):
        feed.write(store.reader, Wish(folder / "gone"), date.today())


async def test_whoever_asks_hears_where_they_are_since_when_and_what_is_amiss(
    places: Places, store: Store, folder: Path
) -> None:
    filled(store, [shift(1)])
    kept = Feed(places, KEY, lambda sentence: None)
    ask = kept.answers()
    assert (await ask["calendars"]({}))["folder"] is None
    told_ = await ask["keep_calendars"]({"folder": str(folder), "per": None})
    assert (told_["folder"], told_["as_of"]) == (str(folder), None)
    kept.look()
    told_ = await ask["calendars"]({})
    assert (told_["folder"], told_["per"], told_["files"], told_["amiss"]) == (str(folder), None, 1, "")
    assert told_["since"]
    assert told_["as_of"]
    since = feed.wish_of(places.settings_file)
    await ask["keep_calendars"]({"folder": str(folder), "per": "person"})
    again = feed.wish_of(places.settings_file)
    assert since is not None
    assert again is not None
    assert again.since == since.since
    rmtree(folder)
    with pytest.raises(Unusable, match="does not exist"):
        await ask["keep_calendars"]({"folder": str(folder), "per": None})
    applied(store, shift(1, title="LPN"), at=NOON + timedelta(minutes=1))
    rested(kept)
    assert "does not exist any more" in (await ask["calendars"]({}))["amiss"]
    assert (await ask["stop_calendars"]({}))["folder"] is None
    kept.close()
