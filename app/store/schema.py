"""The tables of both files, as numbered migrations (the desk's in `desk_tables`): each in one transaction.

Never edit a migration that has been released: add one. `user_version` of a file is the number
of migrations it has had.
"""

from app.store.desk_tables import DESK as DESK

MIRROR_ID = 0x43425231  # application_id: what vendors said
DESK_ID = 0x43424431  # what only the desk knows

_MIRROR_1 = """
create table connection(
  name text primary key,
  vendor text not null,
  cursor text,                -- the adapter's own, from the last good pull
  listed_at integer,          -- when the last complete listing ended (seconds since 1970, as all times)
  listed_first integer,       -- its span: days as date.toordinal counts them
  listed_last integer,
  pulled_at integer,          -- when the last good pull ended
  failing_since integer,
  error text,
  suspects text               -- JSON: external ids whose disappearance awaits a second listing
) without rowid;

create table shift(
  id integer primary key,
  connection text not null,
  external_id text not null,
  vendor text not null,
  number text,
  state text not null,
  vendor_status text,
  title text,
  role text,
  specialty text,
  facility text,
  unit text,
  client text,
  address text,
  start integer not null,
  end integer,
  timezone text not null,
  day integer not null,       -- the local day on which it begins, by date.toordinal
  all_day integer not null,
  positions integer,
  filled integer not null,
  urgent integer not null,
  published integer not null,
  rate text,
  rate_kind text,
  rate_on_call integer,
  people text,                -- the names on it, for one line of a board
  notes text,
  url text,
  series text,
  actions text,               -- JSON
  offers text,                -- JSON
  details text,               -- JSON
  mark blob not null,         -- of the vendor's record, else of the row: equal means unchanged
  last_seen integer not null, -- see Reader: a later complete listing counts as well
  missed integer,             -- 1: the last complete listing did not show it, but proved nothing
  removed integer,            -- when it vanished
  last_change integer
);
create unique index shift_identity on shift(connection, external_id);
create index shift_start on shift(start, id) where removed is null;

create table assignment(
  shift_id integer not null,
  position integer not null,
  key text not null,
  person text not null,
  person_id text,
  status text,
  state text not null,
  assigned_at integer,
  assigned_by text,
  responded_at integer,
  primary key (shift_id, position)
) without rowid;

-- rowid: start minute and shift id in one number, so that a month is a range and its order is start
create virtual table search using fts5(text, content='', contentless_delete=1, prefix='2 3');

create table person(
  connection text not null,
  person_id text not null,
  name text not null,
  primary key (connection, person_id)
) without rowid;

create table change(
  id integer primary key,
  key text not null unique,
  connection text not null,
  ref text not null,
  kind text not null,
  person text,
  before text,                -- JSON
  after text,
  by text,
  happened_at integer,
  seen_at integer not null,
  note text
);
create index change_ref on change(ref, seen_at, id);
create index change_seen on change(seen_at, id);

-- News that a vendor reported of what stood there all along: not for the feed, now or later.
create table old_news(key text primary key, connection text not null) without rowid;

create table reject(
  connection text not null,
  external_id text,
  reason text not null,
  record text not null,
  seen_at integer not null
);
create index reject_connection on reject(connection);

create table meta(name text primary key, value text) without rowid;
"""

# When a reading of this one shift began: a listing that began earlier has nothing to say of it.
_MIRROR_2 = """
alter table shift add column read_at real;
"""

# Counts that the writer keeps by itself, the wall clock of a start, and a search that narrows by state.
_MIRROR_3 = """
alter table shift add column clock integer;  -- the minute of its own day at which it begins; null: all day

create table day_count(
  day integer not null,
  connection text not null,
  state text not null,
  n integer not null,         -- visible shifts, never 0
  primary key (day, connection, state)
) without rowid;
insert into day_count
  select day, connection, state, count(*) from shift where removed is null group by day, connection, state;

create trigger shift_comes after insert on shift when new.removed is null begin
  insert into day_count values(new.day, new.connection, new.state, 1) on conflict do update set n = n + 1;
end;
create trigger shift_goes after delete on shift when old.removed is null begin
  update day_count set n = n - 1 where day = old.day and connection = old.connection and state = old.state;
  delete from day_count where day = old.day and connection = old.connection and state = old.state and n = 0;
end;
create trigger shift_moves after update of day, connection, state, removed on shift
when (old.removed is null) != (new.removed is null) or (new.removed is null
  and (old.day, old.connection, old.state) != (new.day, new.connection, new.state)) begin
  update day_count set n = n - 1
    where old.removed is null and day = old.day and connection = old.connection and state = old.state;
  delete from day_count where day = old.day and connection = old.connection and state = old.state and n = 0;
  insert into day_count select new.day, new.connection, new.state, 1 where new.removed is null
    on conflict do update set n = n + 1;
end;

drop index if exists shift_state;
drop table search;
create virtual table search using fts5(text, content='', contentless_delete=1, prefix='2 3');
-- What is there is indexed and made findable as after a first fill.
insert or replace into meta select 'filling', '0' where exists (select 1 from shift);
insert or replace into meta select 'clockless', '' where exists (select 1 from shift);
"""

# The days of a pattern, whose changes are each one's; and what an inbox has to know of a change, in the
# order in which acknowledgements lie, so that both are gone through once.
_MIRROR_4 = """
create index shift_series on shift(connection, series, start) where series is not null;
create index change_line on change(key, seen_at, id, connection, ref, kind, person);
"""

