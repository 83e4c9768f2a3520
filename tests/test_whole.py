"""What may take the place of a file, and what becomes of its rights."""

import os
from pathlib import Path

import pytest

from app.errors import Unusable
from app.export import write, write_calendars
from tests.test_export_groups import kept


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "ics"])
def test_a_file_that_is_read_only_is_not_replaced(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"week.{suffix}"
    path.write_text("the old one")
    path.chmod(0o444)
    with pytest.raises(Unusable, match="is read-only"):
        write(path, [kept()])
    assert path.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [path]


def test_nor_is_any_of_a_set_of_calendars_then(tmp_path: Path) -> None:
    closed = tmp_path / "week – Eva Kühn.ics"
    closed.write_text("the old one")
    closed.chmod(0o444)
    with pytest.raises(Unusable, match="is read-only"):
        write_calendars(tmp_path / "week.ics", [kept(1, "Adam Jones", "Eva Kühn")], "person")
    assert list(tmp_path.iterdir()) == [closed]


@pytest.mark.skipif(os.name != "posix", reason="other systems know no such rights")
def test_who_might_read_the_old_file_may_read_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "week.csv"
    path.write_text("the old one")
    path.chmod(0o660)
    write(path, [kept()])
    assert path.stat().st_mode & 0o777 == 0o660
    assert path.read_text() != "the old one"


@pytest.mark.skipif(os.name != "posix", reason="other systems know no such rights")
def test_a_share_that_gives_away_no_rights_still_takes_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "week.csv"
    path.write_text("the old one")
    path.chmod(0o660)

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    for name in ("chmod", "chown", "fchmod", "lchmod"):
        monkeypatch.setattr(os, name, refused, raising=False)
    write(path, [kept()])
    assert path.read_text() != "the old one"
