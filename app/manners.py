"""How business goes at each practice vendor: hours, positions, statuses, and what only one of them has."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """The ways of one vendor in the practice market; in a tuple, what is repeated is likelier."""

    share: float  # of the world's shifts
    first_id: int
    times: tuple[tuple[int, int], ...]  # start in minutes after midnight, length in minutes
    positions: tuple[int, ...]
    past: tuple[str, ...]  # statuses of bookings before today
    coming: tuple[str, ...]  # and from today on
    taken: str  # the status of a booking just made
    eases: bool = False  # has drafts, all-day and open-ended shifts
    splits: bool = False  # a position taken becomes a shift of its own, a cancelled shift is deleted
    booked_only: bool = False  # a shift is known by its bookings alone
    withdraws: bool = False  # lists shifts that the client cancelled


MANNERS = {
    "trio": Manner(
        share=0.30,
        first_id=20_417,
        times=((420, 720), (1140, 720), (405, 750), (420, 480), (900, 480), (1380, 480), (720, 360)),
        positions=(1,),
        past=("worked",) * 7 + ("confirmed",) * 2 + ("cancelled",),
        coming=("proposed",) * 3 + ("assigned",) * 3 + ("confirmed",) * 5 + ("declined",),
        taken="proposed",
        withdraws=True,
    ),
    "shiftboard": Manner(
        share=0.45,
        first_id=4_108_000,
        times=((420, 720), (1140, 720), (480, 480), (960, 480), (1380, 480), (540, 360), (1080, 360)),
        positions=(1,) * 22 + (2, 3, 4),
        past=("confirmed",) * 7 + ("assigned",) * 2 + ("declined",),
        coming=("assigned",) * 5 + ("confirmed",) * 6 + ("declined",),
        taken="assigned",
        eases=True,
        splits=True,
    ),
    "utrac": Manner(
        share=0.20,
        first_id=9_742_569_999,
        times=((360, 480), (840, 480), (1320, 480), (600, 360), (1080, 720), (1050, 390)),
        positions=(1, 2, 3, 4, 5, 6),
        past=("worked",) * 8 + ("confirmed", "cancelled"),
        coming=("assigned",) * 4 + ("proposed",) * 3 + ("confirmed",) * 5 + ("declined", "cancelled"),
        taken="assigned",
        booked_only=True,
    ),
}

# 4spaces' patterns by the name of their team: start and length, in minutes.
TEAM_TIMES = {
    "Frühdienst": ((360, 480), (390, 450)),
    "Spätdienst": ((840, 480), (810, 510)),
    "Nachtdienst": ((1320, 480), (1140, 720)),
    "Empfang": ((480, 480), (540, 360)),
}
