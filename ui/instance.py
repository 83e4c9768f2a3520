"""One window a profile: a second start raises the first, and hands over what it was asked for."""

import json
import os
import socket
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from enum import Enum
from hashlib import sha256

from app.locks import held
from app.places import Places

PATIENCE = 2.0  # seconds that the first window has for its answer
OPENING = 10.0  # seconds that it has to open, or to end; then another one opens
TURN = 0.2  # seconds between two knocks
MOST = 65_536  # bytes that are listened to
TOKENS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")  # by which a desktop lets a window come forward
HEARD = b"raised\n"


class Place(Enum):
    """What a start is among the windows of its profile."""

    FIRST = "first"  # later ones knock at its door
    RAISED = "raised"  # another one has come forward
    BESIDE = "beside"  # another one is there and does not answer: this one opens without a door


@contextmanager
def taken(
    places: Places, words: Sequence[str], environ: Mapping[str, str], patience: float = OPENING
) -> Iterator[Place]:
    """Give a start its place, and hold that for the length of a `with`.

    The first one has a lock from before Qt is loaded, its door only once it is seen: whoever starts
    in between waits for the door.
    """
    deadline = time.monotonic() + patience
    with ExitStack() as lock:
        while True:
            with ExitStack() as attempt:
                mine = attempt.enter_context(_lock(places))
                if handed_over(places, words, environ):
                    place = Place.RAISED
                elif mine:
                    lock.push(attempt.pop_all())
                    place = Place.FIRST
                elif time.monotonic() < deadline:
                    continue
                else:
                    place = Place.BESIDE
            break
        yield place


@contextmanager
def _lock(places: Places) -> Iterator[bool]:
    """Hold the lock of the first window; where there can be none, each one is the first."""
    with ExitStack() as stack:
        mine = True
        with suppress(OSError):
            mine = stack.enter_context(held(places.data / "window.lock", patience=TURN))
        yield mine


def handed_over(places: Places, words: Sequence[str], environ: Mapping[str, str]) -> bool:
    """Tell whether a window of this profile is open: it has come forward, and taken these words.

    Qt is not needed for that, so a second start is over at once.
    """
    tokens = {name: environ[name] for name in TOKENS if name in environ}
    line = json.dumps({"words": list(words), **tokens}).encode("ascii") + b"\n"
    with suppress(OSError):
        return _told(address(places), line) == HEARD
    return False


def address(places: Places) -> str:
    """Return where the window of a profile listens: a socket only its user may open, or a pipe's name."""
    if sys.platform == "win32":
        return rf"\\.\pipe\callboard-{sha256(str(places.data).encode()).hexdigest()[:16]}"
    return str(places.cache / "window.socket")


def _told(where: str, line: bytes) -> bytes:
    if sys.platform == "win32":
        with open(where, "r+b", buffering=0) as pipe:
            pipe.write(line)
            return pipe.read(len(HEARD))
    if os.stat(where).st_uid != os.getuid():
        return b""
    with socket.socket(socket.AF_UNIX) as talk:
        talk.settimeout(PATIENCE)
        talk.connect(where)
        talk.sendall(line)
        return talk.recv(len(HEARD))
