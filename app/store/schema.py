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

_DESK_3 = """
create table saved_view(
  key text primary key,       -- stays when the name changes
  name text not null,
  place integer not null,     -- in the list of views
  filter text not null,       -- JSON: the fields of a Filter that narrow it
  relative text not null,     -- JSON: those that move with the clock, such as today+6d
  columns text not null,      -- JSON: the shown ones in their order, none: as they are
  sort text not null,         -- JSON: column and direction, or null
  lens text not null,
  shortcut text not null,
  by text not null,
  at integer not null
) without rowid;
"""

# Taken note of together, and back again; put off until a time; a note of the desk's own.
_DESK_4 = """
alter table acknowledgement add column batch text;
create index acknowledgement_batch on acknowledgement(batch) where batch is not null;

create table snooze(
  change_key text primary key,
  until integer not null,
  by text not null,
  at integer not null
) without rowid;

create table remark(
  change_key text primary key,
  text text not null,
  by text not null,
  at integer not null
) without rowid;
"""

_DESK_5 = """
-- Who did what, in the order in which it was done; see `app.store.activity`. Nothing is altered or deleted.
create table activity(
  id integer primary key autoincrement,  -- never given twice: what is missing at the end is missed as well
  at real not null,
  by text not null,
  kind text not null,         -- action | acknowledgement | connection | view ...
  ref text not null,          -- of a shift, else a connection's or a view's name, or ''
  what text not null,
  message text,
  facts text not null,        -- JSON
  step integer,               -- of an action
  seal text                   -- of this row and the one before it; null: from before there were seals
);
create index activity_at on activity(at);
create unique index activity_step on activity(step) where step is not null;
insert into activity(at, by, kind, ref, what, message, facts, step)
  select at, by, kind, ref, what, message, facts, step from (
    select s.at, s.by, 'action' as kind,
      i.connection || iif(i.external_id = '', '', ':' || i.external_id) as ref, i.label as what, s.message,
      json_object('state', s.state) as facts, s.id as step
    from step s join intent i on i.id = s.intent
    union all
    select at, by, 'acknowledgement', '', 'Acknowledged', comment, json_object('changes', count(*)), null
    from acknowledgement group by at, by, comment
  ) order by at, step;
"""

# Who is the same human at several vendors, and the desk's own list of people.
_DESK_6 = """
create table roster(
  key text primary key,
  name text not null,
  payroll text not null,      -- '' where it is not known, as all that follow
  phone text not null,
  email text not null,
  skills text not null,       -- a line each
  notes text not null,
  by text not null,
  at integer not null
) without rowid;

-- Identities that are one person. What is not here is a person by itself.
create table identity(
  ref text primary key,       -- connection:person_id, or + and the key of a roster's entry
  person text not null,       -- the same for all that are one
  how text not null,          -- why it was linked
  by text not null,
  at integer not null
) without rowid;
create index identity_person on identity(person);

create table apart(           -- two refs, the lesser first, that somebody has told apart
  one text not null,
  other text not null,
  by text not null,
  at integer not null,
  primary key (one, other)
) without rowid;

-- What was settled about people. Nothing here is ever deleted.
create table linking(
  id integer primary key,
  at real not null,
  by text not null,
  deed text not null,         -- link, unlink or refuse
  told text not null,
  before text not null,       -- JSON: the rows of identity by ref, null for none
  after text not null,
  pairs text not null,        -- JSON: rows of apart that it took away (link) or made
  undone integer not null
);
"""

MIRROR = (_MIRROR_1, _MIRROR_2, _MIRROR_3, _MIRROR_4)
DESK = (_DESK_1, _DESK_2, _DESK_3, _DESK_4, _DESK_5, _DESK_6)

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
    "shift_removed": "create index shift_removed on shift(id) where removed is not null",
    "assignment_name": "create index assignment_name on assignment(person, shift_id)",
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
# Words of the search that narrow it: characters that no text has, for private use. Words of one
# character cost least, for they have no beginnings to be indexed as well.
MARK_CONNECTION, MARK_URGENT, MARK_REMOVED = "\ue000", "\ue001", "\ue002"
MARK_STATES = {
    "draft": "\ue010", "open": "\ue011", "pending": "\ue012", "assigned": "\ue013", "confirmed": "\ue014",
    "worked": "\ue015", "cancelled": "\ue016", "unknown": "\ue017",
}  # fmt: skip
_STATED = " ".join(f"when '{state}' then ' {mark}'" for state, mark in MARK_STATES.items())
MARKED = (
    f"{SEARCHED} || case state {_STATED} else '' end || ' {MARK_CONNECTION}' || hex(connection)"
    f" || iif(urgent, ' {MARK_URGENT}', '') || iif(removed is null, '', ' {MARK_REMOVED}')"
)
SEARCH_KEY = "((start / 60) << 28) | id"
SEARCH_ID = (1 << 28) - 1
EPOCH = 719_163  # 1 January 1970, by date.toordinal
