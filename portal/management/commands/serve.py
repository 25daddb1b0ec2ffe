"""Starts the site for a trial: database, demo organisation, background tasks, schedule and server in one go."""

import os
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.autoreload import DJANGO_AUTORELOAD_ENV
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django_tasks_db.management.commands.db_worker import Worker

from portal.due_jobs import keep_schedule

EVERYWHERE = "0.0.0.0"  # noqa: S104


class Command(BaseCommand):
    help = "Starts the site with the demo organisation, for a trial on one machine."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", default="8000")
        parser.add_argument("--reload", action="store_true", help="Restart when the code changes.")

    def handle(self, *, host: str, port: str, reload: bool, **options: Any) -> None:
        if not settings.TRIAL:
            raise CommandError(_("This is the trial server. For real use run gunicorn: see docs/operations.md."))
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise CommandError(_("PORT=%(port)s is not a port number between 1 and 65535.") % {"port": port})
        # With --reload this command runs twice; the watching process has prepared everything already.
        if not os.environ.get(DJANGO_AUTORELOAD_ENV):
            self._prepare()
            self._announce(host, port)
        if not reload or os.environ.get(DJANGO_AUTORELOAD_ENV):
            self._start_worker()
            self._start_schedule()
        if host == EVERYWHERE:
            settings.ALLOWED_HOSTS.append("*")
        elif host not in settings.ALLOWED_HOSTS:
            settings.ALLOWED_HOSTS.append(host)
        # A trial finds its static files where they lie, but WhiteNoise warns of a folder that is not there.
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        call_command("runserver", f"{host}:{port}", use_reloader=reload, skip_checks=True)

    def _prepare(self) -> None:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write(_("Preparing the database …"))
            call_command("migrate", verbosity=0, interactive=False)
        if not get_user_model().objects.exists():
            self.stdout.write(_("Loading the demo organisation …"))
            call_command("load_demo", seed=1)

    def _announce(self, host: str, port: str) -> None:
        address = f"http://{'127.0.0.1' if host == EVERYWHERE else host}:{port}/"
        self.stdout.write(self.style.SUCCESS(_("Tanxin is at %(address)s") % {"address": address}))

    def _start_worker(self) -> None:
        """Background tasks run beside the server, so that a trial needs one command and not two."""
        worker = Worker(
            queue_names=["*"],
            interval=2,
            batch=False,
            backend_name="background",
            startup_delay=True,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        threading.Thread(target=worker.run, name="background-tasks", daemon=True).start()

    def _start_schedule(self) -> None:
        """Regular work is done beside the server as well; the thread ends with the process."""
        threading.Thread(target=keep_schedule, args=[threading.Event()], name="schedule", daemon=True).start()
