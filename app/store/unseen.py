"""Which of some shifts have changes that nobody at the desk has acknowledged."""

import json
from collections.abc import Sequence

import apsw

from app.store.files import fetched


def unseen(db: apsw.Connection, ids: Sequence[int]) -> dict[str, int]:
    """Return the refs of those of these shifts that have some, each with its latest change's id.

    A pattern's changes are those of all its shifts. A few indexed looks a shift: ask for what is
    in sight.
    """
    rows = fetched(
        db,
        """select s.connection || ':' || s.external_id, max(x.id)
           from json_each(?) wished cross join shift s on s.id = wished.value
           cross join change x on x.ref in
             (s.connection || ':' || s.external_id, s.connection || ':' || s.series)
           where not exists (select 1 from desk.acknowledgement a where a.change_key = x.key)
           group by 1""",
        (json.dumps(list(ids)),),
    )
    return dict(rows)
