import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import keyring
import pytest
from keyring.backend import KeyringBackend

from app.errors import Unusable
from app.places import Places
from app.secrets import Key, Secrets, database_key, key_store_in_use, variable
from tests.keychains import Drawer, Locked, Sieve

HEX = "00112233445566778899AABBCCDDEEFF" * 2
FIELDS = ["username", "password", "bearer_token"]


@pytest.fixture
def places() -> Places:
    return Places.find().made()


@pytest.fixture(autouse=True)
def keychain_back() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def use(keychain: KeyringBackend) -> None:
    keyring.set_keyring(keychain)


def encrypt_something(places: Places) -> None:
    places.mirror.write_bytes(b"something that only its key opens")


def test_64_hex_digits_are_the_raw_key_in_either_case() -> None:
    assert Key(HEX).pragma == f"raw:{HEX.lower()}"
    assert Key(HEX).fingerprint(b"salt") == Key(HEX.lower()).fingerprint(b"salt")


@pytest.mark.parametrize("text", [HEX[:-1], HEX + "0", "correct horse", "0x" + HEX[:62], " " + HEX[:63]])
def test_any_other_text_is_a_pass_phrase(text: str) -> None:
    assert Key(text).pragma == text


def test_a_fingerprint_tells_keys_apart_and_depends_on_the_salt() -> None:
    marks = {Key(text).fingerprint(salt) for text in (HEX, "a", "b") for salt in (b"1", b"2")}
    assert len(marks) == 6
    assert all(len(mark) == 8 for mark in marks)


def test_a_key_does_not_show_itself() -> None:
    assert "horse" not in repr(Key("correct horse"))


def test_the_key_of_the_environment_leaves_the_keychain_alone(places: Places) -> None:
    use(drawer := Drawer())
    assert database_key(places, {"CALLBOARD_DB_KEY": "phrase"}, create=True) == Key("phrase")
    assert drawer.opened == 0
    assert not places.key_file.exists()


def test_a_pass_phrase_that_is_no_text_is_refused(places: Places) -> None:
    with pytest.raises(Unusable, match="UTF-8"):
        database_key(places, {"CALLBOARD_DB_KEY": "\udcff"}, create=True)


def test_a_new_key_goes_into_the_keychain_and_is_found_there_again(places: Places) -> None:
    use(Drawer())
    key = database_key(places, create=True)
    assert key.is_raw
    assert database_key(places, create=False) == key
    assert not places.key_file.exists()
    assert "keychain" in key_store_in_use(places)


def test_profiles_have_keys_of_their_own(places: Places) -> None:
    use(Drawer())
    other = Places.under(places.config.parent / "other")
    assert database_key(places, create=True) != database_key(other, create=True)


@pytest.mark.parametrize("keychain", [None, Sieve(), Locked()])
def test_without_a_keychain_to_rely_on_the_key_is_a_private_file(
    places: Places, keychain: KeyringBackend | None
) -> None:
    if keychain:
        use(keychain)
    key = database_key(places, create=True)
    assert places.key_file.read_text().strip() == key.text
    assert places.key_file.stat().st_mode & 0o777 == 0o600
    assert database_key(places, create=False) == key
    assert str(places.key_file) in key_store_in_use(places)


def test_a_key_file_stays_the_key_when_a_keychain_appears(places: Places) -> None:
    key = database_key(places, create=True)
    use(Drawer())
    assert database_key(places, create=True) == key


@pytest.mark.parametrize("keychain", [Drawer(), Locked()])
def test_an_encrypted_database_never_gets_a_second_key(places: Places, keychain: KeyringBackend) -> None:
    use(keychain)
    encrypt_something(places)
    with pytest.raises(Unusable, match=r"callboard\.db is encrypted .* Nothing was changed"):
        database_key(places, create=True)
    assert not places.key_file.exists()
    assert not keychain.kept if isinstance(keychain, Drawer) else True


def test_a_copy_of_the_desk_keeps_a_second_key_away_too(places: Places) -> None:
    (places.data / "copies").mkdir()
    (places.data / "copies" / "desk-2026-11-20.db").write_bytes(b"encrypted")
    with pytest.raises(Unusable, match="desk-2026-11-20"):
        database_key(places, create=True)


def test_reading_a_fresh_profile_makes_no_key(places: Places) -> None:
    with pytest.raises(Unusable, match="no database yet"):
        database_key(places, create=False)
    assert not places.key_file.exists()


