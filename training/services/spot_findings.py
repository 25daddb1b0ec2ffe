"""What a result of a spot check leads to: a review where it is below the line, and nothing else."""

from django.utils import timezone

from training.enums import ReviewCause
from training.models import QuizAttempt, SpotCheckMember, SpotCheckReview
from training.services.telling import tell_of_review


def note_spot_result(*, attempt: QuizAttempt) -> SpotCheckReview | None:
    """Opens the review of a marked result below the line, once. Completions and other evidence stay as they are."""
    member = SpotCheckMember.objects.filter(attempt=attempt).first()
    if member is None or not attempt.is_marked or attempt.passed:
        return None
    review, _is_new = SpotCheckReview.objects.get_or_create(
        member=member,
        defaults={
            "cause": ReviewCause.BELOW_LINE,
            "score": attempt.score,
            "pass_mark": attempt.pass_mark,
            "opened_at": attempt.marked_at or timezone.now(),
        },
    )
    tell_of_review(review=review, at=review.opened_at)
    return review
