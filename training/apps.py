from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = _("Training")

    def ready(self) -> None:
        from training import (  # noqa: F401
            calendar_entries,
            change_notices,
            checks,
            duty_notices,
            holdings,
            honour_notices,
            make_up_notices,
            notice_kinds,
            signal_handlers,
            spot_notices,
            voiding_notices,
        )
        from training.frozen_rows import EVIDENCE
        from training.services import grounds  # noqa: F401

        pre_migrate.connect(EVIDENCE.thaw, sender=self)
        post_migrate.connect(EVIDENCE.freeze, sender=self)
