"""Fields of the Wagtail admin that work otherwise than Wagtail's own."""

from typing import Any

from wagtail.admin.widgets import AdminDateInput


class TypedDateInput(AdminDateInput):
    """A date with a calendar that keeps what was typed; what is no date is refused when the form is saved.

    Wagtail's calendar makes another date of it as soon as the field is left: 2020-01-01 of 2020年13月.
    """

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "validateOnBlur": False}