def test_an_empty_key_file_is_no_key(places: Places) -> None:
    places.key_file.write_text("\n")
    with pytest.raises(Unusable, match="is empty"):
        database_key(places, create=True)


def test_processes_that_start_together_agree_on_one_key(places: Places) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: database_key(places, create=True).text, range(8)))
    assert len(keys) == 1


def test_a_key_file_appears_whole(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    there: list[bool] = []
    monkeypatch.setattr(os, "fsync", lambda handle: there.append(places.key_file.exists()))
    key = database_key(places, create=True)
    assert there == [False]
    assert places.key_file.read_text() == key.text + "\n"
    assert sorted(one.name for one in places.config.iterdir()) == ["key", "key.lock"]


def test_a_secrets_variable_is_in_capitals_with_underscores() -> None:
    assert variable("trio-east", "api_key") == "CALLBOARD_SECRET_TRIO_EAST_API_KEY"


def test_a_secret_of_the_environment_speaks_for_its_whole_connection(places: Places) -> None:
    use(drawer := Drawer())
    Secrets(places).write("rota", {"username": "kept", "password": "kept"})
    opened = drawer.opened
    secrets = Secrets(places, {"CALLBOARD_SECRET_ROTA_BEARER_TOKEN": "told"})
    assert secrets.read("rota", FIELDS) == {"bearer_token": "told"}
    assert drawer.opened == opened


def test_secrets_are_kept_in_the_keychain_and_forgotten_there(places: Places) -> None:
    use(drawer := Drawer())
    secrets = Secrets(places)
    secrets.write("rota", {"username": "ann", "password": "pw"})
    assert secrets.read("rota", FIELDS) == {"username": "ann", "password": "pw"}
    assert secrets.read("other", FIELDS) == {}
    secrets.forget("rota", FIELDS)
    assert secrets.read("rota", FIELDS) == {}
    assert drawer.kept == {}
    assert not places.secrets_file.exists()


def test_without_a_keychain_they_lie_encrypted_in_a_private_file(places: Places) -> None:
    secrets = Secrets(places)
    secrets.write("rota", {"username": "ann'); drop table secret; --", "password": "swordfish"})
    assert places.secrets_file.stat().st_mode & 0o777 == 0o600
    assert b"swordfish" not in places.secrets_file.read_bytes()
    assert secrets.read("rota", FIELDS)["username"] == "ann'); drop table secret; --"
    secrets.forget("rota", ["password"])
    assert list(secrets.read("rota", FIELDS)) == ["username"]


def test_a_pass_phrase_with_a_quote_encrypts_them_as_well(places: Places) -> None:
    environ = {"CALLBOARD_DB_KEY": "it's me"}
    Secrets(places, environ).write("rota", {"password": "pw"})
    assert Secrets(places, environ).read("rota", FIELDS) == {"password": "pw"}


def test_with_another_key_the_file_is_left_alone(places: Places) -> None:
    Secrets(places).write("rota", {"password": "pw"})
    before = places.secrets_file.read_bytes()
    with pytest.raises(Unusable, match="another key"):
        Secrets(places, {"CALLBOARD_DB_KEY": "wrong"}).read("rota", FIELDS)
    assert places.secrets_file.read_bytes() == before


def test_what_was_entered_last_counts_wherever_it_is_kept(places: Places) -> None:
    secrets = Secrets(places)
    use(drawer := Drawer())
    secrets.write("rota", {"password": "first"})
    use(Sieve())
    secrets.write("rota", {"password": "second"})
    use(drawer)
    assert secrets.read("rota", FIELDS) == {"password": "second"}
    secrets.write("rota", {"password": "third"})
    assert secrets.read("rota", FIELDS) == {"password": "third"}


def test_what_a_locked_keychain_may_still_hold_is_told(places: Places) -> None:
    use(Locked())
    with pytest.raises(Unusable, match="may still be in the keychain"):
        Secrets(places).forget("rota", FIELDS)


def test_a_locked_keychain_is_not_taken_for_missing_secrets(places: Places) -> None:
    use(Locked())
    with pytest.raises(Unusable, match=r"“rota” cannot be read: .*locked.*CALLBOARD_SECRET_ROTA_USERNAME"):
        Secrets(places).read("rota", FIELDS)
