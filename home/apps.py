from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Home")

    def ready(self) -> None:
        from home import correction_notices, holdings  # noqa: F401
        from home.frozen_rows import CORRECTIONS

        pre_migrate.connect(CORRECTIONS.thaw, sender=self)
        post_migrate.connect(CORRECTIONS.freeze, sender=self)
