from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = _("Audit trail")

    def ready(self) -> None:
        from audit import holdings  # noqa: F401
        from audit.frozen_trail import TRAIL

        pre_migrate.connect(TRAIL.thaw, sender=self)
        post_migrate.connect(TRAIL.freeze, sender=self)
