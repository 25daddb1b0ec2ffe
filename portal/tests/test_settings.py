"""The settings as a server would see them."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.core.management import call_command

QUESTION = """
import json, django
from django.conf import settings
django.setup()
print(json.dumps({
    "options": settings.DATABASES["default"].get("OPTIONS", {}),
    "secure": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT],
    "session": settings.SESSION_COOKIE_NAME,
    "language": settings.LANGUAGE_CODE,
    "tasks": {name: backend["BACKEND"].rsplit(".", 1)[-1] for name, backend in settings.TASKS.items()},
}))
"""


def ask(folder, **environment):
    """What a fresh process says of its settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", QUESTION],
        cwd=settings.BASE_DIR,
        env={**kept, "DJANGO_SETTINGS_MODULE": "portal.settings", "DATA_DIR": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_settings_of_a_server_are_secure_and_durable(tmp_path):
    answer = ask(tmp_path, SECRET_KEY="x" * 60)
    assert json.loads(answer.stdout) == {
        "options": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
        "secure": [True, True, True],
        "session": "__Host-sessionid",
        "language": "zh-hans",
        "tasks": {"default": "ImmediateBackend", "background": "DatabaseBackend"},
    }


def test_settings_without_key_stop_with_a_clear_message(tmp_path):
    answer = ask(tmp_path)
    assert answer.returncode != 0
    assert "Set SECRET_KEY to a long random text" in answer.stderr


def test_settings_with_bad_value_name_the_variable(tmp_path):
    answer = ask(tmp_path, SECRET_KEY="x" * 60, ROSTER_RETIRE_LIMIT_PERCENT="many")
    assert "ROSTER_RETIRE_LIMIT_PERCENT='many' is not a whole number such as 20" in answer.stderr


def test_nothing_calls_outside():
    assert settings.WAGTAIL_GRAVATAR_PROVIDER_URL is None
    assert settings.WAGTAIL_ENABLE_UPDATE_CHECK is False
    assert settings.WAGTAIL_ENABLE_WHATS_NEW_BANNER is False
    assert settings.WAGTAILEMBEDS_FINDERS == []
    assert not {"wagtail.api.v2", "wagtail.api.v3", "rest_framework"} & set(settings.INSTALLED_APPS)


@pytest.fixture
def collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "portal.static_files.HashedStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return storages["staticfiles"]


def test_static_files_carry_hashes_also_inside_imports(collected, tmp_path):
    script = (tmp_path / collected.stored_name("js/portal.js")).read_text(encoding="utf-8")
    for module in ["folds", "display", "menus", "search_key"]:
        assert f'"./{module}.js"' not in script
        assert collected.stored_name(f"js/{module}.js").removeprefix("js/") in script
