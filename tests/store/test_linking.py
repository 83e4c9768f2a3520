"""Who is the same human: on record, undone, and kept whatever the vendors' lists do."""

from dataclasses import replace

import pytest

from app.errors import Unusable
from app.people import ROSTER, Entry
from app.places import Places
from app.roster_csv import Fault, Line
from app.store.people import apart, everybody, linkings, on_roster, refs_of
from app.store.store import Store
from app.store.works import works, works_by
from tests.shifts import KEY, NOON, contents, filled, opened, person, shift

ADAM, JONES, OTHER = "trio-east:47", "west:9001", "north:3"


def shown(store: Store) -> None:
    """Let three vendors show somebody who is called alike."""
    for ref in (ADAM, JONES, OTHER):
        connection, _, number = ref.partition(":")
        filled(
            store,
            [shift("1", connection=connection, assignments=(person("Adam Jones", number),))],
            connection=connection,
        )


def groups(store: Store) -> set[frozenset[str]]:
    """Return who is one."""
    return {frozenset(one.refs) for one in store.reader.ask(everybody)}


def apart_from(*refs: str) -> set[frozenset[str]]:
    """Return people of one id each."""
    return {frozenset((ref,)) for ref in refs}


def test_nobody_is_merged_by_a_name_alone(store: Store) -> None:
    shown(store)
    assert groups(store) == apart_from(ADAM, JONES, OTHER)


def test_who_is_linked_stays_one_through_pulls_and_a_new_mirror(store: Store, places: Places) -> None:
    shown(store)
    store.linker.link(ADAM, JONES, "Sam", "one person")
    assert groups(store) == {frozenset((ADAM, JONES)), frozenset((OTHER,))}
    store.mirror.discard("west")
    assert frozenset((ADAM, JONES)) in groups(store)
    store.close()
    for one in places.data.glob("callboard.db*"):
        one.unlink()
    with opened(places) as again:
        shown(again)
        assert groups(again) == {frozenset((ADAM, JONES)), frozenset((OTHER,))}


def test_two_groups_become_one_and_are_two_again_when_that_is_undone(store: Store) -> None:
    shown(store)
    store.linker.link(ADAM, JONES, "Sam", "first")
    taken = store.rostering.keep(Entry(key="", name="A. Jones"), [OTHER], (), "Sam")
    before = groups(store)
    number = store.linker.link(JONES, OTHER, "Sam", "second")
    assert groups(store) == {frozenset((ADAM, JONES, OTHER, taken.entry.ref))}
    assert store.linker.undo("Sam", number) == "second"
    assert groups(store) == before
    with pytest.raises(Unusable, match="undone already"):
        store.linker.undo("Sam", number)


def test_somebody_who_leaves_a_group_leaves_the_others_together(store: Store) -> None:
    shown(store)
    store.linker.link(ADAM, JONES, "Sam", "first")
    store.linker.link(ADAM, OTHER, "Sam", "second")
    number = store.linker.unlink(ADAM, JONES, "Sam", "not he")
    assert groups(store) == {frozenset((ADAM, OTHER)), frozenset((JONES,))}
    assert store.reader.ask(apart) == {frozenset((ADAM, JONES))}
    store.linker.undo("Sam", number)
    assert groups(store) == {frozenset((ADAM, JONES, OTHER))}
    assert store.reader.ask(apart) == frozenset()


def test_what_was_settled_since_stands_in_the_way_of_an_undo(store: Store) -> None:
    shown(store)
    first = store.linker.link(ADAM, JONES, "Sam", "first")
    second = store.linker.link(ADAM, OTHER, "Sam", "second")
    third = store.linker.unlink(ADAM, JONES, "Sam", "third")
    with pytest.raises(Unusable, match="undo that first"):
        store.linker.undo("Sam", first)
    for number, told in ((third, "third"), (second, "second"), (first, "first")):
        assert store.linker.undo("Sam") == told, number
    assert groups(store) == apart_from(ADAM, JONES, OTHER)
    with pytest.raises(Unusable, match="nothing to undo"):
        store.linker.undo("Sam")
    assert [(one.deed, one.undone, one.by) for one in store.reader.ask(linkings)] == [
        ("unlink", True, "Sam"),
        ("link", True, "Sam"),
        ("link", True, "Sam"),
    ]


