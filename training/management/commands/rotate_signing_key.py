"""Changes the key that signs certificates."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from training.signing_keys import rotate_signing_key


class Command(BaseCommand):
    help = "Makes a new key for signing certificates. What the old one signed still verifies."

    def handle(self, **options: Any) -> None:
        old, new = rotate_signing_key()
        if old:
            self.stdout.write(_("Key %(old)s signs no more; its private half is gone.") % {"old": old})
        self.stdout.write(_("Key %(new)s signs from now on.") % {"new": new})
        self.stdout.write(
            _("Copy the public keys in %(folder)s to where certificates are verified offline.")
            % {"folder": settings.PUBLIC_KEY_DIR}
        )
