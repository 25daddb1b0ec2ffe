"""The audit trail and the log of scheduled work."""

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.enums import AuditAction, JobOutcome

if TYPE_CHECKING:
    from audit.services import Person


class AuditEventQuerySet(models.QuerySet):
    def about(self, person: "Person") -> "AuditEventQuerySet":
        """What was done with the record of `person`, newest first."""
        return self.filter(subject_id=person.pk).order_by("-pk")

    def of_action(self, action: AuditAction) -> "AuditEventQuerySet":
        return self.filter(action=action)


class AuditEvent(models.Model):
    """One thing that somebody did. Added and never changed; the database refuses everything else.

    People and objects stand here by id and name, without foreign keys: the trail outlives them. `subject` is the person
    whose record the event is about, if there is one; an `actor` without id is the portal itself. `details` holds ids
    and figures, no more personal data than needed to understand the event. Ids rise with time.
    """

    at = models.DateTimeField(_("at"), default=timezone.now, db_index=True)
    action = models.CharField(_("action"), max_length=40)
    actor_id = models.PositiveBigIntegerField(_("id of who did it"), null=True, blank=True)
    actor_name = models.CharField(_("who did it"), max_length=60, blank=True)
    subject_id = models.PositiveBigIntegerField(_("id of the person it is about"), null=True, blank=True)
    subject_name = models.CharField(_("person it is about"), max_length=60, blank=True)
    object_type = models.CharField(_("kind of object"), max_length=100, blank=True)
    object_id = models.CharField(_("id of the object"), max_length=64, blank=True)
    object_label = models.CharField(_("object"), max_length=255, blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["pk"]
        # No permission to hand out: nobody edits the trail.
        default_permissions = ()
        indexes = [
            models.Index(name="audit_about_person", fields=["subject_id", "action", "actor_id", "at"]),
            models.Index(name="audit_by_person", fields=["actor_id", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action}"

    @property
    def action_label(self) -> str:
        """The action in the reader's language; one that is no longer done keeps its key."""
        return str(AuditAction(self.action).label) if self.action in AuditAction.values else self.action


class JobRunQuerySet(models.QuerySet):
    def of_job(self, name: str) -> "JobRunQuerySet":
        return self.filter(name=name)

    def last_start(self, name: str) -> datetime.datetime | None:
        """When the job of this name was begun last, however that ended."""
        return self.of_job(name).order_by("-pk").values_list("started_at", flat=True).first()

    def newest_of_each(self) -> "JobRunQuerySet":
        """The last run of each job."""
        newest = JobRun.objects.order_by().values("name").annotate(newest=models.Max("pk"))
        return self.filter(pk__in=newest.values("newest"))


class JobRun(models.Model):
    """One run of scheduled work: when, how it ended, what it counted. `message` says what went wrong.

    A run without end either goes on or its process has died; the next run of the same job says which.
    """

    name = models.CharField(_("job"), max_length=60)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=JobOutcome, default=JobOutcome.RUNNING)
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    message = models.TextField(_("message"), blank=True)

    objects = JobRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of scheduled work")
        verbose_name_plural = _("runs of scheduled work")
        ordering = ["-pk"]
        default_permissions = ()
        indexes = [models.Index(name="job_runs_by_name", fields=["name", "started_at"])]
        constraints = [
            # The lock of audit/job_locks.py keeps a second run away; this says so also where it fails.
            models.UniqueConstraint(name="one_run_of_a_job", fields=["name"], condition=Q(outcome=JobOutcome.RUNNING)),
            models.CheckConstraint(
                name="ended_run_has_an_end",
                condition=Q(outcome=JobOutcome.RUNNING, finished_at__isnull=True)
                | (~Q(outcome=JobOutcome.RUNNING) & Q(finished_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.started_at:%Y-%m-%d %H:%M} {self.outcome}"