def test_a_refusal_lasts_until_they_are_linked_all_the_same(store: Store) -> None:
    shown(store)
    store.linker.refuse(ADAM, JONES, "Sam", "two people")
    assert store.reader.ask(apart) == {frozenset((ADAM, JONES))}
    with pytest.raises(Unusable, match="told apart already"):
        store.linker.refuse(JONES, ADAM, "Sam", "two people")
    number = store.linker.link(ADAM, JONES, "Sam", "one after all")
    assert store.reader.ask(apart) == frozenset()
    store.linker.undo("Sam", number)
    assert store.reader.ask(apart) == {frozenset((ADAM, JONES))}


def test_what_makes_no_sense_changes_nothing(store: Store, places: Places) -> None:
    shown(store)
    store.linker.link(ADAM, JONES, "Sam", "first")
    before = groups(store)
    for deed, pair in (
        (store.linker.link, (ADAM, JONES)),
        (store.linker.link, (ADAM, ADAM)),
        (store.linker.unlink, (ADAM, OTHER)),
        (store.linker.unlink, (ADAM, ADAM)),
        (store.linker.refuse, (ADAM, JONES)),
    ):
        with pytest.raises(Unusable, match=r"\.$"):
            deed(*pair, "Sam", "nonsense")
    assert groups(store) == before
    assert len(store.reader.ask(linkings)) == 1


def test_the_roster_links_what_is_exact_and_is_the_same_when_it_is_kept_again(store: Store) -> None:
    shown(store)
    entry = Entry(key="", name="Adam Jones", payroll="9001", skills=("RN", "ICU"))
    first = store.rostering.keep(entry, [ADAM], {"west"}, "Sam")
    assert (first.new, first.linked) == (True, (ADAM, JONES))
    again = store.rostering.take([Line(2, entry, (ADAM,))], {"west"}, "Sam")
    assert (again.added, again.changed, again.linked, again.faults) == (0, 1, 0, ())
    (one,) = [one for one in store.reader.ask(everybody) if one.entry]
    assert one.entry == first.entry
    assert set(one.how.values()) == {"by the vendor's id", "by the payroll number"}
    assert store.reader.ask(on_roster, "trio-east") == [("47", "Adam Jones")]
    assert store.reader.ask(on_roster, "north") == []


def test_what_is_somebody_elses_is_refused_and_nothing_is_half_kept(store: Store) -> None:
    store.rostering.keep(Entry(key="", name="Adam", payroll="1"), [ADAM], (), "Sam")
    faults = store.rostering.take(
        [
            Line(2, Entry(key="", name="Bea", payroll="2"), (ADAM,)),
            Fault(3, "It has no name."),
            Line(4, Entry(key="", name="Eve", payroll="3"), (JONES,)),
        ],
        (),
        "Sam",
    )
    assert (faults.added, faults.changed, faults.linked) == (1, 0, 1)
    assert [(one.number, one.sentence) for one in faults.faults] == [
        (2, "trio-east:47 is Adam’s already."),
        (3, "It has no name."),
    ]
    assert {one.name for one in store.reader.ask(everybody)} == {"Adam", "Eve"}


def test_a_file_that_leaves_something_out_loses_nothing(store: Store) -> None:
    whole = Entry(key="", name="Adam", payroll="1", phone="555", skills=("RN",), notes="nights")
    store.rostering.keep(whole, [], (), "Sam")
    store.rostering.take([Line(2, Entry(key="", name="Adam Jones", payroll="1", phone="556"), ())], (), "Sam")
    (one,) = [one.entry for one in store.reader.ask(everybody)]
    assert one is not None
    told = (one.name, one.phone, one.skills, one.notes)
    assert told == ("Adam Jones", "556", ("RN",), "nights")


