"""New profiles without the work of making one: the files of an empty store are made once, and copied."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

from app.places import Places
from app.secrets import Key
from app.store.store import Store


def store_of(places: Places, key: Key) -> Store:
    """Return the open store of a profile; where there was none, as `Store.open` would have made it."""
    if not (places.mirror.exists() or places.desk.exists()):
        lay_out(places, key)
    return Store.open(places, key)


def lay_out(places: Places, key: Key) -> None:
    """Give a new profile an empty store."""
    places.made()
    for name, content in _files(key.text).items():
        path = places.data / name
        path.write_bytes(content)
        path.chmod(0o600)


@cache
def _files(key: str) -> dict[str, bytes]:
    """Return what an empty store's files hold, by name."""
    home = Path(tempfile.mkdtemp())
    try:
        places = Places.under(home)
        Store.open(places, Key(key)).close()
        return {path.name: path.read_bytes() for path in places.data.iterdir() if path.is_file()}
    finally:
        shutil.rmtree(home)
