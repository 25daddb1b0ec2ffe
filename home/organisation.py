"""The name under which the organisation signs what it issues."""

from django.conf import settings
from wagtail.models import Site

from cadres.models import Department
from home.models import SiteSettings


def organisation_name() -> str:
    """As the site settings have it, else the topmost department, else the name of the portal."""
    site = Site.objects.filter(is_default_site=True).first()
    named = SiteSettings.for_site(site).organisation if site else ""
    topmost = Department.objects.filter(depth=1).first()
    return named or (topmost.name if topmost else settings.WAGTAIL_SITE_NAME)
