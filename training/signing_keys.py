"""The files of the keys that sign certificates.

One private key, readable to the portal alone, made on first use. The public key of each that ever signed stays in a
folder of its own under its key id: with that folder, certificates verify anywhere. To stop trusting a key, take its
file out of the folder.
"""

import os
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from training.signing import key_id_of

SECRET_MODE, PUBLIC_MODE = 0o400, 0o644


def signing_key() -> Ed25519PrivateKey:
    """The key in use. Where there is none it is made, once, also when several processes ask at the same moment."""
    path: Path = settings.SIGNING_KEY_FILE
    if not path.exists():
        _publish(draft := Ed25519PrivateKey.generate())
        _write(path, _private_pem(draft), mode=SECRET_MODE, may_replace=False)
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured(f"{path} holds no Ed25519 key.")
    if not _public_path(key).exists():
        _publish(key)
    return key


def rotate_signing_key() -> tuple[str | None, str]:
    """Makes a new key and forgets the old private one; returns both key ids. What the old one signed stays good."""
    path: Path = settings.SIGNING_KEY_FILE
    old = key_id_of(signing_key().public_key()) if path.exists() else None
    key = Ed25519PrivateKey.generate()
    _publish(key)
    _write(path, _private_pem(key), mode=SECRET_MODE, may_replace=True)
    return old, key_id_of(key.public_key())


def public_keys(folder: Path | None = None) -> dict[str, Ed25519PublicKey]:
    """The keys whose signatures count, by key id: those in `folder`, else in PUBLIC_KEY_DIR.

    Raises ImproperlyConfigured for a file that holds another key than its name says.
    """
    keys = {}
    for path in sorted((folder or settings.PUBLIC_KEY_DIR).glob("*.pem")):
        key = load_pem_public_key(path.read_bytes())
        if not isinstance(key, Ed25519PublicKey) or key_id_of(key) != path.stem:
            raise ImproperlyConfigured(f"{path} does not hold the key that its name says.")
        keys[path.stem] = key
    return keys


def _publish(key: Ed25519PrivateKey) -> None:
    """Keeps the public half before the private one signs anything."""
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    _write(_public_path(key), pem, mode=PUBLIC_MODE, may_replace=True)


def _public_path(key: Ed25519PrivateKey) -> Path:
    return settings.PUBLIC_KEY_DIR / f"{key_id_of(key.public_key())}.pem"


def _private_pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes, *, mode: int, may_replace: bool) -> None:
    """Writes the file in one step, complete from the first moment. One that is there stays unless it may go."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), mode)
        if may_replace:
            os.replace(draft, path)
        else:
            try:
                os.link(draft, path)
            except FileExistsError:
                # Another process was quicker: its key is the one.
                return
    finally:
        Path(draft).unlink(missing_ok=True)
