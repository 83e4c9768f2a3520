"""The quick choices of days that a board shows."""

from enum import IntEnum


class Quick(IntEnum):
    """A choice of days; its number is its place on the sheet."""

    ALL = 0
    TODAY = 1
    WEEK = 2
    OTHER = 3


WORDS = {
    Quick.ALL: "All days",
    Quick.TODAY: "Today",
    Quick.WEEK: "Next 7 days",
    Quick.OTHER: "From – to",
}
