"""Is this certificate genuine, and does it still hold? By signature, by the register, or by both."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import DatabaseError, transaction

from training.certificate_facts import PURPOSE, CertificateFacts
from training.enums import CertificateState
from training.errors import SignatureRefused
from training.models import Certificate
from training.signing import find_token, read_token


@dataclass(frozen=True)
class Verdict:
    """What a genuine signed text certifies, by which key, and what the register says of it.

    `certificate` is None where there is no register or it does not know this one; `has_register` tells which.
    """

    facts: CertificateFacts
    key_id: str
    state: CertificateState
    certificate: Certificate | None
    has_register: bool

    @property
    def is_on_record(self) -> bool:
        return self.certificate is not None

    @property
    def holds(self) -> bool:
        """Whether it may be relied on today, as far as can be seen from here."""
        return self.state == CertificateState.VALID and (self.is_on_record or not self.has_register)


def verify_text(text: str, *, keys: Mapping[str, Ed25519PublicKey], on: datetime.date) -> Verdict:
    """The verdict on the signed text in `text`, e.g. that of a QR code. Raises SignatureRefused for a forged one."""
    token = find_token(text)
    if token is None:
        raise SignatureRefused("malformed")
    signed = read_token(token, purpose=PURPOSE, keys=keys)
    facts = CertificateFacts.from_payload(signed.payload)
    try:
        # Of its own, so that a missing table does not spoil a transaction around it.
        with transaction.atomic():
            certificate = Certificate.objects.with_state().filter(code=facts.code, token=token).first()
    except DatabaseError:
        return Verdict(facts, signed.key_id, _state_of(facts, on), certificate=None, has_register=False)
    state = certificate.state_on(on) if certificate else _state_of(facts, on)
    return Verdict(facts, signed.key_id, state, certificate, has_register=True)


def is_signed_as_stored(certificate: Certificate, *, keys: Mapping[str, Ed25519PublicKey]) -> bool:
    """Whether the row still says what was signed when it was issued."""
    try:
        signed = read_token(certificate.token, purpose=PURPOSE, keys=keys)
        return CertificateFacts.from_payload(signed.payload) == certificate.facts
    except SignatureRefused:
        return False


def _state_of(facts: CertificateFacts, on: datetime.date) -> CertificateState:
    return CertificateState.EXPIRED if facts.is_expired(on) else CertificateState.VALID
