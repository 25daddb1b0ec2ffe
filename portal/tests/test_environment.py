"""Settings from the environment: what is read, and how a bad value is told."""

import datetime
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.environment import (
    read_bool,
    read_cache,
    read_database,
    read_hours,
    read_int,
    read_list,
    read_mail,
    read_path,
    read_text,
)
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
        *(
            (lambda name: read_mail(name, "none"), value, "mail server")
            for value in ["mail.example", "http://mail.example", "smtp://", "smtp://mail.example:x", "file:"]
        ),
        *(
            (lambda name: read_hours(name, "none"), value, "times of day")
            for value in ["20", "20:00", "20:00-25:00", "8-20"]
        ),
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


SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("smtp://mail.example", ("mail.example", 25, "", "", False, False)),
        ("smtp+tls://tanxin:p%40ss@mail.example:2525", ("mail.example", 2525, "tanxin", "p@ss", True, False)),
        ("smtp+ssl://tanxin:pass@mail.example", ("mail.example", 465, "tanxin", "pass", False, True)),
    ],
)
def test_read_mail_of_a_server(monkeypatch, address, expected):
    monkeypatch.setenv("EMAIL_URL", address)
    found = read_mail("EMAIL_URL", "none")
    names = ["host", "port", "username", "password", "use_tls", "use_ssl"]
    assert (found["backend"], found["timeout"] > 0) == (SMTP, True)
    assert tuple(found[name] for name in names) == expected


def test_read_mail_of_a_folder_the_console_or_nowhere(monkeypatch):
    assert read_mail("MISSING_VARIABLE", "none") == {}
    assert read_mail("MISSING_VARIABLE", "console:")["backend"].endswith("console.EmailBackend")
    folder = Path("/srv/谈心 data/mail")
    assert read_mail("MISSING_VARIABLE", folder.as_uri())["file_path"] == str(folder)


def test_read_hours_over_midnight_and_none(monkeypatch):
    assert read_hours("MISSING_VARIABLE", "20:00-08:00") == (datetime.time(20), datetime.time(8))
    monkeypatch.setenv("MAIL_QUIET_HOURS", "none")
    assert read_hours("MAIL_QUIET_HOURS", "20:00-08:00") is None
