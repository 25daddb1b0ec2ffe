"""The trial server: what it refuses, and what it prepares."""

import pytest
from django.core.management import CommandError, call_command

from portal.management.commands import serve


@pytest.fixture
def calls(monkeypatch):
    """Notes the commands that `serve` would run, instead of running them."""
    noted = []
    monkeypatch.setattr(serve, "call_command", lambda name, *args, **options: noted.append((name, args)))
    monkeypatch.setattr(serve.Command, "_start_worker", lambda self: noted.append(("worker", ())))
    monkeypatch.setattr(serve.Command, "_start_schedule", lambda self: noted.append(("schedule", ())))
    return noted


def test_serve_outside_a_trial_is_refused(db, calls):
    with pytest.raises(CommandError, match="gunicorn"):
        call_command("serve")
    assert calls == []


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1"])
def test_serve_with_bad_port_says_which(db, calls, settings, port):
    settings.TRIAL = True
    with pytest.raises(CommandError, match=f"PORT={port}"):
        call_command("serve", port=port)
    assert calls == []


def test_serve_with_empty_database_loads_demo_then_starts(db, calls, settings, capsys):
    settings.TRIAL = True
    call_command("serve", host=serve.EVERYWHERE, port="8765")
    assert calls == [("load_demo", ()), ("worker", ()), ("schedule", ()), ("runserver", (f"{serve.EVERYWHERE}:8765",))]
    assert "http://127.0.0.1:8765/" in capsys.readouterr().out


def test_serve_with_people_keeps_them(cast, calls, settings):
    settings.TRIAL = True
    call_command("serve")
    assert [name for name, _args in calls] == ["worker", "schedule", "runserver"]
