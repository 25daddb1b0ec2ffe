"""How the Wagtail admin looks here, what its home screen shows and what its side menu offers."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from cadres.permissions import user_can_import_roster
from home.panels import panels_for
from home.views import queue_page


@hooks.register("insert_global_admin_css")
def wear_own_colours() -> SafeString:
    sheets = [(static(f"css/{name}.css"),) for name in ["admin", "writing_room", "question_bank", "question_forms"]]
    return format_html_join("", '<link rel="stylesheet" href="{}">', sheets)


@hooks.register("register_icons")
def bring_own_icons(icons: list[str]) -> list[str]:
    kinds = ["guide", "course", "lesson", "quiz", "scene"]
    return [*icons, *(f"wagtailadmin/icons/portal-{kind}.svg" for kind in kinds)]


@hooks.register("construct_homepage_panels")
def show_what_is_to_do(request: HttpRequest, panels: list[Component]) -> None:
    """Wagtail's own panels name pages whoever may read them now."""
    panels[:] = panels_for(request.user)


@hooks.register("register_admin_urls")
def give_queues_an_address() -> list[URLPattern]:
    return [path("to-do/<slug:key>/", queue_page, name="writing_room_queue")]


@hooks.register("register_admin_menu_item")
def lead_back_to_the_portal() -> MenuItem:
    """With a fragment: the side bar would take a bare / for the address of every screen."""
    return MenuItem(_("To the portal"), f"{reverse('front_page')}#main", name="portal", icon_name="home", order=20_000)


class RosterMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return user_can_import_roster(request.user)


@hooks.register("register_settings_menu_item")
def lead_to_the_rosters() -> MenuItem:
    return RosterMenuItem(
        _("Import a roster"), reverse("cadres:roster_imports"), name="rosters", icon_name="group", order=610
    )


@hooks.register("construct_main_menu")
def keep_what_authors_use(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Reports tell of the whole site; only administrators work with them."""
    if not request.user.is_administrator:
        menu_items[:] = [item for item in menu_items if item.name != "reports"]


@hooks.register("register_help_menu_item")
def lead_to_the_style_guide() -> MenuItem:
    return MenuItem(_("Style guide"), reverse("styleguide"), name="style-guide", icon_name="view", order=100)


@hooks.register("construct_help_menu")
def drop_outside_links(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Wagtail's own guide and news stand on another host, which a closed network does not reach."""
    menu_items[:] = [item for item in menu_items if not item.name.startswith(("editor-guide", "whats-new"))]
