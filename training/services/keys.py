"""By which key an answer is marked: that of the version shown, a rubric, or what a regrade put in its place."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from training.kinds import KINDS
from training.kinds.short_answer import mark_by_rubric
from training.models import Answer, QuizAttempt, Regrade, RubricMark
from training.regrade_rules import Case, corrected_share, offered_share, plan_change
from training.rubric import agreed_share, counted_places
from training.services.marking import to_points


def answer_share(attempt: QuizAttempt, answer: Answer) -> Fraction:
    """The exact share behind the mark of an answer: thirds do not fit into thousandths.

    It is worked out again from whatever gave the mark; one that no key explains any more counts as it is kept.
    """
    return exact_share(answer.mark, _shares_behind(attempt, answer))


def exact_share(mark: Decimal | None, shares: Iterable[Fraction | None]) -> Fraction:
    """The first of `shares` that is kept as `mark`, else the mark itself."""
    return next((share for share in shares if share is not None and to_points(share) == mark), Fraction(mark or 0))


def key_share(attempt: QuizAttempt, answer: Answer) -> Fraction | None:
    """What an answer earns by the key of the version that was shown; None where only a trainer can say."""
    return KINDS[answer.version.kind].mark(answer.version.parts, answer.response, attempt.multiple_marking)


def rubric_shares(answer: Answer) -> list[Fraction]:
    """The share that each marking of a short answer gives, in the order of the markings."""
    return [mark_by_rubric(answer.version.parts, marking.points) for marking in answer.rubric_marks.all()]


def counted_markings(answer: Answer) -> list[RubricMark]:
    """Those markings of a short answer of which its mark is the mean."""
    markings = list(answer.rubric_marks.all())
    return [markings[place] for place in counted_places(rubric_shares(answer))]


def regraded_share(attempt: QuizAttempt, answer: Answer, regrade: Regrade) -> Fraction | None:
    """What an answer earns by `regrade`, signed or not; None where it leaves the question out."""
    return offered_share(
        mode=regrade.mode,
        kind=answer.version.kind,
        response=answer.response,
        shown=answer.version.parts,
        corrected=regrade.corrected.parts if regrade.corrected else (),
        rule=attempt.multiple_marking,
    )


def apply_signed_regrades(attempt: QuizAttempt, answers: Sequence[Answer]) -> None:
    """Has regrades that were signed while the attempt ran count for it too. Changes `answers`, and saves nothing.

    Whoever began later answers a question that its author has left as it is, and is marked by that.
    """
    versions = [answer.version_id for answer in answers]
    signed = Regrade.objects.filter(shown__in=versions, signed_at__gte=attempt.started_at)
    answer_of = {answer.version_id: answer for answer in answers}
    for regrade in signed.select_related("corrected").order_by("signed_at", "pk"):
        answer = answer_of[regrade.shown_id]
        case = Case(
            answer=answer.pk,
            skill=answer.version.skill_id,
            mark=answer.mark,
            is_dropped=answer.is_dropped,
            result=None,
            offered=regraded_share(attempt, answer, regrade),
            others=(),
            waits=sum(not other.is_dropped for other in answers) > 1,
            pass_mark=attempt.pass_mark,
        )
        change = plan_change(case, only_raise=regrade.only_raise)
        if change is not None:
            answer.is_dropped = change.drops
            answer.mark = answer.mark if change.drops else change.after


def _shares_behind(attempt: QuizAttempt, answer: Answer) -> Iterator[Fraction | None]:
    """What may have given the mark, the most likely first: each step reads more from the database."""
    version = answer.version
    yield key_share(attempt, answer)
    if KINDS[version.kind].control == "text":
        shares = rubric_shares(answer)
        yield agreed_share(shares, markers=1) if shares else None
        return
    for regrade in version.regrades.all():
        if regrade.corrected is not None:
            yield corrected_share(
                kind=version.kind,
                response=answer.response,
                shown=version.parts,
                corrected=regrade.corrected.parts,
                rule=attempt.multiple_marking,
            )
