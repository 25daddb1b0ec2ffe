"""What waits for those who mark and review: short answers, markings far apart, passes, outside training."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadres.models import User
from home.queue import Entry, Queue
from training.models import Answer, MarkChange, OutsideTraining
from training.permissions import user_can_keep_bank, user_can_keep_programmes
from training.services.regrading import passes_to_decide
from training.services.rubric_marking import answers_far_apart, answers_to_mark


class KeepersQueue(Queue):
    """Work of those who keep the question bank."""

    def is_for(self, user: User) -> bool:
        return user_can_keep_bank(user)

    def is_taught_to(self, user: User) -> bool:
        return False


class ShortAnswers(KeepersQueue):
    """Answers that the person may mark. Nobody is told who wrote them."""

    key = "short-answers"
    heading = gettext_lazy("Short answers to mark")
    empty = gettext_lazy("A short answer stands here when its test is submitted, until it is marked.")
    icon = "edit"
    address = "training:mark_answer"

    def rows(self, user: User) -> QuerySet[Answer]:
        return answers_to_mark(user).select_related("version", "attempt")

    def entry(self, row: Answer) -> Entry:
        return Entry(
            title=Truncator(row.version.stem).chars(60),
            kind=row.attempt.quiz_title,
            icon=self.icon,
            url=reverse(self.address, args=[row.pk]),
            why=self.why(),
            when=row.waits_since,
        )

    def why(self) -> str:
        return _("Waits for your points")


class MarkingsApart(ShortAnswers):
    """Answers whose two markings do not agree."""

    key = "markings-apart"
    heading = gettext_lazy("Markings far apart")
    empty = gettext_lazy("An answer stands here when two markings differ by more than a third of the points.")
    address = "training:compare_markings"

    def rows(self, user: User) -> QuerySet[Answer]:
        return answers_far_apart(user).select_related("version", "attempt")

    def why(self) -> str:
        return _("Decide whether the mean counts")


class Passes(KeepersQueue):
    """Passes that a regrade would have taken."""

    key = "passes"
    heading = gettext_lazy("Passes to be decided")
    empty = gettext_lazy("A pass that a regrade would have taken stands here.")
    icon = "warning"

    def rows(self, user: User) -> QuerySet[MarkChange]:
        return passes_to_decide(user).select_related("answer__attempt__user", "regrade").order_by("pk")

    def entry(self, row: MarkChange) -> Entry:
        return Entry(
            title=row.answer.attempt.user.name,
            kind=row.answer.attempt.quiz_title,
            icon=self.icon,
            url=reverse("training:decide_pass", args=[row.pk]),
            why=_("Would lose the pass by a regrade"),
            when=row.regrade.signed_at,
        )


class OutsideClaims(Queue):
    """Outside training that the person may decide about."""

    key = "outside-training"
    heading = gettext_lazy("Outside training to decide")
    empty = gettext_lazy("What people learned elsewhere stands here until somebody who sees them has decided.")
    icon = "doc-full"

    def is_for(self, user: User) -> bool:
        return user_can_keep_programmes(user)

    def is_taught_to(self, user: User) -> bool:
        return False

    def rows(self, user: User) -> QuerySet[OutsideTraining]:
        return OutsideTraining.objects.reviewable_by(user).select_related("user").order_by("claimed_at", "pk")

    def entry(self, row: OutsideTraining) -> Entry:
        return Entry(
            title=row.title,
            kind=row.user.name,
            icon=self.icon,
            url=reverse("training:outside_claim", args=[row.pk]),
            why=_("Waits for your decision"),
            when=row.claimed_at,
        )
