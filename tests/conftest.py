"""What holds for every test: a profile of its own, and nobody's keychain, display or proxy."""

import os

import pytest
from hypothesis import settings

# Before Qt and keyring are first imported: they look once.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

# Two shared cores: an example that is slow today is no finding, and a failure must come again.
settings.register_profile("callboard", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("callboard")


@pytest.fixture(autouse=True)
def own_profile(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Point every folder of the program at a new one, and drop settings that the user's shell brings."""
    for name in list(os.environ):
        if name.startswith("CALLBOARD_") or name.lower() in {"http_proxy", "https_proxy", "all_proxy"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("CALLBOARD_HOME", str(tmp_path_factory.mktemp("profile")))
