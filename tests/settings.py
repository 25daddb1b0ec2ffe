"""The portal's settings as tests use them: the same code, quicker hashes, tasks that run at once."""

import os
import tempfile

os.environ.setdefault("DEBUG", "1")
# Removed when the process ends, because the object is then collected.
folder = tempfile.TemporaryDirectory(prefix="tanxin-tests-")
os.environ["DATA_DIR"] = folder.name

from portal.settings import *  # noqa: E402, F403

# As in real use; a test that needs a trial says so.
DEBUG = TRIAL = False
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Every test begins with people of the same ids, and the counters outlive it.
ATTEMPT_LIMITS = {"save": 0, "submit": 0, "verify": 0}
# Mail stays in django.core.mail.outbox.
NOTICE_MAIL = {"backend": "django.core.mail.backends.locmem.EmailBackend"}
CALENDAR_READS_PER_HOUR = 0
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "background": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
}
