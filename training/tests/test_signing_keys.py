"""The key files: made once, readable to the portal alone, kept in public after a change."""

import stat
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from training.checks import check_signing_key
from training.errors import SignatureRefused
from training.signing import key_id_of, read_token, sign
from training.signing_keys import public_keys, rotate_signing_key, signing_key


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.SIGNING_KEY_FILE = tmp_path / "secret" / "signing_key.pem"
    settings.PUBLIC_KEY_DIR = tmp_path / "public_keys"


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_key_is_made_on_first_use_and_then_kept(settings):
    first, second = signing_key(), signing_key()
    assert first.private_bytes_raw() == second.private_bytes_raw()
    assert mode_of(settings.SIGNING_KEY_FILE) == 0o400
    assert list(public_keys()) == [key_id_of(first.public_key())]
    assert [path.name for path in settings.SIGNING_KEY_FILE.parent.iterdir()] == ["signing_key.pem"]


def test_processes_that_ask_at_the_same_moment_get_the_same_key():
    found, together = [], Barrier(6)

    def ask():
        together.wait()
        found.append(signing_key().private_bytes_raw())

    threads = [Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1


def test_what_the_old_key_signed_verifies_after_a_rotation(settings):
    token = sign(b"a", purpose="trial", key=signing_key())
    old, new = rotate_signing_key()
    assert key_id_of(signing_key().public_key()) == new != old
    assert read_token(token, purpose="trial", keys=public_keys()).key_id == old
    assert set(public_keys()) == {old, new}
    assert mode_of(settings.SIGNING_KEY_FILE) == 0o400


def test_rotation_before_the_first_use_makes_the_first_key():
    old, new = rotate_signing_key()
    assert (old, list(public_keys())) == (None, [new])


def test_key_whose_file_was_taken_away_is_no_longer_trusted(settings):
    token = sign(b"a", purpose="trial", key=signing_key())
    old, _new = rotate_signing_key()
    (settings.PUBLIC_KEY_DIR / f"{old}.pem").unlink()
    with pytest.raises(SignatureRefused):
        read_token(token, purpose="trial", keys=public_keys())


def test_lost_public_key_of_the_key_in_use_is_written_again(settings):
    key_id = key_id_of(signing_key().public_key())
    (settings.PUBLIC_KEY_DIR / f"{key_id}.pem").unlink()
    signing_key()
    assert list(public_keys()) == [key_id]


def test_public_key_under_a_wrong_name_is_refused(settings):
    signing_key()
    [path] = settings.PUBLIC_KEY_DIR.iterdir()
    path.rename(path.with_name("0123456789abcdef.pem"))
    with pytest.raises(ImproperlyConfigured, match="0123456789abcdef"):
        public_keys()


def test_command_says_which_key_signs_now(capsys, settings):
    signing_key()
    [old] = public_keys()
    call_command("rotate_signing_key")
    said = capsys.readouterr().out
    [new] = set(public_keys()) - {old}
    assert old in said
    assert new in said
    assert str(settings.PUBLIC_KEY_DIR) in said


@pytest.mark.parametrize(("mode", "warns"), [(0o400, False), (0o600, False), (0o440, True), (0o644, True)])
def test_deploy_check_warns_when_others_can_read_the_key(settings, mode, warns):
    assert check_signing_key() == []
    signing_key()
    settings.SIGNING_KEY_FILE.chmod(mode)
    assert [message.id for message in check_signing_key()] == (["training.W001"] if warns else [])
