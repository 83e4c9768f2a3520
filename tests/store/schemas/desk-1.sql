-- The desk's tables as version 1 made them. Never edited: a later version gets a file of its own.

create table acknowledgement(
  change_key text primary key,
  at integer not null,
  by text not null,
  comment text
) without rowid;

-- What a file of this version may hold.
insert into acknowledgement values('the key of a change', 1795262460, 'Sam', 'called them');
