"""The tables of both files, as numbered migrations: each runs in one transaction of its own.

Never edit a migration that has been released: add one. `user_version` of a file is the number
of migrations it has had.
"""

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

_DESK_1 = """
create table acknowledgement(
  change_key text primary key,
  at integer not null,
  by text not null,
  comment text
) without rowid;
"""

# When a reading of this one shift began: a listing that began earlier has nothing to say of it.
_MIRROR_2 = """
alter table shift add column read_at real;
"""

_DESK_2 = """
create table intent(
  id integer primary key,
  connection text not null,
  vendor text not null,
  external_id text not null,  -- '' where it concerns the connection itself
  action text not null,
  label text not null,
  parameters text not null,   -- JSON
  reason text,                -- why a check of the desk's own was overridden
  state text not null,
  lease text,                 -- the lock file of the process that sends it
  by text not null,
  attempts integer not null,
  created_at real not null,   -- seconds since 1970, with fractions
  sent_at real,               -- when its request was about to leave
  finished_at real,
  message text,
  result text,                -- the external id of a row that the vendor made for it
  basis text,                 -- JSON: the shift as it was shown when it was asked for
  preview text,               -- JSON: as it is expected to become
  found text,                 -- JSON: as it stood when it was held
  seen text not null,         -- JSON: external ids known before sending
  memory text not null        -- JSON: the adapter's notes before sending
);
create index intent_shift on intent(connection, external_id, id);
create index intent_open on intent(state, connection) where finished_at is null;

-- What happened to an intent, step by step. Nothing here is ever altered or deleted.
create table step(
  id integer primary key,
  intent integer not null,
  at real not null,
  state text not null,
  by text not null,
  message text,
  exchange text               -- JSON: what was sent and what came back, without secrets
);
create index step_intent on step(intent, id);
"""

MIRROR = (_MIRROR_1, _MIRROR_2)
DESK = (_DESK_1, _DESK_2)

# Built after a first fill rather than during it: five times faster.
DEFERRED = {
    "shift_state": "create index shift_state on shift(state, start, id) where removed is null",
    "shift_day": "create index shift_day on shift(connection, day)",
    "assignment_person": "create index assignment_person on assignment(person_id, shift_id)",
}

# What the search finds: every text field of a shift.
SEARCHED = (
    "concat_ws(' ', title, role, specialty, facility, unit, client, address, people, number, "
    "vendor_status, notes, external_id, replace(replace(details, '\\n', ' '), '\\t', ' '))"
)
SEARCH_KEY = "((start / 60) << 28) | id"
SEARCH_ID = (1 << 28) - 1
