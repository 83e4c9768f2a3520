"""The feed of changes, who has acknowledged them, and how each connection stands."""

from app.places import Places
from app.store.files import open_reading
from app.store.reader import MIRROR, Reader
from app.store.store import Store, set_mirror_aside
from app.vendor import Reject
from tests.shifts import KEY, MINUTE, NOON, applied, filled, opened, shift


def test_changes_come_newest_first_and_by_what_is_asked(store: Store) -> None:
    filled(store, [shift(1), shift(2)])
    filled(store, [shift(1, connection="west")], connection="west")
    applied(store, shift(1, title="LPN"), shift(2, title="LPN"), at=NOON + MINUTE)
    applied(store, shift(1, title="CNA"), at=NOON + 2 * MINUTE)
    applied(store, shift(1, connection="west", title="CNA"), at=NOON + MINUTE)
    changes = store.reader.changes

    assert [one.id for one in changes()] == [3, 4, 2, 1]
    assert [one.id for one in changes(since=NOON + 2 * MINUTE)] == [3]
    assert [one.id for one in changes(ref="trio-east:1")] == [3, 1]
    assert [one.id for one in changes(ref="nobody")] == []
    assert [one.id for one in changes(connection="west")] == [4]
    assert [one.id for one in changes(limit=2)] == [3, 4]
    store.acknowledge([3, 2], "Sam")
    assert [one.id for one in changes(unacknowledged=True)] == [4, 1]
    assert store.reader.unacknowledged() == 2


def test_an_acknowledgement_says_who_and_why_and_stands(store: Store) -> None:
    filled(store, [shift()])
    applied(store, shift(title="LPN"))

    assert store.acknowledge([1, 99, 10**30, -1], "Sam", "called them") == [99, 10**30, -1]
    assert store.acknowledge([1], "Eve", "again") == []

    (one,) = store.reader.changes()
    assert (one.acknowledged_by, one.comment) == ("Sam", "called them")
    assert one.acknowledged_at is not None


def test_thousands_of_changes_are_acknowledged_at_once(store: Store) -> None:
    filled(store, [])

    assert len(store.acknowledge(range(1, 100_001), "Sam")) == 100_000


def test_all_before_a_time_or_of_a_connection_are_acknowledged(store: Store) -> None:
    for connection in ("trio-east", "west"):
        filled(store, [shift(connection=connection)], connection=connection)
        for minute in (1, 2):
            applied(store, shift(connection=connection, title=f"{minute}"), at=NOON + minute * MINUTE)

    assert store.acknowledge_before(NOON + 2 * MINUTE, "west", "Sam") == 1
    assert store.acknowledge_before(NOON + MINUTE, None, "Sam") == 0
    assert store.acknowledge_before(None, "west", "Sam") == 1
    assert store.acknowledge_before(None, None, "Sam") == 2
    assert store.reader.unacknowledged() == 0


def test_acknowledgements_survive_a_mirror_that_was_set_aside(places: Places) -> None:
    with opened(places) as store:
        filled(store, [shift(1), shift(2)])
        applied(store, shift(1, title="LPN"), shift(2, title="LPN"))
        (newest, _) = store.reader.changes()
        store.acknowledge([newest.id], "Sam", "called them")
        before = store.reader.changes()
    file = open_reading(places.mirror, KEY, MIRROR)
    page = file.execute("select rootpage from sqlite_schema where name='shift_start'").get
    file.close()
    content = bytearray(places.mirror.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = bytes(4096)
    places.mirror.write_bytes(content)
    set_mirror_aside(places, KEY)

    with opened(places) as store:
        assert store.reader.changes() == before


def test_health_tells_how_each_connection_stands(store: Store) -> None:
    filled(store, [shift(1), shift(2)])
    store.mirror.remove("trio-east", ["2"], NOON)
    store.ledger.standing("west", "utrac")
    store.ledger.failed("west", "west: no answer.", NOON + MINUTE)
    store.ledger.failed("west", "west: still no answer.", NOON + 2 * MINUTE)
    rejects = [Reject(reason="no start", external_id=f"{n}", record="{}") for n in range(3)]
    store.ledger.pulled("trio-east", "cursor", rejects, NOON + MINUTE, listing=True)
    east, west = store.reader.health()

    assert (east.connection, east.vendor, east.shifts, east.rejected) == ("trio-east", "trio", 1, 3)
    assert (east.as_of, east.listed_at) == (NOON + MINUTE, NOON)
    assert (east.failing_since, east.error) == (None, None)
    assert (west.as_of, west.listed_at, west.shifts) == (None, None, 0)
    assert (west.failing_since, west.error) == (NOON + MINUTE, "west: still no answer.")
    assert [one.external_id for one in store.reader.rejects("trio-east")] == ["0", "1", "2"]
    assert store.reader.rejects("west") == []


def test_a_good_pull_ends_a_failure_and_a_listing_replaces_the_rejects(store: Store) -> None:
    filled(store, [shift()])
    store.ledger.failed("trio-east", "trio-east: no answer.", NOON)
    store.ledger.pulled("trio-east", None, [Reject(reason="no start")], NOON, listing=True)
    store.ledger.pulled("trio-east", None, [], NOON + MINUTE, listing=True)
    (health,) = store.reader.health()

    assert (health.error, health.failing_since, health.rejected) == (None, None, 0)


def test_a_record_that_pulls_between_listings_meet_again_and_again_is_kept_once(store: Store) -> None:
    twice = [Reject(reason="it names nobody", record="{}")] * 2
    store.ledger.standing("east", "utrac")
    for minute in range(3):
        store.ledger.pulled("east", "cursor", twice, NOON + minute * MINUTE, listing=minute == 0)
    assert [one.seen_at for one in store.reader.rejects("east")] == [NOON, NOON]

    store.ledger.pulled("east", "cursor", [*twice, Reject(reason="no start")], NOON, listing=False)
    assert len(store.reader.rejects("east")) == 3


def test_a_readers_version_changes_whenever_somebody_else_commits(store: Store, places: Places) -> None:
    reader = Reader.open(places, KEY)
    versions = [reader.version(), reader.version()]
    filled(store, [shift()])
    versions.append(reader.version())
    applied(store, shift(title="LPN"))
    versions.append(reader.version())
    store.acknowledge([1], "Sam")
    versions.append(reader.version())
    reader.close()

    assert len(set(versions)) == 4
    assert versions[0] == versions[1]
