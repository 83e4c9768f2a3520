"""Where things live: the folders for configuration, data, cache and logs."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.errors import Unusable


@dataclass(frozen=True, slots=True)
class Places:
    """The four folders of one profile. They need not exist."""

    config: Path
    data: Path
    cache: Path
    logs: Path

    @classmethod
    def find(cls, environ: Mapping[str, str] = os.environ) -> "Places":
        """Return the system's usual folders, or those below CALLBOARD_HOME where it is set."""
        if home := environ.get("CALLBOARD_HOME"):
            return cls.under(Path(os.path.expanduser(home)).absolute())
        from platformdirs import PlatformDirs  # 28 ms that a portable profile does without

        usual = PlatformDirs("callboard", appauthor=False)
        return cls(usual.user_config_path, usual.user_data_path, usual.user_cache_path, usual.user_log_path)

    @classmethod
    def under(cls, home: Path) -> "Places":
        """Return a profile that keeps everything in one folder."""
        return cls(home / "config", home / "data", home / "cache", home / "logs")

    @property
    def connections_file(self) -> Path:
        """Return the file of the configured connections; there are no secrets in it."""
        return self.config / "connections.toml"

    @property
    def settings_file(self) -> Path:
        """Return the file of what the user has settled about the program itself, such as its checks."""
        return self.config / "settings.toml"

    @property
    def key_file(self) -> Path:
        """Return where the databases' key lies on a machine without a keychain."""
        return self.config / "key"

    @property
    def secrets_file(self) -> Path:
        """Return where the vendors' secrets lie, encrypted, on a machine without a keychain."""
        return self.config / "secrets.db"

    @property
    def mirror(self) -> Path:
        """Return the database of what the vendors said; it may always be filled anew."""
        return self.data / "callboard.db"

    @property
    def desk(self) -> Path:
        """Return the database of what only the desk knows; it is never replaced."""
        return self.data / "desk.db"

    @property
    def log_file(self) -> Path:
        """Return the newest log file."""
        return self.logs / "callboard.log"

    def made(self) -> "Places":
        """Return itself once all four folders exist, closed to other users (0700) where they are new.

        Raises Unusable where one cannot be made.
        """
        for folder in (self.config, self.data, self.cache, self.logs):
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise Unusable(
                    f"The folder {folder} cannot be made ({error.strerror}). Nothing was changed. Make it "
                    "writable, or name another place in CALLBOARD_HOME."
                ) from error
        return self
