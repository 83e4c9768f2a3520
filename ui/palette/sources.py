"""Where the palette's entries come from: the menu bar, the panel, the views, the cache."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from app.store.finding import coming, people
from app.store.reader import Reader
from app.store.rows import BoardRow
from ui.palette.entries import Entry, Finder, Found, Kind, Source
from ui.panels.told import Told
from ui.queries import Queries
from ui.times import Times, at
from ui.words import STATES, counted, line

SHIFTS, PEOPLE = 12, 6  # found at most
KIND = "palette-kind"  # a property of a menu's action or of a menu: the name of its Kind, or "" for none


def of_menus(bar: QMenuBar, why_not: Callable[[QAction], str]) -> Source:
    """Return everything that the menu bar offers; what can be ticked is a setting.

    `why_not` says for an action that is disabled why it is.
    """

    def entries() -> Iterator[Entry]:
        for action in bar.actions():
            menu = _menu_of(action)
            if menu is not None:
                yield from _of_menu(menu, (), why_not)

    return entries


def of_panel(
    told: Callable[[], Told | None], perform: Callable[[str, str], object], do: Callable[[str], object]
) -> Source:
    """Return what can be done with the chosen shift, and what cannot, with the reason.

    `perform` gets the shift's ref and the action's name: the buttons may have become others by then.
    `do` goes to the panel for what has no number.
    """

    def entries() -> Iterator[Entry]:
        panel = told()
        if panel is None:
            return
        numbers = {action.name: number for number, action in enumerate(panel.enabled)}
        for action in panel.actions:
            number = numbers.get(action.name)
            keyed = number is not None and number < 9
            yield Entry(
                kind=Kind.ACTION,
                title=line(action.label) + ("…" if action.asks or action.is_dangerous else ""),
                detail=f"with the chosen shift, at {line(panel.vendor)}",
                shortcut=f"Ctrl+{number + 1}" if number is not None and keyed else "",
                enabled=action.enabled,
                why_not=line(action.reason),
                run=partial(perform, panel.ref, action.name) if keyed else partial(do, "panel"),
                key=f"panel:{action.name}",
                group="The chosen shift",
            )

    return entries


def of_connections(names: Callable[[], Mapping[str, str]], show: Callable[[str], object]) -> Source:
    """Return the connections: names with a word each on how they fare. `show` opens one."""

    def entries() -> Iterator[Entry]:
        for name, fares in names().items():
            yield Entry(
                kind=Kind.CONNECTION,
                title=line(name),
                detail=line(fares),
                run=partial(show, name),
                key=f"connection:{name}",
            )

    return entries


def in_cache(
    queries: Queries,
    times: Times,
    show_shift: Callable[[str], object],
    show_person: Callable[[str], object],
    assign: Callable[[str], object] | None = None,
) -> Finder:
    """Return what finds people and shifts in the cache, in a thread.

    `show_shift` gets a ref, `show_person` a name, and so does `assign`: the chosen shift's form is filled in.
    """

    def find(text: str, found: Found) -> None:
        now = times.now()

        def read(reader: Reader) -> tuple[list[tuple[str, tuple[str, ...]]], list[BoardRow]]:
            persons = reader.ask(people, text, PEOPLE)
            return persons, reader.by_id(reader.ask(coming, text, SHIFTS, now))

        def done(answer: tuple[list[tuple[str, tuple[str, ...]]], list[BoardRow]]) -> None:
            persons, rows = answer
            entries = [*_persons(persons, show_person), *(_shift(row, times, show_shift) for row in rows)]
            if assign is not None:
                entries += [_assigned(name, assign) for name, _ in persons]
            found(entries)

        def failed(sentence: str) -> None:
            title = "People and shifts could not be searched"
            found([Entry(kind=Kind.SEARCH, title=title, enabled=False, why_not=sentence, run=lambda: None)])

        queries.ask("palette", read, done, failed)

    return find


def on_board(search: Callable[[str], object]) -> Finder:
    """Return what offers to search the board for what was typed."""

    def find(text: str, found: Found) -> None:
        title = f"Search the board for “{line(text)}”"
        found([Entry(kind=Kind.SEARCH, title=title, run=partial(search, text), key="search-board")])

    return find


def _of_menu(menu: QMenu, above: Sequence[str], why_not: Callable[[QAction], str]) -> Iterable[Entry]:
    menu.aboutToShow.emit()  # it ticks then what is on
    path = (*above, _bare(menu.title()))
    for action in menu.actions():
        below = _menu_of(action)
        if action.isSeparator() or action.property(KIND) == "":
            continue
        if below is not None:
            yield from _of_menu(below, path, why_not)
            continue
        enabled = action.isEnabled()
        title = _bare(action.text())
        yield Entry(
            kind=_kind(action),
            title=title,
            detail=" → ".join(path),
            shortcut=action.shortcut().toString(QKeySequence.SequenceFormat.PortableText),
            enabled=enabled,
            why_not="" if enabled else why_not(action),
            run=action.trigger,
            key=str(action.objectName()) or f"menu:{'/'.join(path)}/{title}",
            group=path[0],
            words=action.toolTip() if action.toolTip() != title.rstrip("…") else "",
            ticked=action.isChecked() if action.isCheckable() else None,
        )


def _menu_of(action: QAction) -> QMenu | None:
    found = action.menu()
    return found if isinstance(found, QMenu) else None


def _kind(action: QAction) -> Kind:
    told = action.property(KIND)
    if isinstance(told, str) and told in Kind.__members__:
        return Kind[told]
    return Kind.SETTING if action.isCheckable() else Kind.ACTION


def _bare(words: str) -> str:
    return words.replace("&&", "\0").replace("&", "").replace("\0", "&")


def _persons(
    found: Sequence[tuple[str, tuple[str, ...]]],
    show: Callable[[str], object],
) -> Iterator[Entry]:
    for name, connections in found:
        known = (
            connections[0]
            if len(connections) == 1
            else counted(len(connections), "connection", "connections")
        )
        yield Entry(
            kind=Kind.PERSON,
            title=line(name),
            detail=f"Show the shifts of this person · {line(known)}",
            run=partial(show, name),
            key=f"person:{name}",
        )


def _assigned(name: str, assign: Callable[[str], object]) -> Entry:
    return Entry(
        kind=Kind.PERSON,
        title=f"Assign {line(name)}…",
        detail="Fill in the form of the chosen shift; nothing is sent",
        run=partial(assign, name),
        key=f"assign:{name}",
    )


def _shift(row: BoardRow, times: Times, show: Callable[[str], object]) -> Entry:
    start = at(row.start, row.timezone)
    end = None if row.end is None else at(row.end, row.timezone)
    when = f"{times.day(start.date())} {times.hours(start, end, all_day=bool(row.all_day))}"
    parts = [STATES.get(row.state, row.state), row.facility, row.unit, row.people, row.number, row.connection]
    return Entry(
        kind=Kind.SHIFT,
        title=f"{when}  {line(row.title or row.role or 'Shift')}",
        detail=" · ".join(line(part) for part in parts if part),
        run=partial(show, row.ref),
        key=f"shift:{row.ref}",
        state=row.state,
    )
