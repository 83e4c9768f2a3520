"""Finding by what somebody types in a hurry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fuzzy import Match, match, typed

TEXTS = st.text(max_size=60)


def found(text: str, title: str) -> Match | None:
    return match(typed(text), title)


def letters(text: str, title: str) -> str:
    hit = found(text, title)
    assert hit is not None
    return "".join(title[place] for place in hit.places)


def ranked(text: str, *titles: str) -> list[str]:
    hits = [(hit.score, title) for title in titles if (hit := found(text, title)) is not None]
    return [title for _, title in sorted(hits, key=lambda one: -one[0])]


@pytest.mark.parametrize(
    ("text", "title", "marked"),
    [
        ("ref", "Refresh all", "Ref"),
        ("all ref", "Refresh all", "Refall"),
        ("gtt", "Go to today", "Gtt"),
        ("refa", "Refresh all", "Refa"),
        ("fresh", "Refresh all", "fresh"),
        ("garcia", "Zoë García-López", "García"),
        ("ZOE", "Zoë García-López", "Zoë"),
        ("strasse", "Große Straße", "Straße"),
        ("refersh", "Refresh all", "Refresh"),
        ("refrsh", "Refresh all", "Refresh"),
        ("reffresh", "Refresh all", "Refresh"),
        ("rn icu", "RN, ICU", "RNICU"),
        ("ﬁle", "File", "File"),
    ],
)
def test_what_is_typed_in_a_hurry_is_found_and_marked(text: str, title: str, marked: str) -> None:
    assert letters(text, title) == marked


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("rhi", "Refresh shifts"),  # letters that are there, but neither at beginnings nor side by side
        ("xefresh", "Refresh all"),
        ("all none", "Refresh all"),
        ("rfr", "Refresh"),
        ("e", "Refresh"),
        ("anything", ""),
    ],
)
def test_scattered_letters_find_nothing(text: str, title: str) -> None:
    assert found(text, title) is None


def test_the_better_fit_comes_first() -> None:
    assert ranked("open", "Reopened", "Open at the vendor", "Open", "Go to what is open") == [
        "Open",
        "Open at the vendor",
        "Go to what is open",
        "Reopened",
    ]


def test_of_two_that_fit_alike_the_shorter_is_meant() -> None:
    assert ranked("ref", "Refresh all connections of this desk", "Refresh all")[0] == "Refresh all"


def test_nothing_typed_fits_everything() -> None:
    assert found("  ", "Refresh") is not None


@given(TEXTS, TEXTS)
def test_it_never_raises_and_marks_letters_of_the_text(text: str, title: str) -> None:
    hit = found(text, title)
    if hit is not None:
        assert list(hit.places) == sorted(set(hit.places))
        assert all(0 <= place < len(title) for place in hit.places)


@given(st.lists(st.text("abcdefghij", min_size=1, max_size=8), min_size=1, max_size=5), st.data())
def test_beginnings_of_words_always_find_their_text(words: list[str], data: st.DataObject) -> None:
    chosen = data.draw(st.permutations(words))
    text = " ".join(word[: data.draw(st.integers(1, len(word)))] for word in chosen)
    assert found(text, " ".join(words)) is not None


@given(st.lists(st.text("ab", min_size=1, max_size=6), min_size=2, max_size=5), st.data())
def test_initials_in_order_find_their_text(words: list[str], data: st.DataObject) -> None:
    initials = "".join(word[: data.draw(st.integers(1, len(word)))] for word in words)
    assert found(initials, " ".join(words)) is not None
