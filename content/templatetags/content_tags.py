"""Tags that every page template may use."""

from django import template
from django.urls import reverse

from cadres.models import User
from content.models import PortalPage

register = template.Library()


@register.simple_tag
def edit_address(user: User, page: PortalPage | None) -> str:
    """Where `user` may edit `page`; empty for those who may not, and for addresses that are no page."""
    if not isinstance(page, PortalPage) or page.pk is None or not user.has_perm("wagtailadmin.access_admin"):
        return ""
    if not page.permissions_for_user(user).can_edit():
        return ""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
