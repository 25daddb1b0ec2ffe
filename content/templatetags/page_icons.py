"""The sign of each kind of page, for the lists of the Wagtail admin."""

from django import template
from django.apps import apps

from content.models import PortalPage

register = template.Library()


@register.filter
def page_icon(page: PortalPage) -> str:
    """The icon of the kind to which `page` belongs; no query, also for a page that was read as a plain one."""
    return (page.specific_class or PortalPage).icon


@register.simple_tag
def page_type_icon(app_label: str, model_name: str) -> str:
    """The icon of a kind of page."""
    return apps.get_model(app_label, model_name).icon