def test_an_entry_that_is_deleted_leaves_the_vendors_ids_linked(store: Store) -> None:
    taken = store.rostering.keep(Entry(key="", name="Adam"), [ADAM, JONES], (), "Sam")
    store.rostering.drop(taken.entry.key, "Sam")
    assert groups(store) == {frozenset((ADAM, JONES))}
    lone = store.rostering.keep(Entry(key="", name="Eve"), [OTHER], (), "Sam")
    store.rostering.drop(lone.entry.key, "Sam")
    assert store.reader.ask(refs_of, OTHER) == [OTHER]


def test_nobody_on_the_roster_is_merged_by_a_name_alone(store: Store) -> None:
    def told() -> list[tuple[str, str, str]]:
        entries = [one.entry for one in store.reader.ask(everybody) if one.entry]
        return sorted((one.name, one.payroll, one.phone) for one in entries)

    store.rostering.keep(Entry(key="", name="Maria Garcia", phone="111"), [ADAM], (), "Sam")
    with_number = Entry(key="", name="maria garcia", payroll="77", phone="222")
    (fault,) = store.rostering.take([Line(2, with_number, ())], (), "Sam").faults
    assert fault.sentence.startswith("maria garcia is on the roster already")
    assert told() == [("Maria Garcia", "", "111")]
    done = store.rostering.take([Line(2, Entry(key="", name="maria garcia", phone="333"), ())], (), "Sam")
    assert (done.added, done.changed, told()) == (0, 1, [("maria garcia", "", "333")])
    elsewhere = Line(3, Entry(key="", name="Maria Garcia"), ("trio-east:48",))  # one connection shows both
    assert store.rostering.take([elsewhere], (), "Sam").added == 1
    store.rostering.keep(with_number, [], (), "Sam")
    assert len(told()) == 3
    (fault,) = store.rostering.take([Line(2, Entry(key="", name="Maria Garcia"), ())], (), "Sam").faults
    assert fault.sentence == "3 people on the roster are called Maria Garcia: give a number or an id."


def test_who_was_told_apart_stays_apart_when_an_entry_is_changed_or_imported_again(store: Store) -> None:
    shown(store)
    entry = Entry(key="", name="Adam Jones", payroll="9001")
    key = store.rostering.keep(entry, [ADAM], {"west"}, "Sam").entry.key
    store.linker.unlink(ADAM, JONES, "Sam", "not he")
    changed = replace(entry, key=key, phone="555")
    again = store.rostering.keep(changed, [ADAM], {"west"}, "Sam")
    assert (again.linked, again.apart) == ((), (JONES,))
    imported = store.rostering.take([Line(2, entry, (ADAM, JONES))], {"west"}, "Sam")
    assert [one.sentence for one in imported.faults] == [
        "Adam Jones was kept, but not linked with west:9001: somebody has told them apart."
    ]
    assert groups(store) == {frozenset((ADAM, ROSTER + key)), frozenset((JONES,)), frozenset((OTHER,))}
    assert store.reader.ask(apart) == {frozenset((ADAM, JONES))}
    store.linker.link(ADAM, JONES, "Sam", "he after all")
    assert store.reader.ask(apart) == frozenset()


def test_ids_that_come_together_do_not_make_one_of_two_who_were_told_apart(store: Store) -> None:
    shown(store)
    store.linker.refuse(ADAM, JONES, "Sam", "not he")
    store.linker.link(JONES, OTHER, "Sam", "the same")
    taken = store.rostering.keep(Entry(key="", name="Adam Jones"), [ADAM, OTHER, JONES], {"west"}, "Sam")
    assert (taken.linked, taken.apart) == ((ADAM,), (OTHER, JONES))
    assert groups(store) == {frozenset((ADAM, taken.entry.ref)), frozenset((JONES, OTHER))}
    assert store.reader.ask(apart) == {frozenset((ADAM, JONES))}


