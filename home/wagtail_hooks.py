"""How the Wagtail admin looks here, and what its side menu offers."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("insert_global_admin_css")
def wear_own_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("construct_main_menu")
def keep_what_authors_use(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Reports tell of the whole site; only administrators work with them."""
    if not request.user.is_administrator:
        menu_items[:] = [item for item in menu_items if item.name != "reports"]


@hooks.register("construct_help_menu")
def drop_outside_links(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Wagtail's own guide and news stand on another host, which a closed network does not reach."""
    menu_items[:] = [item for item in menu_items if not item.name.startswith(("editor-guide", "whats-new"))]
