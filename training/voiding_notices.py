"""What people are told when something was recorded by mistake: what it was, why, and what it means for them."""

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadres.models import User
from notices.enums import Urgency
from notices.kinds import Wording, register
from training.duty_words import date_words
from training.models import AttendanceWithdrawal, CompletionVoidance, Duty, OutsideReviewWithdrawal
from training.row_notices import RowKind


@register
class AttendanceWithdrawn(RowKind[AttendanceWithdrawal]):
    """Somebody withdrew an attendance."""

    key = "attendance_withdrawn"
    label = gettext_lazy("Attendance withdrawn")

    def own(self, recipient: User) -> QuerySet[AttendanceWithdrawal]:
        return AttendanceWithdrawal.objects.filter(attendance__user=recipient).select_related("attendance")

    def is_current(self, user: User, row: AttendanceWithdrawal) -> bool:
        return True

    def wording(self, user: User, row: AttendanceWithdrawal) -> Wording:
        facts = {
            "title": row.attendance.workshop_title,
            "date": date_words(row.attendance.attended_on),
            "reason": row.reason,
        }
        return Wording(
            title=_("An attendance of yours was withdrawn: %(title)s") % facts,
            text=_("On %(date)s. Its hours do not count any more. Reason: %(reason)s") % facts,
            url=reverse("training:hours"),
        )


@register
class AcceptanceWithdrawn(RowKind[OutsideReviewWithdrawal]):
    """Somebody took back that an outside training was accepted."""

    key = "acceptance_withdrawn"
    label = gettext_lazy("Outside training does not count any more")

    def own(self, recipient: User) -> QuerySet[OutsideReviewWithdrawal]:
        return OutsideReviewWithdrawal.objects.filter(review__training__user=recipient).select_related(
            "review__training"
        )

    def is_current(self, user: User, row: OutsideReviewWithdrawal) -> bool:
        return True

    def wording(self, user: User, row: OutsideReviewWithdrawal) -> Wording:
        facts = {"title": row.review.training.title, "reason": row.reason}
        return Wording(
            title=_("This outside training does not count any more: %(title)s") % facts,
            text=_("It had been accepted by mistake. Reason: %(reason)s") % facts,
            url=reverse("training:outside_claim", args=[row.review.training_id]),
        )


@register
class CompletionVoided(RowKind[CompletionVoidance]):
    """Somebody voided a completion. With a duty that is open again, the date stands in it."""

    key = "completion_voided"
    label = gettext_lazy("Completion voided")
    urgency = Urgency.TO_DO

    def own(self, recipient: User) -> QuerySet[CompletionVoidance]:
        of_cycle = {name: OuterRef(f"completion__{name}") for name in ("user", "programme", "cycle")}
        duty = Duty.objects.unmet().filter(**of_cycle, counts_until__isnull=True)
        rows = CompletionVoidance.objects.filter(completion__user=recipient).select_related("completion")
        return rows.annotate(duty=Subquery(duty.values("pk")[:1]), due_on=Subquery(duty.values("due_on")[:1]))

    def is_current(self, user: User, row: CompletionVoidance) -> bool:
        return True

    def wording(self, user: User, row: CompletionVoidance) -> Wording:
        facts = {
            "programme": row.completion.programme_title,
            "earned": date_words(timezone.localdate(row.completion.earned_at)),
            "reason": row.reason,
            "due": date_words(row.due_on),
        }
        text = _("It was recorded as finished on %(earned)s by mistake. Reason: %(reason)s") % facts
        return Wording(
            title=_("Not finished any more: %(programme)s") % facts,
            text=f"{text} {self._what_follows(row) % facts}".strip(),
            url=reverse("training:duty", args=[row.duty]) if row.duty else reverse("home:desk"),
        )

    def _what_follows(self, row: CompletionVoidance) -> str:
        if row.due_on is None:
            return ""
        if row.due_on < timezone.localdate():
            return _("It was due by the end of %(due)s. If you need time, tell your trainer: a date can be extended.")
        return _("It is due by the end of %(due)s.")
