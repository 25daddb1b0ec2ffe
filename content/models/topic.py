"""Topics: the spine of skills and the other facets by which content is found."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.enums import Facet


class TopicQuerySet(models.QuerySet):
    def of(self, facet: Facet) -> "TopicQuerySet":
        return self.filter(facet=facet)

    def skills(self) -> "TopicQuerySet":
        """The four skills, in the order of the source article."""
        return self.of(Facet.SKILL)


class Topic(models.Model):
    """One value of one facet, e.g. the skill 把握时机 or the stage 谈前.

    The set comes with the portal (migration `0004_seed_topics`); an administrator may reword and add.
    """

    facet = models.CharField(
        _("facet"), max_length=20, choices=Facet, help_text=_("The question that this word answers about a guide.")
    )
    slug = models.SlugField(
        _("code"),
        max_length=40,
        help_text=_("Stands in addresses: Latin letters and hyphens. Links break when it changes."),
    )
    name = models.CharField(_("name"), max_length=40, help_text=_("The word as readers see it."))
    order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Small numbers stand first among the words of the same facet.")
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["facet", "order", "pk"]
        constraints = [models.UniqueConstraint(name="unique_topic_in_facet", fields=["facet", "slug"])]

    def __str__(self) -> str:
        return self.name
