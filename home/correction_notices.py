"""What people are told about requests for correction: who may answer that one waits, who asked that it was answered."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadres.models import User
from home.correction_permissions import user_can_answer_correction
from home.models import CorrectionRequest
from notices.enums import Urgency
from notices.kinds import NoticeKind, Payload, Wording, register


class CorrectionKind(NoticeKind[CorrectionRequest]):
    """Payload: `request`, its id."""

    def rows_for(self, recipient: User, payloads: Sequence[Payload]) -> list[CorrectionRequest | None]:
        ids = [payload["request"] for payload in payloads]
        rows = CorrectionRequest.objects.visible_to(recipient).select_related("person", "answer")
        found = rows.in_bulk(ids)
        return [found.get(pk) for pk in ids]


@register
class CorrectionWaiting(CorrectionKind):
    """Somebody asks for a correction that the recipient may answer."""

    key = "correction_waiting"
    label = gettext_lazy("Request for correction")
    urgency = Urgency.TO_DO

    def is_current(self, user: User, row: CorrectionRequest) -> bool:
        return row.is_waiting and user_can_answer_correction(user, row)

    def wording(self, user: User, row: CorrectionRequest) -> Wording:
        return Wording(
            title=_("A request for correction waits for an answer"),
            text=_("It is about: %(section)s.") % {"section": row.section_label},
            url=reverse("correction", args=[row.pk]),
        )


@register
class CorrectionAnswered(CorrectionKind):
    """The own request has its answer."""

    key = "correction_answered"
    label = gettext_lazy("Answer to your request")

    def is_current(self, user: User, row: CorrectionRequest) -> bool:
        return row.person_id == user.pk and not row.is_waiting

    def wording(self, user: User, row: CorrectionRequest) -> Wording:
        return Wording(
            title=_("Your request for correction was answered"),
            text=_("It is about: %(section)s.") % {"section": row.section_label},
            url=reverse("correction", args=[row.pk]),
        )
