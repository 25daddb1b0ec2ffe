"""Panels of the Wagtail admin that tell authors what becomes of what they write."""

from typing import Any

from wagtail.admin.panels import HelpPanel


class TellingPanel(HelpPanel):
    """Renders `template` with the bound panel as `self`; with `is_for_saved` not before the object is saved."""

    def __init__(self, template: str, *, is_for_saved: bool = False, **kwargs: Any) -> None:
        super().__init__(template=template, **kwargs)
        self.is_for_saved = is_for_saved

    def clone_kwargs(self) -> dict[str, Any]:
        kwargs = super().clone_kwargs()
        del kwargs["content"]
        return {**kwargs, "is_for_saved": self.is_for_saved}

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return super().is_shown() and not (self.panel.is_for_saved and self.instance.pk is None)
