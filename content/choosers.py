"""Choosers that speak the language of whoever looks.

Wagtail puts the wording of a chooser together while the form is built, which is done once for everybody, and that of
its viewset while the code is loaded: the first visitor's language would stay for all. Here it stays open until shown.
"""

from django.db.models import ForeignKey, Model
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext

# Wagtail's messages and Wagtail's Chinese: under this name they are not taken for messages of the portal.
from django.utils.translation import gettext_lazy as of_wagtail
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import AdminPageChooser
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.widgets import AdminSnippetChooser

from content.models import PortalPage


def _filled_in(wording: str, model: type[Model]) -> str:
    return gettext(wording) % {"object": model._meta.verbose_name}


def _with_page_type(wording: str, model: type[Model]) -> str:
    return f"{wording} ({capfirst(model._meta.verbose_name)})"


filled_in = lazy(_filled_in, str)
with_page_type = lazy(_with_page_type, str)


class SnippetChooser(AdminSnippetChooser):
    """Chooses one of our snippets."""

    def __init__(self, model: type[Model] | None = None, **kwargs: object) -> None:
        super().__init__(model, **kwargs)
        self.choose_one_text = filled_in("Choose %(object)s", self.model)
        self.choose_another_text = filled_in("Choose another %(object)s", self.model)
        self.link_to_chosen_text = filled_in("Edit this %(object)s", self.model)


class PageTypeChooser(AdminPageChooser):
    """Chooses a page of one type."""

    def __init__(self, target_model: type[PortalPage]) -> None:
        super().__init__(target_models=[target_model])
        self.choose_one_text = with_page_type(AdminPageChooser.choose_one_text, target_model)


class PortalChooserViewSet(SnippetChooserViewSet):
    """The window in which one of our snippets is chosen."""

    choose_one_text = of_wagtail("Choose")
    choose_another_text = of_wagtail("Choose another")
    edit_item_text = of_wagtail("Edit")
    search_tab_label = of_wagtail("Search")
    create_action_label = of_wagtail("Create")
    base_widget_class = SnippetChooser


register_form_field_override(
    ForeignKey, to=PortalPage, override=lambda field: {"widget": PageTypeChooser(field.remote_field.model)}
)
