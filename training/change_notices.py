"""What people are told when somebody changes what is asked of them: date, exemption, rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadres.models import User
from notices.kinds import NoticeKind, Payload, Wording, register
from training.duty_words import date_words
from training.enums import OPEN
from training.models import DueExtension, Duty, Exemption, ExemptionEnding
from training.row_notices import RowKind


@register
class DueDateMoved(RowKind[DueExtension]):
    """The due date was moved. Of several moves the last one holds."""

    key = "due_date_moved"
    label = gettext_lazy("Due date moved")

    def own(self, recipient: User) -> QuerySet[DueExtension]:
        return DueExtension.objects.filter(duty__user=recipient).select_related("duty__programme")

    def is_current(self, user: User, row: DueExtension) -> bool:
        return row.duty.due_on == row.new_due_on and row.duty.status_on() in OPEN

    def wording(self, user: User, row: DueExtension) -> Wording:
        facts = {"programme": row.duty.programme.title, "due": date_words(row.new_due_on), "reason": row.reason}
        return Wording(
            title=_("The due date was moved: %(programme)s") % facts,
            text=_("It is due by the end of %(due)s now. Reason: %(reason)s") % facts,
            url=reverse("training:duty", args=[row.duty_id]),
        )


def _newest_duty(user: str, programme: str) -> Subquery:
    duties = Duty.objects.filter(user=OuterRef(user), programme=OuterRef(programme)).order_by("-cycle")
    return Subquery(duties.values("pk")[:1])


def _duty_url(pk: int | None) -> str:
    return reverse("training:duty", args=[pk]) if pk else reverse("home:desk")


@register
class Exempted(RowKind[Exemption]):
    """The person need not meet a programme for some time."""

    key = "exempted"
    label = gettext_lazy("Exemption")

    def own(self, recipient: User) -> QuerySet[Exemption]:
        rows = Exemption.objects.filter(user=recipient).select_related("programme", "ending")
        return rows.annotate(duty=_newest_duty("user", "programme"))

    def is_current(self, user: User, row: Exemption) -> bool:
        return row.last_day is None or row.last_day >= timezone.localdate()

    def wording(self, user: User, row: Exemption) -> Wording:
        facts = {
            "programme": row.programme.title,
            "first": date_words(row.effective_from),
            "last": date_words(row.last_day),
            "reason": row.reason,
        }
        if row.last_day is None:
            text = _("From %(first)s until it is ended. Reason: %(reason)s")
        else:
            text = _("From %(first)s to %(last)s. Reason: %(reason)s")
        return Wording(_("You are exempt: %(programme)s") % facts, text % facts, _duty_url(row.duty))


@register
class ExemptionEnded(RowKind[ExemptionEnding]):
    """An exemption ends earlier than was said."""

    key = "exemption_ended"
    label = gettext_lazy("Exemption ended")

    def own(self, recipient: User) -> QuerySet[ExemptionEnding]:
        rows = ExemptionEnding.objects.filter(exemption__user=recipient).select_related("exemption__programme")
        return rows.annotate(duty=_newest_duty("exemption__user", "exemption__programme"))

    def is_current(self, user: User, row: ExemptionEnding) -> bool:
        return True

    def wording(self, user: User, row: ExemptionEnding) -> Wording:
        facts = {
            "programme": row.exemption.programme.title,
            "last": date_words(row.last_day),
            "reason": row.reason,
        }
        return Wording(
            title=_("Your exemption was ended: %(programme)s") % facts,
            text=_("Its last day is %(last)s. Reason: %(reason)s") % facts,
            url=_duty_url(row.duty),
        )


@dataclass(frozen=True)
class ToldRule:
    """A duty, and the number of the version of the rule of which was told."""

    duty: Duty
    version: int


@register
class RuleChanged(NoticeKind[ToldRule]):
    """Another version of the rule holds for an open duty. Payload: `duty`, its id, and `version`, its number."""

    key = "rule_changed"
    label = gettext_lazy("Requirements changed")

    def rows_for(self, recipient: User, payloads: Sequence[Payload]) -> list[ToldRule | None]:
        ids = [payload["duty"] for payload in payloads]
        found = recipient.duties.select_related("programme", "version").in_bulk(ids)
        return [
            ToldRule(found[payload["duty"]], payload["version"]) if payload["duty"] in found else None
            for payload in payloads
        ]

    def is_current(self, user: User, row: ToldRule) -> bool:
        return row.duty.version.number == row.version and row.duty.status_on() in OPEN

    def wording(self, user: User, row: ToldRule) -> Wording:
        return Wording(
            title=_("What is asked has changed: %(programme)s") % {"programme": row.duty.programme.title},
            text=_("A new version of the rule holds for you. What is done counts on; what is missing stands there."),
            url=reverse("training:duty", args=[row.duty.pk]),
        )