def test_a_payroll_number_that_is_corrected_lets_the_wrong_human_go(store: Store) -> None:
    shown(store)
    entry = Entry(key="", name="Adam Jones", payroll="9001")
    key = store.rostering.keep(entry, [ADAM], {"west"}, "Sam").entry.key
    right = replace(entry, key=key, payroll="9002")
    assert store.rostering.keep(right, [ADAM], {"west"}, "Sam").linked == ("west:9002",)
    assert frozenset((JONES,)) in groups(store)
    assert frozenset((ADAM, ROSTER + key, "west:9002")) in groups(store)
    told = [one.told for one in store.reader.ask(linkings)]
    assert "west:9001 is no longer Adam Jones’s: the payroll number 9001 was corrected." in told


def test_whoever_was_taken_off_the_roster_comes_back_with_their_links(store: Store) -> None:
    entry = Entry(key="", name="Adam", phone="555", skills=("RN", "ICU"))
    taken = store.rostering.keep(entry, [ADAM, JONES], (), "Sam")
    before = store.reader.ask(everybody)
    store.rostering.drop(taken.entry.key, "Sam")
    assert store.linker.undo("Sam") == "Adam was taken off the roster."
    assert store.reader.ask(everybody) == before
    with pytest.raises(Unusable, match="no longer on the roster"):
        store.rostering.drop("nobody", "Sam")


def test_an_undo_links_nobody_with_an_entry_that_is_gone(store: Store) -> None:
    key = store.rostering.keep(Entry(key="", name="Adam"), [ADAM], (), "Sam").entry.key
    number = store.linker.unlink(ROSTER + key, ADAM, "Sam", "not he")
    store.rostering.drop(key, "Sam")
    with pytest.raises(Unusable, match="taken off the roster since; undo that first"):
        store.linker.undo("Sam", number)
    line = Line(2, Entry(key="", name="Eve"), (ADAM,))
    assert store.rostering.take([line], (), "Sam").added == 1


def test_nobody_comes_back_to_a_payroll_number_that_is_somebody_elses_by_now(store: Store) -> None:
    key = store.rostering.keep(Entry(key="", name="Adam", payroll="1"), [], (), "Sam").entry.key
    store.rostering.drop(key, "Sam")
    store.rostering.keep(Entry(key="", name="Eve", payroll="1"), [], (), "Sam")
    with pytest.raises(Unusable, match="the payroll number 1 is Eve’s by now"):
        store.linker.undo("Sam")


def test_the_days_copy_holds_what_is_known_of_people(store: Store, places: Places) -> None:
    store.rostering.keep(Entry(key="", name="Adam"), [], (), "Sam")
    store.keep_copy()
    assert any(name.startswith("copies/desk-") for name in contents(places.data))


def test_work_is_of_the_person_at_whichever_vendor(store: Store) -> None:
    shown(store)
    store.linker.link(ADAM, JONES, "Sam", "one")
    work = store.reader.ask(works)
    assert len({one.person for one in work}) == 2
    begin, end = min(one.start for one in work), max(one.until for one in work)
    mine = store.reader.ask(works_by, [ADAM, JONES], begin, end)
    assert {one.ref for one in mine} == {"trio-east:1", "west:1"}
    assert not store.reader.ask(works, end, None)
    assert not store.reader.ask(works, None, begin)
    store.mirror.remove("west", ["1"], NOON)
    assert {one.ref for one in store.reader.ask(works)} == {"trio-east:1", "north:1"}


def test_the_links_are_in_the_desks_own_file(places: Places) -> None:
    with opened(places, KEY) as store:
        store.linker.link(ADAM, JONES, "Sam", "one")
    with opened(places, KEY) as store:
        assert store.reader.ask(refs_of, ADAM) in ([ADAM, JONES], [JONES, ADAM])
