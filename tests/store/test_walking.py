"""Rows by number without a list of them, against a sorted list of the same rows."""

from collections.abc import Iterator

import apsw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.store.walking import Run, Walk

SHARED = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
Row = tuple[str | None, int, int]
names = st.sampled_from(("a", "b", "b ", "é", "日勤", "\U0001f642", "")) | st.text(max_size=2)
rows = st.lists(st.tuples(st.none() | names, st.integers(-5, 5)), max_size=30).map(
    lambda pairs: [(name, start, id_) for id_, (name, start) in enumerate(pairs, 1)]
)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.store.walking.STEP", 4)
    monkeypatch.setattr("app.store.walking.SLICE", 1)


@pytest.fixture
def db() -> Iterator[apsw.Connection]:
    db = apsw.Connection(":memory:")
    db.execute("create table shift(name text, start int, id integer primary key)")
    db.execute("create index by_name on shift(name, start, id)")
    db.execute("create index by_size on shift(length(name), start, id)")
    yield db
    db.close()


def encoded(row: Row) -> bytes:
    return (row[0] or "").encode("utf-8", "surrogatepass")


def expected(rows: list[Row], column: str, *, descending: bool) -> list[Row]:
    def value(row: Row) -> bytes | int:
        return encoded(row) if column == "name" else len(row[0] or "")

    by_start = sorted(rows, key=lambda row: row[1:])
    told = [row for row in by_start if row[0] is not None]
    return sorted(told, key=value, reverse=descending) + [row for row in by_start if row[0] is None]


@SHARED
@given(
    rows, st.sampled_from(("name", "length(name)")), st.booleans(), st.integers(0, 9), st.integers(0, 30),
    st.integers(1, 12),
)  # fmt: skip
@pytest.mark.usefixtures("small")
def test_every_row_stands_where_it_does_in_a_sorted_list_however_many_keys_are_known(
    db: apsw.Connection, rows: list[Row], column: str, descending: bool, gathered: int, first: int, n: int
) -> None:
    rows = [row for row in rows if "\0" not in (row[0] or "")]  # of which SQLite's length() counts less
    db.execute("delete from shift")
    db.executemany("insert into shift values(?, ?, ?)", rows)
    index = "by_name" if column == "name" else "by_size"
    walk = Walk(
        *(
            Run(
                f"shift s indexed by {index}",
                f"where {column} is {told}",
                (),
                columns,
                sum((row[0] is None) == (told == "null") for row in rows),
            )
            for told, columns in (("not null", (column, "start", "id")), ("null", ("start", "id")))
        ),
        descending=descending,
    )
    for _ in range(gathered):
        walk.gather(db)
    ids = [row[2] for row in expected(rows, column, descending=descending)]

    assert walk.span(db, first, n) == ids[first : first + n]
    assert walk.span(db, 0, 40) == ids
    assert [walk.place(db, id_) for id_ in ids] == list(range(len(ids)))
    assert walk.place(db, 99) is None


@pytest.mark.usefixtures("small")
def test_gathering_ends_and_says_so(db: apsw.Connection) -> None:
    db.executemany("insert into shift values('x', ?, ?)", [(n, n) for n in range(1, 18)])
    run = Run("shift s", "where 1", (), ("start", "id"), 17)

    assert [run.gather(db) for _ in range(6)] == [True, True, True, True, False, False]


@pytest.mark.usefixtures("small")
def test_rows_that_have_gone_since_are_left_out(db: apsw.Connection) -> None:
    db.executemany("insert into shift values('x', ?, ?)", [(n, n) for n in range(1, 18)])
    walk = Walk(Run("shift s", "where 1", (), ("start", "id"), 17), None, descending=True)
    db.execute("delete from shift where id > 3")
    while walk.gather(db):
        pass

    assert set(walk.span(db, 0, 17)) <= {1, 2, 3}
    assert walk.place(db, 9) is None


def test_the_first_row_of_a_moment_is_counted(db: apsw.Connection) -> None:
    db.executemany("insert into shift values('x', ?, ?)", [(n // 2, n) for n in range(1, 18)])
    walk = Walk(Run("shift s", "where 1", (), ("start", "id"), 17), None, descending=False)

    assert [walk.since(db, at) for at in (-1, 0.5, 1, 4, 99)] == [0, 1, 1, 7, 17]
