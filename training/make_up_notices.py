"""What people are told about their make-up trainings."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadres.models import User
from notices.enums import Urgency
from notices.kinds import Wording, register
from training.duty_words import date_words
from training.enums import MakeUpOutcome
from training.models import MakeUp, MakeUpAppealDecision, MakeUpClosure, MakeUpExtension
from training.row_notices import RowKind


def _words(make_up: MakeUp, title: str, text: str, reason: str = "") -> Wording:
    facts = {
        "programme": make_up.duty.programme.title,
        "deadline": date_words(make_up.deadline),
        "reason": reason,
    }
    return Wording(title % facts, text % facts, reverse("training:make_up", args=[make_up.pk]))


@register
class MakeUpOpened(RowKind[MakeUp]):
    """Something is to be made up."""

    key = "make_up_opened"
    label = gettext_lazy("Make-up training opened")
    urgency = Urgency.TO_DO

    def own(self, recipient: User) -> QuerySet[MakeUp]:
        return MakeUp.objects.filter(duty__user=recipient).select_related("duty__programme")

    def is_current(self, user: User, row: MakeUp) -> bool:
        return row.is_open

    def wording(self, user: User, row: MakeUp) -> Wording:
        text = _("Make it up by the end of %(deadline)s. What is missing, and what helps, stands on the page.")
        return _words(row, _("A make-up training was opened for you: %(programme)s"), text)


@register
class MakeUpExtended(RowKind[MakeUpExtension]):
    """There is more time. Of several extensions the last one holds."""

    key = "make_up_extended"
    label = gettext_lazy("Make-up training extended")

    def own(self, recipient: User) -> QuerySet[MakeUpExtension]:
        rows = MakeUpExtension.objects.filter(make_up__duty__user=recipient)
        return rows.select_related("make_up__duty__programme")

    def is_current(self, user: User, row: MakeUpExtension) -> bool:
        return row.make_up.is_open and row.make_up.deadline == row.new_deadline

    def wording(self, user: User, row: MakeUpExtension) -> Wording:
        text = _("The last day is %(deadline)s now. Reason: %(reason)s")
        return _words(row.make_up, _("You have more time to make it up: %(programme)s"), text, row.reason)


@register
class MakeUpCancelled(RowKind[MakeUpClosure]):
    """Somebody cancelled it."""

    key = "make_up_cancelled"
    label = gettext_lazy("Make-up training cancelled")

    def own(self, recipient: User) -> QuerySet[MakeUpClosure]:
        return MakeUpClosure.objects.filter(make_up__duty__user=recipient).select_related("make_up__duty__programme")

    def is_current(self, user: User, row: MakeUpClosure) -> bool:
        return row.outcome == MakeUpOutcome.CANCELLED

    def wording(self, user: User, row: MakeUpClosure) -> Wording:
        title, text = _("Your make-up training was cancelled: %(programme)s"), _("Reason: %(reason)s")
        return _words(row.make_up, title, text, row.note_text)


@register
class AppealDecided(RowKind[MakeUpAppealDecision]):
    """A report of a technical cause was decided."""

    key = "make_up_appeal_decided"
    label = gettext_lazy("Technical cause decided")

    def own(self, recipient: User) -> QuerySet[MakeUpAppealDecision]:
        rows = MakeUpAppealDecision.objects.filter(appeal__make_up__duty__user=recipient)
        return rows.select_related("appeal__make_up__duty__programme")

    def is_current(self, user: User, row: MakeUpAppealDecision) -> bool:
        return True

    def wording(self, user: User, row: MakeUpAppealDecision) -> Wording:
        title = _("The report of a technical cause was decided: %(programme)s")
        if row.is_accepted:
            text = _("It is accepted: the make-up counts against you in no figure. Reason: %(reason)s")
        else:
            text = _("It is not accepted; the make-up goes on as it was. Reason: %(reason)s")
        return _words(row.appeal.make_up, title, text, row.reason)
