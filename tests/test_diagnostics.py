import logging

import pytest

from app import diagnostics
from app.diagnostics import logged
from app.places import Places


def test_records_go_to_a_private_file_with_their_time_in_utc() -> None:
    places = Places.find()
    with logged(places):
        logging.getLogger("app.engine").info("east is failing: “é”")
        logging.getLogger("httpx").info("GET https://api.example.com/?signature=abc")
    text = places.log_file.read_text("utf-8")
    assert text.endswith("app.engine: east is failing: “é”\n")
    assert text[10] == "T"
    assert text[19] == "Z"
    assert "signature" not in text
    assert places.log_file.stat().st_mode & 0o777 == 0o600


def test_a_log_that_has_grown_large_is_begun_anew_and_the_old_one_kept() -> None:
    places = Places.find().made()
    places.log_file.write_bytes(b"x" * (diagnostics.LARGEST_LOG + 1))
    with logged(places):
        logging.getLogger("app").info("fresh")
    assert places.log_file.stat().st_size < 200
    assert places.log_file.with_suffix(".1.log").stat().st_size > diagnostics.LARGEST_LOG
    assert places.log_file.stat().st_mode & 0o777 == 0o600


def test_a_log_that_grows_large_while_it_is_written_is_begun_anew_for_whoever_writes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    places = Places.find().made()
    monkeypatch.setattr(diagnostics, "LARGEST_LOG", 2000)
    with logged(places), logged(places):  # as two processes: each line comes twice
        for n in range(200):
            logging.getLogger("app").info("line %03d", n)
    older = places.log_file.with_suffix(".1.log")
    assert 0 < places.log_file.stat().st_size < 2300
    assert older.stat().st_size < 2300
    assert {one.name for one in places.logs.iterdir()} == {places.log_file.name, older.name, "log.lock"}
    assert places.log_file.read_text("utf-8").count("line 199") == 2


def test_without_a_place_for_the_log_the_program_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    places = Places.find().made()
    places.logs.rmdir()
    places.logs.write_text("in the way")
    with logged(places, verbose=True):
        logging.getLogger("app").debug("still here")
    assert "still here" in capsys.readouterr().err


def test_afterwards_the_log_is_left_alone() -> None:
    before = logging.getLogger().handlers[:]
    with logged(Places.find(), verbose=True):
        assert logging.getLogger().handlers != before
    assert logging.getLogger().handlers == before
