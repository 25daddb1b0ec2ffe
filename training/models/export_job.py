"""Tables that a worker writes for one person."""

import datetime
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadres.models import Department

if TYPE_CHECKING:
    from cadres.models import User

#: Without a sign of life for this long, no worker seems to run.
STALLED_AFTER = datetime.timedelta(seconds=15)


def export_storage() -> Storage:
    """Where the files lie: no address leads there."""
    return storages["exports"]


def export_path(job: "ExportJob", file_name: str) -> str:
    """A name that nobody guesses."""
    return f"{secrets.token_urlsafe(24)}.{job.form}"


class ExportJobQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "ExportJobQuerySet":
        """Those that `user` asked for, as long as they may see figures. Twin of `user_can_view_export`."""
        from training.permissions import user_can_view_board

        return self.filter(asked_by=user) if user_can_view_board(user) else self.none()

    def outdated(self, at: datetime.datetime | None = None) -> "ExportJobQuerySet":
        """Those that were asked for more than EXPORT_DAYS ago."""
        return self.filter(asked_at__lt=(at or timezone.now()) - datetime.timedelta(days=settings.EXPORT_DAYS))


class ExportJob(models.Model):
    """One table on its way: asked for by a person, written by a worker, fetched by that person, and thrown away.

    `query` says of whom it speaks, as the address of the page did. What the person may see is asked again when it is
    written; `reach` holds the departments that were open to them then, and has to be open still when it is fetched.
    """

    class Subject(models.TextChoices):
        PEOPLE = "people", _("People behind a figure")
        DEPARTMENTS = "departments", _("The board by department")
        RISKS = "risks", _("People at risk")
        HOURS = "hours", _("Hours of each person")

    class Form(models.TextChoices):
        XLSX = "xlsx", _("Excel workbook")
        CSV = "csv", _("CSV")

    class State(models.TextChoices):
        WRITING = "writing", _("Being written")
        READY = "ready", pgettext_lazy("file", "Ready")
        REFUSED = "refused", _("No longer open to you")
        FAILED = "failed", _("Failed")

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked for by")
    )
    asked_at = models.DateTimeField(_("asked for at"), default=timezone.now)
    subject = models.CharField(_("subject"), max_length=20, choices=Subject)
    form = models.CharField(_("format"), max_length=4, choices=Form)
    title = models.CharField(_("title"), max_length=200)
    query = models.TextField(_("filter"), blank=True)
    language = models.CharField(_("language"), max_length=20)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WRITING)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    rows_total = models.PositiveIntegerField(_("rows"), default=0)
    reach = models.JSONField(_("departments"), default=list)
    file = models.FileField(_("file"), storage=export_storage, upload_to=export_path, blank=True)
    #: When the worker last gave a sign of life.
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)

    objects = ExportJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_busy(self) -> bool:
        return self.state == self.State.WRITING

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def is_stalled(self) -> bool:
        """Whether it waits for a worker that does not seem to run."""
        return self.is_busy and timezone.now() - self.changed_at > STALLED_AFTER

    @property
    def kept_until(self) -> datetime.datetime:
        """When the file is thrown away."""
        return self.asked_at + datetime.timedelta(days=settings.EXPORT_DAYS)

    @property
    def file_name(self) -> str:
        """The name under which it is handed over."""
        return f"{self.title}-{timezone.localdate(self.asked_at).isoformat()}.{self.form}"

    def is_open_to(self, user: "User") -> bool:
        """Whether all that it speaks of is still open to `user`."""
        return Department.objects.visible_to(user).filter(pk__in=self.reach).count() == len(self.reach)
