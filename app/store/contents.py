"""Whether shifts or people have changed: a commit alone says little, for each pull is one."""

from datetime import date

import apsw

from app.store.rows import COLUMNS


def content_mark(db: apsw.Connection, first: date) -> int:
    """Return a value that is another one once a shift from a day on is, or who is who; this process's own.

    Reads them all, some 4 us a shift; when they were last seen does not count.
    """
    day = first.toordinal()
    mark = 0
    for query, bound in (
        (f"select {', '.join(COLUMNS)}, removed, last_change from shift where day >= ? order by id", (day,)),
        (
            """select a.* from shift s join assignment a on a.shift_id = s.id where s.day >= ?
               order by a.shift_id, a.position""",
            (day,),
        ),
        ("select connection, person_id, name from person order by 1, 2", ()),
        ("select ref, person from desk.identity order by 1", ()),
        ("select key, name from desk.roster order by 1", ()),
    ):
        for row in db.execute(query, bound):
            mark = hash((mark, row))
    return mark
