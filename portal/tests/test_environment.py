"""Settings from the environment: what is read, and how a bad value is told."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.environment import read_bool, read_cache, read_database, read_int, read_list, read_path, read_text
from portal.secret_key import find_secret_key


@pytest.mark.parametrize(("value", "expected"), [("1", True), (" Yes ", True), ("on", True), ("0", False), ("", False)])
def test_read_bool_of_known_words(monkeypatch, value, expected):
    monkeypatch.setenv("SWITCH", value)
    assert read_bool("SWITCH", not expected) is expected


def test_readers_of_missing_variable_answer_default():
    assert read_bool("MISSING_VARIABLE", True) is True
    assert read_int("MISSING_VARIABLE", 20) == 20
    assert read_text("MISSING_VARIABLE", " x ") == "x"
    assert read_list("MISSING_VARIABLE", ["a"]) == ["a"]
    assert read_path("MISSING_VARIABLE", Path("/srv")) == Path("/srv")


def test_read_list_drops_blanks(monkeypatch):
    monkeypatch.setenv("HOSTS", " a.example , ,b.example,")
    assert read_list("HOSTS") == ["a.example", "b.example"]


@pytest.mark.parametrize(
    ("reader", "value", "hint"),
    [
        (read_bool, "maybe", "yes or no"),
        (lambda name: read_int(name, 20), "twenty", "whole number such as 20"),
        (lambda name: read_int(name, 20, minimum=1), "0", "1 or more"),
        (lambda name: read_database(name, ""), "nonsense://", "database"),
        (lambda name: read_database(name, ""), "mysql://root@localhost/x", "SQLite or PostgreSQL"),
        (lambda name: read_cache(name, ""), "nonsense://", "cache address"),
    ],
)
def test_bad_value_names_variable_value_and_remedy(monkeypatch, reader, value, hint):
    monkeypatch.setenv("SOME_SETTING", value)
    with pytest.raises(ImproperlyConfigured) as refusal:
        reader("SOME_SETTING")
    assert f"SOME_SETTING='{value}'" in str(refusal.value)
    assert hint in str(refusal.value)


def test_read_database_of_postgres_address(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://tanxin:secret@db.example:5433/portal")
    found = read_database("DATABASE_URL", "")
    assert (found["ENGINE"], found["NAME"], found["USER"], found["HOST"], found["PORT"]) == (
        "django.db.backends.postgresql",
        "portal",
        "tanxin",
        "db.example",
        5433,
    )


@pytest.fixture
def no_key(monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("SECRET_KEY_FILE", raising=False)


def test_find_secret_key_prefers_variable_then_file(monkeypatch, tmp_path, no_key):
    key_file = tmp_path / "key"
    key_file.write_text("from-file\n", encoding="ascii")
    monkeypatch.setenv("SECRET_KEY_FILE", str(key_file))
    assert find_secret_key(tmp_path, may_create=False) == "from-file"
    monkeypatch.setenv("SECRET_KEY", "from-variable")
    assert find_secret_key(tmp_path, may_create=False) == "from-variable"


def test_find_secret_key_makes_one_for_trial_and_keeps_it(tmp_path, no_key):
    first = find_secret_key(tmp_path, may_create=True)
    assert len(first) >= 50
    assert find_secret_key(tmp_path, may_create=True) == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_find_secret_key_refuses_to_invent_one_for_real_use(tmp_path, no_key):
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FILE"):
        find_secret_key(tmp_path, may_create=False)
    assert list(tmp_path.iterdir()) == []
