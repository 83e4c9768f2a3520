"""The desk's own tables, as numbered migrations: never edit one that has been released, add one."""

_DESK_1 = """
create table acknowledgement(
  change_key text primary key,
  at integer not null,
  by text not null,
  comment text
) without rowid;
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

# Whoever is taken off the roster comes back when that is undone.
_DESK_7 = """
alter table linking add column entry text;  -- JSON: the row of roster that was taken away (drop)
"""

# A view of the inbox knows what stood there.
_DESK_8 = """
alter table saved_view add column changes text;  -- JSON: standing, kinds and grouping, null: as they are
"""

DESK = (_DESK_1, _DESK_2, _DESK_3, _DESK_4, _DESK_5, _DESK_6, _DESK_7, _DESK_8)
