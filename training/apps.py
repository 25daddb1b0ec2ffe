from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = _("Training")

    def ready(self) -> None:
        from training import signal_handlers  # noqa: F401
        from training.frozen_rows import freeze_rows, thaw_rows

        pre_migrate.connect(thaw_rows, sender=self)
        post_migrate.connect(freeze_rows, sender=self)
