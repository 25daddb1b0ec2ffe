"""What people are told about spot checks for which they were drawn."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadres.models import User
from notices.enums import Urgency
from notices.kinds import Wording, register
from training.duty_words import date_words
from training.models import SpotCheckDecision, SpotCheckMember, SpotCheckReview
from training.row_notices import RowKind


def _words(member: SpotCheckMember, title: str, text: str, reason: str = "") -> Wording:
    check = member.spot_check
    facts = {"check": check.title, "due": date_words(check.due_on), "reason": reason}
    return Wording(title % facts, text % facts, reverse("training:spot_member", args=[member.pk]))


@register
class SpotCheckDrawn(RowKind[SpotCheckMember]):
    """Chance drew the person."""

    key = "spot_check_drawn"
    label = gettext_lazy("Drawn for a spot check")
    urgency = Urgency.TO_DO

    def own(self, recipient: User) -> QuerySet[SpotCheckMember]:
        return SpotCheckMember.objects.filter(user=recipient).select_related("spot_check", "attempt")

    def is_current(self, user: User, row: SpotCheckMember) -> bool:
        check = row.spot_check
        return not row.has_taken and check.closed_at is None and timezone.now() < check.ends_at

    def wording(self, user: User, row: SpotCheckMember) -> Wording:
        text = _("Take it by the end of %(due)s. Chance chose you; what you finished stays finished.")
        return _words(row, _("You were drawn for a spot check: %(check)s"), text)


@register
class SpotReviewOpened(RowKind[SpotCheckReview]):
    """Somebody looks at the result, and the person is heard first."""

    key = "spot_review_opened"
    label = gettext_lazy("Review of a spot check")
    urgency = Urgency.TO_DO

    def own(self, recipient: User) -> QuerySet[SpotCheckReview]:
        rows = SpotCheckReview.objects.filter(member__user=recipient)
        return rows.select_related("member__spot_check", "decision")

    def is_current(self, user: User, row: SpotCheckReview) -> bool:
        return row.is_open

    def wording(self, user: User, row: SpotCheckReview) -> Wording:
        text = _("Read what was found. You are heard before it is decided, and nothing that you finished is taken.")
        return _words(row.member, _("A review is open: %(check)s"), text)


@register
class SpotReviewDecided(RowKind[SpotCheckDecision]):
    """What came of the review."""

    key = "spot_review_decided"
    label = gettext_lazy("Review of a spot check decided")

    def own(self, recipient: User) -> QuerySet[SpotCheckDecision]:
        rows = SpotCheckDecision.objects.filter(review__member__user=recipient)
        return rows.select_related("review__member__spot_check")

    def is_current(self, user: User, row: SpotCheckDecision) -> bool:
        return True

    def wording(self, user: User, row: SpotCheckDecision) -> Wording:
        text = _("The decision and its reason stand on the page.")
        return _words(row.review.member, _("The review was decided: %(check)s"), text)
