"""Technique guides and their index."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.models import Orderable
from wagtail.search import index

from content.blocks import GUIDE_BLOCKS
from content.enums import Facet
from content.facets import FacetedPages
from content.fields import BodyField
from content.models import PortalPage, Topic
from guides.forms import GuideForm
from guides.outline import Part, outline

if TYPE_CHECKING:
    from cadres.models import User

GUIDES_A_PAGE = 24


class GuideIndexPage(PortalPage):
    """All guides, found by facet."""

    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("One or two sentences above the list: what is found here.")
    )

    parent_page_types = ["home.HomePage"]
    subpage_types = ["guides.GuidePage"]
    max_count = 1
    is_fixed = True
    icon = "folder-open-inverse"
    content_panels = [*PortalPage.content_panels, FieldPanel("introduction")]
    # The navigation leads to /guides/: the address of this page does not change.
    settings_panels: list[FieldPanel] = []

    class Meta:
        verbose_name = _("guide index")
        verbose_name_plural = _("guide indexes")

    def guides_for(self, user: "User") -> models.QuerySet:
        """The published guides that `user` may read, in the order of the tree."""
        return GuidePage.objects.child_of(self).live().visible_to(user)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        found = FacetedPages(self.guides_for(request.user), request.GET, self.get_url(request) or "")
        page_obj = Paginator(found.page_ids, GUIDES_A_PAGE).get_page(request.GET.get("page"))
        guides = GuidePage.objects.prefetch_related("topics").in_bulk(page_obj.object_list)
        return {
            **super().get_context(request, *args, **kwargs),
            "found": found,
            "page_obj": page_obj,
            "guides": [guides[pk] for pk in page_obj.object_list],
        }


class GuideTag(TaggedItemBase):
    """A free keyword on a guide."""

    content_object = ParentalKey("guides.GuidePage", on_delete=models.CASCADE, related_name="tagged_items")


class GuideRelation(Orderable):
    """Another guide worth reading after this one."""

    guide = ParentalKey("guides.GuidePage", on_delete=models.CASCADE, related_name="relations")
    related = models.ForeignKey(
        "guides.GuidePage", on_delete=models.CASCADE, related_name="+", verbose_name=_("related guide")
    )

    panels = [PageChooserPanel("related")]

    class Meta(Orderable.Meta):
        verbose_name = _("related guide")
        verbose_name_plural = _("related guides")


class GuidePage(PortalPage):
    """How to do one thing in a talk well. A guide has a steward who reviews it by a date."""

    summary = models.CharField(
        _("summary"),
        max_length=200,
        help_text=_(
            "What the reader can do after reading. Stands in lists and below the title; at most 200 characters."
        ),
    )
    body = BodyField(
        GUIDE_BLOCKS,
        verbose_name=_("body"),
        help_text=_("Begin with “When to use it” and close with “When to hand over”; what lies between is free."),
    )
    topics = ParentalManyToManyField(
        Topic,
        blank=True,
        related_name="guides",
        verbose_name=_("topics"),
        help_text=_("Readers narrow the list of guides down by these. Tick all that fit, at least one stage."),
    )
    steward = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="guides_kept",
        verbose_name=_("steward"),
        help_text=_("Who keeps this guide up to date and is asked about it."),
    )
    review_by = models.DateField(
        _("review by"),
        null=True,
        blank=True,
        help_text=_("After this day readers see that the guide was not reviewed. A year from now is usual."),
    )
    tags = ClusterTaggableManager(
        through=GuideTag,
        blank=True,
        verbose_name=_("tags"),
        help_text=_("Stand beside the guide and lead to all guides with the same word. Separate them by commas."),
    )

    parent_page_types = ["guides.GuideIndexPage"]
    subpage_types: list[str] = []
    base_form_class = GuideForm
    icon = "portal-guide"
    page_description = _("How to do one thing in a talk well; looked up before a talk.")
    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("summary", widget=AdminAutoHeightTextInput),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("topics", widget=forms.CheckboxSelectMultiple), FieldPanel("tags")],
            heading=_("How it is found"),
        ),
        InlinePanel(
            "relations",
            heading=_("Related guides"),
            label=_("Related guide"),
            help_text=_("Stand beside the text as worth reading next, in this order."),
        ),
    ]
    settings_panels = [
        MultiFieldPanel([FieldPanel("steward"), FieldPanel("review_by")], heading=_("Review")),
        *PortalPage.settings_panels,
    ]
    search_fields = [*PortalPage.search_fields, index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        index_page = self.get_parent()
        index_url = index_page.get_url(request) or ""
        return {
            **super().get_context(request, *args, **kwargs),
            "index_url": index_url,
            "trail": [{"title": index_page.title, "url": index_url}, {"title": self.title, "url": ""}],
            "parts": self.parts,
            "related": self.related_for(request.user),
        }

    @property
    def parts(self) -> list[Part]:
        """The blocks of the body with their anchors."""
        return outline(self.body)

    @property
    def skills(self) -> list[Topic]:
        """The skills among the topics; no query of its own when the topics were prefetched."""
        return [topic for topic in self.topics.all() if topic.facet == Facet.SKILL]

    @property
    def topics_by_facet(self) -> list[tuple[Facet, list[Topic]]]:
        """The topics under the facet to which they belong, facets without any left out."""
        topics = list(self.topics.all())
        grouped = [(facet, [topic for topic in topics if topic.facet == facet]) for facet in Facet]
        return [(facet, members) for facet, members in grouped if members]

    def related_for(self, user: "User") -> list["GuidePage"]:
        """The related guides that are published and that `user` may read, in the order the author gave."""
        wanted = [relation.related_id for relation in self.relations.all()]
        found = GuidePage.objects.live().visible_to(user).exclude(pk=self.pk).in_bulk(wanted)
        return [found[pk] for pk in dict.fromkeys(wanted) if pk in found]

    def is_past_review(self, on: datetime.date | None = None) -> bool:
        """Whether the review date has passed on the day `on` (today, if not given)."""
        return self.review_by is not None and self.review_by < (on or timezone.localdate())
