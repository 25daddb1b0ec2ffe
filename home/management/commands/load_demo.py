"""Loads the demo organisation into an empty database."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from cadres.enums import Role
from cadres.models import User
from home.demo.loading import load_demo


class Command(BaseCommand):
    help = "Loads an invented district with people, guides, courses and half a year of training."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="The same seed gives the same organisation.")

    def handle(self, *, seed: int, **options: Any) -> None:
        if not settings.TRIAL:
            raise CommandError(_("The demo organisation is for a trial with TRIAL=1, not for a server in use."))
        if User.objects.exists():
            raise CommandError(
                _("There are people in this database already. The demo organisation is loaded into an empty one only.")
            )
        chosen = os.environ.get("DEMO_PASSWORD", "")
        password = chosen or get_random_string(10, "abcdefghijkmnpqrstuvwxyz23456789")
        accounts = load_demo(seed=seed, password=password, now=timezone.now())
        self.stdout.write(_("Accounts for trying the portal, one for each role:"))
        for role, staff_number in accounts.items():
            self.stdout.write(f"  {staff_number:<10} {Role(role).label}")
        if chosen:
            self.stdout.write(_("Their password is that of DEMO_PASSWORD."))
        else:
            self.stdout.write(_("Their password, shown only now: %(password)s") % {"password": password})
