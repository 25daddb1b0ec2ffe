"""Where the signing key comes from."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from portal.environment import read_path, read_text


def find_secret_key(data_dir: Path, *, may_create: bool) -> str:
    """The key from SECRET_KEY, else from the file SECRET_KEY_FILE.

    Where `may_create` is set (a trial on one machine) a missing file is made once and kept, so that
    people stay signed in over a restart. Raises ImproperlyConfigured when there is no key at all.
    """
    if key := read_text("SECRET_KEY"):
        return key
    key_file = read_path("SECRET_KEY_FILE", data_dir / "secret_key")
    if key_file.is_file():
        return key_file.read_text(encoding="ascii").strip()
    if not may_create:
        raise ImproperlyConfigured(
            f"Set SECRET_KEY to a long random text, or SECRET_KEY_FILE to a file with one ({key_file} is missing)."
        )
    key_file.touch(mode=0o600)
    key_file.write_text(get_random_secret_key(), encoding="ascii")
    return key_file.read_text(encoding="ascii")
