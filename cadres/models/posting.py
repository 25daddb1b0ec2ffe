"""Who holds which post in which department, from when to when."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cadres.enums import RankBand


class PostingQuerySet(models.QuerySet):
    def current(self, on: datetime.date | None = None) -> "PostingQuerySet":
        """Postings held on the day `on` (today, if not given)."""
        day = on or timezone.localdate()
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def primary(self) -> "PostingQuerySet":
        """The posting under which a person is counted."""
        return self.filter(is_primary=True)

    def counted(self, on: datetime.date | None = None) -> "PostingQuerySet":
        """The post under which each person is counted on the day `on` (today, if not given): one for each."""
        later = Q(starts_on__gt=OuterRef("starts_on")) | Q(starts_on=OuterRef("starts_on"), pk__gt=OuterRef("pk"))
        newer = Posting.objects.current(on).primary().filter(later, user=OuterRef("user"))
        return self.current(on).primary().filter(~Exists(newer))


class Posting(models.Model):
    """One post of one person. A change of post ends this row and begins another: history is kept."""

    user = models.ForeignKey("cadres.User", on_delete=models.PROTECT, related_name="postings", verbose_name=_("cadre"))
    department = models.ForeignKey(
        "cadres.Department", on_delete=models.PROTECT, related_name="postings", verbose_name=_("department")
    )
    post = models.CharField(_("post"), max_length=100, blank=True)
    rank_band = models.CharField(_("rank band"), max_length=20, choices=RankBand, default=RankBand.CLERK)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(
        _("to"), null=True, blank=True, help_text=_("Last day in the post; empty while it is held.")
    )
    is_primary = models.BooleanField(
        _("counted here"), default=True, help_text=_("A person with several posts is counted in one department only.")
    )

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="posting_ends_after_start", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.UniqueConstraint(
                name="one_open_primary_posting",
                fields=["user"],
                condition=Q(ends_on__isnull=True, is_primary=True),
                violation_error_message=_("This person already has a current post that is counted."),
            ),
        ]
        indexes = [models.Index(fields=["department", "ends_on"], name="posting_department_current")]

    def __str__(self) -> str:
        return f"{self.user} · {self.department} · {self.post}"

    def clean(self) -> None:
        if self.ends_on and self.starts_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day is before the first.")})

    def is_current(self, on: datetime.date | None = None) -> bool:
        """Whether the post is held on the day `on` (today, if not given). Twin of `PostingQuerySet.current`."""
        day = on or timezone.localdate()
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)
