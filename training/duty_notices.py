"""What people are told about their duties: sober, each thing once, and only while it still holds."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cadres.models import User
from notices.enums import Urgency
from notices.kinds import NoticeKind, Payload, Wording, register
from training.duty_words import date_words
from training.enums import OPEN
from training.models import Duty, OutsideTraining


@dataclass(frozen=True)
class ToldDuty:
    """A duty, and the due date of which was told."""

    duty: Duty
    due: str

    @property
    def is_open(self) -> bool:
        """Whether it is still asked, with the same date."""
        due_on = self.duty.due_on.isoformat() if self.duty.due_on else ""
        return due_on == self.due and self.duty.status_on() in OPEN

    @property
    def days_left(self) -> int:
        return (self.duty.due_on - timezone.localdate()).days


class DutyKind(NoticeKind[ToldDuty]):
    """Payload: `duty`, its id, and `due`, the day that was told or an empty text."""

    def rows_for(self, recipient: User, payloads: Sequence[Payload]) -> list[ToldDuty | None]:
        ids = [payload["duty"] for payload in payloads]
        found = recipient.duties.select_related("programme").in_bulk(ids)
        return [
            ToldDuty(found[payload["duty"]], payload["due"]) if payload["duty"] in found else None
            for payload in payloads
        ]

    def is_current(self, user: User, row: ToldDuty) -> bool:
        return row.is_open

    def wording(self, user: User, row: ToldDuty) -> Wording:
        facts = {"programme": row.duty.programme.title, "due": date_words(row.duty.due_on)}
        title, text = self.words(row)
        return Wording(title % facts, text % facts, reverse("training:duty", args=[row.duty.pk]))

    def words(self, row: ToldDuty) -> tuple[str, str]:
        """Title and text, with %(programme)s and %(due)s."""
        raise NotImplementedError


@register
class DutyAssigned(DutyKind):
    """A training was assigned."""

    key = "duty_assigned"
    label = gettext_lazy("Training assigned")

    def words(self, row: ToldDuty) -> tuple[str, str]:
        text = _("Due by the end of %(due)s.") if row.due else _("There is no due date.")
        return _("A training was assigned to you: %(programme)s"), text


@register
class DutyDue(DutyKind):
    """The due date comes near."""

    key = "duty_due"
    label = gettext_lazy("Training due soon")
    urgency = Urgency.TO_DO

    def is_current(self, user: User, row: ToldDuty) -> bool:
        return row.is_open and row.days_left >= 0

    def words(self, row: ToldDuty) -> tuple[str, str]:
        if row.days_left == 0:
            return _("Due today: %(programme)s"), _("What is left to do stands on the page.")
        days = ngettext("%(days)s day is left.", "%(days)s days are left.", row.days_left) % {"days": row.days_left}
        return _("Due on %(due)s: %(programme)s"), days


@register
class DutyOverdue(DutyKind):
    """The due date has passed."""

    key = "duty_overdue"
    label = gettext_lazy("Training overdue")
    urgency = Urgency.TO_DO

    def is_current(self, user: User, row: ToldDuty) -> bool:
        return row.is_open and row.days_left < 0

    def words(self, row: ToldDuty) -> tuple[str, str]:
        text = _("It was due on %(due)s. If there is a reason, tell your trainer: a date can be extended.")
        return _("Overdue: %(programme)s"), text


@register
class RenewalOpen(DutyKind):
    """What was finished runs out and may be renewed."""

    key = "renewal_open"
    label = gettext_lazy("Training to be renewed")

    def words(self, row: ToldDuty) -> tuple[str, str]:
        return _("To be renewed: %(programme)s"), _("What you finished is valid until %(due)s.")


@register
class OutsideReviewed(NoticeKind[OutsideTraining]):
    """Somebody has decided about a claim. Payload: `training`, its id."""

    key = "outside_reviewed"
    label = gettext_lazy("Outside training decided")

    def rows_for(self, recipient: User, payloads: Sequence[Payload]) -> list[OutsideTraining | None]:
        ids = [payload["training"] for payload in payloads]
        found = (
            recipient.outside_trainings.filter(review__isnull=False).select_related("review__withdrawal").in_bulk(ids)
        )
        return [found.get(pk) for pk in ids]

    def is_current(self, user: User, row: OutsideTraining) -> bool:
        # Of an acceptance that was taken back another notice tells.
        return not hasattr(row.review, "withdrawal")

    def wording(self, user: User, row: OutsideTraining) -> Wording:
        title = _("Accepted: %(title)s") if row.review.is_accepted else _("Not accepted: %(title)s")
        return Wording(
            title=title % {"title": row.title},
            text=_("Your outside training was reviewed. The reason stands on the page of the claim."),
            url=reverse("training:outside_claim", args=[row.pk]),
        )


def due_text(due_on: datetime.date | None) -> str:
    """A due date as it stands in a payload."""
    return due_on.isoformat() if due_on else ""
