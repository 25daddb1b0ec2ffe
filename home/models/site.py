"""The front page and the settings of the site."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField

from content.models import PortalPage


class HomePage(PortalPage):
    """The root of the site: a public front page, and for those who signed in what is due for them."""

    introduction = models.TextField(
        _("introduction"),
        blank=True,
        help_text=_("Shown to visitors who are not signed in: what this portal is for, in two sentences."),
    )

    is_public = True
    parent_page_types = ["content.PortalPage"]
    subpage_types = ["guides.GuideIndexPage", "training.CourseIndexPage"]
    max_count = 1
    is_fixed = True
    icon = "home"
    content_panels = [*PortalPage.content_panels, FieldPanel("introduction")]
    settings_panels: list[FieldPanel] = []

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


@register_setting(icon="cog", name="site-settings")
class SiteSettings(BaseSiteSetting):
    """What an organisation says about itself and its help."""

    organisation = models.CharField(
        _("organisation"), max_length=100, blank=True, help_text=_("The name by which the portal presents itself.")
    )
    contact = models.CharField(
        _("contact"), max_length=200, blank=True, help_text=_("Whom to ask about the portal and about personal data.")
    )
    help_line = models.CharField(
        _("help line"),
        max_length=200,
        blank=True,
        help_text=_("Shown at the end of each guide, for talks that should be handed to professionals."),
    )
    privacy_notice = RichTextField(
        _("privacy notice"),
        blank=True,
        features=["bold", "h2", "ol", "ul", "link"],
        help_text=_("Stands below the notice that comes with the portal."),
    )

    panels = [
        FieldPanel("organisation"),
        FieldPanel("contact"),
        FieldPanel("help_line"),
        FieldPanel("privacy_notice"),
    ]

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
