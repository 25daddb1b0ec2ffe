"""What training tells people."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadres.models import User
from notices.kinds import NoticeKind, Payload, Wording, register
from training.models import QuizAttempt
from training.permissions import user_can_view_attempt


@register
class ResultReady(NoticeKind[QuizAttempt]):
    """The last short answer of a test was marked: there is a result now. Payload: `attempt`, its id."""

    key = "result_ready"
    label = gettext_lazy("Quiz result")

    def rows_for(self, recipient: User, payloads: Sequence[Payload]) -> list[QuizAttempt | None]:
        ids = [UUID(payload["attempt"]) for payload in payloads]
        attempts = QuizAttempt.objects.visible_to(recipient).in_bulk(ids)
        return [attempts.get(pk) for pk in ids]

    def is_current(self, user: User, row: QuizAttempt) -> bool:
        return row.is_marked and user_can_view_attempt(user, row)

    def wording(self, user: User, row: QuizAttempt) -> Wording:
        return Wording(
            title=_("Your answers in “%(quiz)s” have been marked") % {"quiz": row.quiz_title},
            text=_("The result stands on the page of your attempt."),
            url=reverse("training:attempt", args=[row.pk]),
        )
