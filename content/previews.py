"""How wide a preview in the Wagtail admin is."""

from django.utils.translation import gettext_lazy as _


class PreviewedOnPhoneAndDesk:
    """Shows a draft as wide as readers see it: on a phone and on the screen of a desk; for everything with a preview.

    Stands before Wagtail's PreviewableMixin among the bases of a model. The widths, in pixels, are those at which the
    portal itself is looked at.
    """

    PREVIEW_SIZES = [
        {"name": "phone", "icon": "mobile-alt", "device_width": 390, "label": _("As on a phone")},
        {"name": "desk", "icon": "desktop", "device_width": 1440, "label": _("As on a large screen")},
    ]

    @property
    def preview_sizes(self) -> list[dict[str, object]]:
        return self.PREVIEW_SIZES
