"""Panels of the Wagtail admin that tell authors what becomes of what they write."""

from typing import Any

from wagtail.admin.panels import HelpPanel


class TellingPanel(HelpPanel):
    """Renders `template` with the bound panel as `self`; with `is_for_saved` not before the object is saved.

    `needs` names a property of the object without which there is nothing to tell, and no panel.
    """

    def __init__(self, template: str, *, is_for_saved: bool = False, needs: str = "", **kwargs: Any) -> None:
        super().__init__(template=template, **kwargs)
        self.is_for_saved, self.needs = is_for_saved, needs

    def clone_kwargs(self) -> dict[str, Any]:
        kwargs = super().clone_kwargs()
        del kwargs["content"]
        return {**kwargs, "is_for_saved": self.is_for_saved, "needs": self.needs}

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            if not super().is_shown() or (self.panel.is_for_saved and self.instance.pk is None):
                return False
            return not self.panel.needs or bool(getattr(self.instance, self.panel.needs))
