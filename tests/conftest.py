"""What holds for every test: a profile of its own, and nobody's keychain, display or proxy."""

import os
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

# Some shells forbid it; but then each process that a test starts compiles the whole program anew, and each
# run all the tests.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Before Qt and keyring are first imported: they look once.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

# Two shared cores: an example that is slow today is no finding, and a failure must come again.
settings.register_profile("callboard", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("callboard")


@pytest.fixture(scope="session")
def profiles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return new folders without end. (`mktemp` looks at all earlier ones to find a number.)"""
    base = tmp_path_factory.mktemp("profiles")
    return (base / str(n) for n in count())


@pytest.fixture(autouse=True)
def own_profile(monkeypatch: pytest.MonkeyPatch, profiles: Iterator[Path]) -> None:
    """Point every folder of the program at a new one, and drop settings that the user's shell brings."""
    for name in list(os.environ):
        if name.startswith("CALLBOARD_") or name.lower() in {"http_proxy", "https_proxy", "all_proxy"}:
            monkeypatch.delenv(name)
    profile = next(profiles)
    profile.mkdir(mode=0o700)
    monkeypatch.setenv("CALLBOARD_HOME", str(profile))
