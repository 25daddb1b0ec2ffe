"""Content in the Wagtail admin that is not a page."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from content.choosers import PortalChooserViewSet
from content.models import Topic


class TopicViewSet(SnippetViewSet):
    """The words by which content is found. Administrators reword and add; what content refers to stays."""

    model = Topic
    icon = "tag"
    menu_label = _("Topics")
    menu_name = "topics"
    menu_order = 500
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["name", Column("facet", label=_("Facet"), accessor="get_facet_display", sort_key="facet"), "slug"]
    list_filter = ["facet"]
    list_per_page = 50
    search_fields = ["name"]
    search_backend_name = None
    chooser_viewset_class = PortalChooserViewSet
    panels = [FieldPanel("facet"), FieldPanel("name"), FieldPanel("slug"), FieldPanel("order")]
