from pathlib import Path

import pytest
from platformdirs import PlatformDirs

from app.errors import Unusable
from app.places import Places


def test_a_portable_profile_keeps_everything_in_one_folder(tmp_path: Path) -> None:
    places = Places.find({"CALLBOARD_HOME": str(tmp_path)})
    assert places.connections_file == tmp_path / "config" / "connections.toml"
    assert places.mirror == tmp_path / "data" / "callboard.db"
    assert places.desk == tmp_path / "data" / "desk.db"
    assert places.cache == tmp_path / "cache"
    assert places.log_file.parent == tmp_path / "logs"


@pytest.mark.parametrize("environ", [{}, {"CALLBOARD_HOME": ""}])
def test_without_one_the_systems_usual_folders_are_used(environ: dict[str, str]) -> None:
    usual = PlatformDirs("callboard", appauthor=False)
    assert Places.find(environ).config == usual.user_config_path
    assert Places.find(environ).data == usual.user_data_path


def test_a_relative_profile_stays_where_it_was_when_the_folder_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Places.find({"CALLBOARD_HOME": "desk"}).data == tmp_path / "desk" / "data"


def test_a_home_of_nobody_is_a_folder_like_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Places.find({"CALLBOARD_HOME": "~nobody-here"}).data == tmp_path / "~nobody-here" / "data"


def test_new_folders_are_closed_to_other_users(tmp_path: Path) -> None:
    places = Places.under(tmp_path / "new").made()
    for folder in (places.config, places.data, places.cache, places.logs):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_looking_for_the_folders_makes_none(tmp_path: Path) -> None:
    Places.find({"CALLBOARD_HOME": str(tmp_path / "new")})
    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_made_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unusable, match=r"file/config cannot be made .* CALLBOARD_HOME"):
        Places.under(tmp_path / "file").made()
