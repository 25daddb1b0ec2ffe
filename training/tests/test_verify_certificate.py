"""The command that verifies a certificate: by text, by file, by PDF, with and without a register."""

import datetime
import zlib

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import override

from training.certificate_facts import PURPOSE
from training.certificate_reading import _parts
from training.certificate_sheet import certificate_pdf, qr_text
from training.models import Certificate
from training.services.certification import revoke_certificate
from training.signing import sign
from training.signing_keys import public_keys, signing_key
from training.tests.certificate_steps import NOW, certify, certify_again

YESTERDAY = timezone.localdate() - datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def no_register(monkeypatch):
    """A machine with the keys and without a database."""

    def fail(self):
        raise OperationalError("no such table")

    monkeypatch.setattr(type(Certificate.objects.all()), "with_state", fail)


def verify(given, *options):
    call_command("verify_certificate", str(given), *options)


def test_text_file_and_pdf_are_verified_alike(cast, tmp_path, capsys):
    certificate = certify(cast.learner)
    text, pdf = tmp_path / "证书.txt", tmp_path / "证书.pdf"
    text.write_text(f"证书：\n{qr_text(certificate)}\n", encoding="utf-8")
    pdf.write_bytes(certificate_pdf(certificate))
    said = []
    for given in [certificate.token, qr_text(certificate), text, pdf]:
        verify(given)
        said.append(capsys.readouterr().out)
    assert len(set(said)) == 1
    facts = certificate.facts
    for word in [facts.serial, "林某", "谈前准备 (version 12)", facts.programme, facts.hours, certificate.key_id]:
        assert word in said[0]
    assert said[0].endswith("This certificate is genuine and valid.\n")


@pytest.mark.parametrize(
    "given", ["", "没有签名的文字", "TX1.0123456789abcdef.AAAA." + "A" * 86, "/nowhere/at/all.pdf", "\0"]
)
def test_text_that_is_not_genuine_is_refused(db, given):
    with pytest.raises(CommandError):
        verify(given)


def test_token_that_was_signed_for_something_else_is_refused(cast):
    other = sign(certify(cast.learner).facts.to_payload(), purpose="calendar", key=signing_key())
    with pytest.raises(CommandError, match="does not fit"):
        verify(other)


def test_genuine_signature_over_something_that_is_no_certificate_is_refused(db):
    with pytest.raises(CommandError, match="no signed text"):
        verify(sign(b'{"v":1}', purpose=PURPOSE, key=signing_key()))


def test_expired_superseded_and_revoked_end_with_an_error(cast):
    with pytest.raises(CommandError, match="good until"):
        verify(certify(cast.learner, valid_until=YESTERDAY).token)
    first = certify(cast.junior)
    certify_again(first, after=datetime.timedelta(minutes=1))
    with pytest.raises(CommandError, match="newer certificate"):
        verify(first.token)
    revoke_certificate(certificate=first, by=cast.trainer, reason="代考", at=NOW)
    with pytest.raises(CommandError, match="revoked"):
        verify(first.token)


def test_without_a_register_the_signature_and_the_dates_decide(cast, no_register, capsys):
    good, expired = certify(cast.learner), certify(cast.junior, valid_until=YESTERDAY)
    verify(good.token)
    assert "There is no register here" in capsys.readouterr().out
    with pytest.raises(CommandError, match="There is no register here"):
        verify(expired.token)


def test_certificate_that_the_register_does_not_know_ends_with_an_error(cast):
    certificate = certify(cast.learner)
    facts = certificate.facts.to_payload().replace("林某".encode(), "假某".encode())
    with pytest.raises(CommandError, match="does not know"):
        verify(sign(facts, purpose=PURPOSE, key=signing_key()))


def test_folder_of_keys_may_be_named(cast, tmp_path, settings):
    token = certify(cast.learner).token
    (tmp_path / "keys").mkdir()
    with pytest.raises(CommandError, match="not one of this portal"):
        verify(token, "--keys", str(tmp_path / "keys"))
    [path] = [settings.PUBLIC_KEY_DIR / f"{key}.pem" for key in public_keys() if key in token]
    (tmp_path / "keys" / path.name).write_bytes(path.read_bytes())
    verify(token, "--keys", str(tmp_path / "keys"))


def test_pdf_that_unpacks_to_gigabytes_is_let_be(db, tmp_path):
    path = tmp_path / "bomb.pdf"
    packed = zlib.compress(b"0" * 50_000_000, 9)
    path.write_bytes(b"%PDF-1.7\n1 0 obj\nstream\n" + packed + b"\nendstream\n2 0 obj stream\nxx\nendstream")
    assert [len(part) <= 5_000_000 for part in _parts(path.read_bytes())] == [True, True]
    with pytest.raises(CommandError, match="no signed text"):
        verify(path)


def test_file_too_large_for_a_certificate_is_not_read(db, tmp_path):
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(20_000_001)
    with pytest.raises(CommandError, match="too large"):
        verify(path)
