"""One window a profile: a second start raises the first, and hands over what it was asked for."""

import json
import os
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import sha256

from app.places import Places

PATIENCE = 2.0  # seconds that the first window has for its answer; then another one opens
MOST = 65_536  # bytes that are listened to
TOKENS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")  # by which a desktop lets a window come forward
HEARD = b"raised\n"


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