# When the readings began of what is known: what a desk has changed since then has not been read since.
_MIRROR_5 = """
alter table shift add column began real;               -- of the pull that last wrote the row
alter table connection add column listing_began real;  -- of the last complete listing
"""

# What vendors tell of their people beside their shifts: each such roll is read by itself, and replaced whole.
_MIRROR_6 = """
create table roll(
  connection text not null,
  key text not null,
  title text not null,
  read_at integer not null,   -- when it was last read, or tried
  told_at integer,            -- when it was last read well
  error text,                 -- why it could not be read, or what of it
  primary key (connection, key)
) without rowid;

create table absence(
  connection text not null,
  person_id text not null,
  start integer not null,
  until integer,              -- null: no end is told
  timezone text not null,
  what text not null,
  roll text not null
);
create index absence_person on absence(connection, person_id, start);

create table contact(
  connection text not null,
  person_id text not null,
  label text not null,
  text text not null,
  roll text not null
);
create index contact_person on contact(connection, person_id);
"""

# Texts of vendors with characters by which the search marks states were taken for marks: what is there is
# looked through once nothing else is to be done, up to the id that is on record (`fill`).
_MIRROR_7 = """
insert or replace into meta select 'unclean', '0' where exists (select 1 from shift);
"""

MIRROR = (_MIRROR_1, _MIRROR_2, _MIRROR_3, _MIRROR_4, _MIRROR_5, _MIRROR_6, _MIRROR_7)

# What a board can be sorted by. Each has an index: of the column, the start and the id.
SORTED = {
    name: "cast(rate as real)" if name == "rate" else name
    for name in (
        "start", "end", "state", "connection", "title", "role", "specialty", "facility", "unit", "client",
        "people", "number", "rate", "positions", "last_change",
    )
}  # fmt: skip

# What is urgent to whoever looks at a day: 0 urgent and not filled, 1 open, 2 all others.
PRESSING = "case when urgent and state in ('open', 'pending') then 0 when state = 'open' then 1 else 2 end"
LONG = (
    2 * 86_400
)  # seconds: what is longer has an index of its own, so that a week's are found by their start

# Built after a first fill rather than during it: five times faster.
DEFERRED = {
    "shift_day": "create index shift_day on shift(connection, day)",
    "assignment_person": "create index assignment_person on assignment(person_id, shift_id)",
    "by_state": "create index by_state on shift(state, start, id) where removed is null",
    # Whatever is counted, or asked for by a facet, without a look at the rows.
    "shift_facets": (
        "create index shift_facets on shift(day, state, connection, facility, unit, role, specialty, urgent, "
        "clock, rate, start, end) where removed is null"
    ),
}

# Built one by one when nothing else is to be done: nobody has to wait for these.
LATER = {
    "shift_pressing": (
        f"create index shift_pressing on shift(day, {PRESSING}, start, id, state, connection) "
        "where removed is null"
    ),
    "by_start": (
        "create index by_start on shift(start, id, end, day, state, connection) where removed is null"
    ),
    # What nobody is on: as shift_facets, of those alone.
    "shift_free": (
        "create index shift_free on shift(day, state, start, end, connection, facility, unit, role, "
        "specialty, urgent, clock, rate) where removed is null and people is null"
    ),
    "shift_removed": "create index shift_removed on shift(id) where removed is not null",
    "assignment_name": "create index assignment_name on assignment(person, shift_id)",
    "assignment_declined": (
        "create index assignment_declined on assignment(shift_id) where state = 'cancelled'"
    ),
    "shift_long": (
        f"create index shift_long on shift(start, id) where removed is null and end - start > {LONG}"
    ),
} | {
    f"by_{name}": f"create index by_{name} on shift({what}, start, id) where removed is null"
    for name, what in SORTED.items()
    if name not in {"start", "state"}
}

# What the search finds: every text field of a shift.
SEARCHED = (
    "concat_ws(' ', title, role, specialty, facility, unit, client, address, people, number, "
    "vendor_status, notes, external_id, replace(replace(details, '\\n', ' '), '\\t', ' '))"
)
# Words of the search that narrow it: characters for private use, U+E000 to U+E03F. Words of one character
# cost least, for they have no beginnings to be indexed as well.
MARK_CONNECTION, MARK_URGENT, MARK_REMOVED = "\ue000", "\ue001", "\ue002"
MARK_STATES = {
    "draft": "\ue010", "open": "\ue011", "pending": "\ue012", "assigned": "\ue013", "confirmed": "\ue014",
    "worked": "\ue015", "cancelled": "\ue016", "unknown": "\ue017",
}  # fmt: skip
NOBODY = "\ue03f"  # a mark that no shift has
_STATED = " ".join(f"when '{state}' then ' {mark}'" for state, mark in MARK_STATES.items())
# They alone begin with these two bytes. Taken out of a text they become those of spaces and punctuation,
# U+2000 to U+203F, which part words as well: once over a text, not once for each mark.
HAS_MARKS = f"instr(cast({SEARCHED} as blob), x'ee80')"
_CLEAN = f"replace({SEARCHED}, cast(x'ee80' as text), cast(x'e280' as text))"
MARKED = (
    f"{_CLEAN} || case state {_STATED} else '' end || ' {MARK_CONNECTION}' || hex(connection)"
    f" || iif(urgent, ' {MARK_URGENT}', '') || iif(removed is null, '', ' {MARK_REMOVED}')"
)
SEARCH_KEY = "((start / 60) << 28) | id"
SEARCH_ID = (1 << 28) - 1
EPOCH = 719_163  # 1 January 1970, by date.toordinal
