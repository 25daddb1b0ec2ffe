from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class CadresConfig(AppConfig):
    name = "cadres"
    verbose_name = _("Cadres")
    default = True

    def ready(self) -> None:
        from cadres import holdings  # noqa: F401


class PortalUsersAppConfig(WagtailUsersAppConfig):
    """Wagtail's administration of users, with this portal's forms and columns."""

    user_viewset = "cadres.viewsets.CadreViewSet"
