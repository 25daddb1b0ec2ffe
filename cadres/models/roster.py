"""Roster files that were handed in: what they would change, and what became of them."""

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cadres.roster.findings import Outcome

if TYPE_CHECKING:
    from .user import User

#: Without a sign of life for this long, no worker seems to run.
STALLED_AFTER = datetime.timedelta(seconds=15)


class RosterImportQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "RosterImportQuerySet":
        """All of them for those who import rosters, none for anybody else. Twin of `user_can_import_roster`."""
        return self if user.is_administrator else self.none()

    def without_content(self) -> "RosterImportQuerySet":
        """Leaves the large columns in the database: the file and the report."""
        return self.defer("content", "findings")


class RosterImport(models.Model):
    """One roster file on its way: read, reported, then applied as a whole or discarded.

    The file itself is kept only until that decision; the report stays as evidence.
    """

    class State(models.TextChoices):
        READING = "reading", _("Being read")
        READY = "ready", _("Waiting for your decision")
        REFUSED = "refused", _("Refused")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        FAILED = "failed", _("Failed")
        DISCARDED = "discarded", _("Discarded")

    #: A worker has, or will have, the import in hand.
    BUSY = frozenset({State.READING, State.APPLYING})
    #: Decided for good.
    CLOSED = frozenset({State.APPLIED, State.DISCARDED})

    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("handed in by"),
        help_text=_("Empty when it came by the command line."),
    )
    uploaded_at = models.DateTimeField(_("handed in at"), auto_now_add=True)
    file_name = models.CharField(_("file name"), max_length=200)
    content = models.BinaryField(_("file"), null=True, editable=False)
    is_partial = models.BooleanField(
        _("part of the roster"), default=False, help_text=_("People who are not in the file stay as they are.")
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.READING)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    rows_total = models.PositiveIntegerField(_("rows"), default=0)
    counts = models.JSONField(_("counts"), default=dict)
    findings = models.JSONField(_("findings"), default=list)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    #: When the worker last gave a sign of life.
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("roster import")
        verbose_name_plural = _("roster imports")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_busy(self) -> bool:
        return self.state in self.BUSY

    @property
    def is_stalled(self) -> bool:
        """Whether the import waits for a worker that does not seem to run."""
        return self.is_busy and timezone.now() - self.changed_at > STALLED_AFTER

    @property
    def can_be_applied(self) -> bool:
        return self.state == self.State.READY

    @property
    def can_be_checked_again(self) -> bool:
        return self.state in (self.State.READY, self.State.REFUSED, self.State.FAILED)

    @property
    def can_be_discarded(self) -> bool:
        return self.state not in self.CLOSED

    @property
    def retired(self) -> int:
        """How many people would lose, or have lost, their account."""
        return self.counts.get(Outcome.RETIRED, 0)

    @property
    def retired_percent(self) -> float:
        """Their share of the active people with a post."""
        return 100 * self.retired / max(self.counts.get("people_with_post", 0), 1)

    @property
    def needs_confirmation(self) -> bool:
        """Whether more people would be retired than ROSTER_RETIRE_LIMIT_PERCENT allows unasked."""
        return self.retired_percent > settings.ROSTER_RETIRE_LIMIT_PERCENT

    @property
    def changes(self) -> int:
        """How many people and departments would change in any way."""
        idle = (Outcome.NOTE, Outcome.REFUSED)
        return sum(self.counts.get(outcome, 0) for outcome in Outcome if outcome not in idle)
