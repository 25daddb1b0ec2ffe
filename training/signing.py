"""Signed texts that verify without the portal: Ed25519, in a form that fits a QR code. Knows no files and no database.

A token reads `TX1.<key id>.<payload>.<signature>`, the last two in base64url. What is signed is the purpose and the
text before the signature, so that nothing of it can be changed and no token serves another purpose. `TX1` names format
and algorithm: another algorithm gets another name.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from training.errors import SignatureRefused

#: A certificate with two hundred long titles has less.
LONGEST_PAYLOAD = 60_000
TOKEN = re.compile(rf"TX1\.([0-9a-f]{{16}})\.([A-Za-z0-9_-]{{1,{LONGEST_PAYLOAD}}})\.([A-Za-z0-9_-]{{86}})")


@dataclass(frozen=True)
class SignedPayload:
    """What was signed, and by which key."""

    payload: bytes
    key_id: str


def key_id_of(key: Ed25519PublicKey) -> str:
    """The name of a key: 16 hexadecimal digits of the SHA-256 of its 32 bytes."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def sign(payload: bytes, *, purpose: str, key: Ed25519PrivateKey) -> str:
    """`payload` as a token that verifies for `purpose` alone."""
    text = f"TX1.{key_id_of(key.public_key())}.{_encode(payload)}"
    return f"{text}.{_encode(key.sign(_signed(purpose, text)))}"


def read_token(token: str, *, purpose: str, keys: Mapping[str, Ed25519PublicKey]) -> SignedPayload:
    """What `token` says, if one of `keys` (by key id) signed exactly this text for `purpose`; else SignatureRefused."""
    match = TOKEN.fullmatch(token)
    if match is None:
        raise SignatureRefused("malformed")
    key_id, payload, signature = match.groups()
    if key_id not in keys:
        raise SignatureRefused("unknown_key")
    text = token.rpartition(".")[0]
    try:
        keys[key_id].verify(_decode(signature), _signed(purpose, text))
        return SignedPayload(_decode(payload), key_id)
    except InvalidSignature as error:
        raise SignatureRefused("wrong") from error


def find_token(text: str) -> str | None:
    """The first token in `text`, which may be broken over lines, as mails do it."""
    found = TOKEN.search("".join(text.split()))
    return found and found.group()


def _signed(purpose: str, text: str) -> bytes:
    return f"{purpose}\n{text}".encode()


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def _decode(text: str) -> bytes:
    """The bytes; refuses a second spelling of the same bytes, which the unused last bits would allow."""
    try:
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise SignatureRefused("malformed") from error
    if _encode(content) != text:
        raise SignatureRefused("malformed")
    return content
