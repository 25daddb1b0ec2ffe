"""Wider limits of one quiz for one person or one department: granting and withdrawing them."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from cadres.models import Department, User
from training.errors import OverrideRefused
from training.models import OverrideWithdrawal, QuizOverride, QuizPage
from training.permissions import user_can_widen_for, user_can_widen_quiz
from training.services.attempts import lengthen_open_attempts
from training.terms import QuizTerms, TermsChange, resolve_terms


def overrides_shown_to(user: User, quiz: QuizPage) -> QuerySet[QuizOverride]:
    """What was granted at `quiz` to people and departments that `user` sees, and to departments above their own."""
    if not user_can_widen_quiz(user, quiz):
        return QuizOverride.objects.none()
    above = [path for department in user.current_departments for path in department.ancestor_paths()]
    people, departments = User.objects.visible_to(user), Department.objects.visible_to(user)
    reach = Q(user__in=people.values("pk")) | Q(department__in=departments.values("pk"))
    shown = quiz.overrides.filter(reach | Q(department__path__in=above))
    return shown.select_related("user", "department", "granted_by", "withdrawal__withdrawn_by")


@dataclass(frozen=True)
class OverrideLine:
    """An override in a list, and whether the reader may withdraw it."""

    override: QuizOverride
    may_withdraw: bool


def lines_for(user: User, found: Iterable[QuizOverride]) -> list[OverrideLine]:
    """`found` with what `user` may do. Two queries; the same answers as `user_can_widen_for`."""
    found = list(found)
    people = User.objects.visible_to(user).filter(pk__in=[one.user_id for one in found if one.user_id])
    departments = Department.objects.visible_to(user)
    departments = departments.filter(pk__in=[one.department_id for one in found if one.department_id])
    own = set(people.exclude(pk=user.pk).values_list("pk", flat=True))
    below = set(departments.values_list("pk", flat=True))
    return [
        OverrideLine(one, not one.is_withdrawn and (one.user_id in own or one.department_id in below)) for one in found
    ]


def grant_override(
    *,
    quiz: QuizPage,
    target: User | Department,
    change: TermsChange,
    reason: str,
    granted_by: User,
    at: datetime.datetime | None = None,
) -> QuizOverride:
    """Widens the limits of `quiz` for a person, or for a department with all below it, at once also for running tests.

    The same grant given twice by the same person is one. Raises OverrideRefused for what would widen nothing, and
    PermissionError for a target outside of the subtree of `granted_by`.
    """
    if not (user_can_widen_quiz(granted_by, quiz) and user_can_widen_for(granted_by, target)):
        raise PermissionError("This person is not the one to grant it.")
    at = at or timezone.now()
    _check_change(quiz, change, at)
    own = {"user": target} if isinstance(target, User) else {"department": target}
    fields = {
        "extra_attempts": change.extra_attempts,
        "time_percent": change.time_percent,
        "closes_at": change.closes_at,
        "reason": reason,
        "granted_by": granted_by,
        **own,
    }
    with transaction.atomic():
        # Two clicks on one button wait here for each other.
        QuizPage.objects.select_for_update(of=("self",), no_key=True).get(pk=quiz.pk)
        given = quiz.overrides.filter(is_withdrawn=False, **fields).first()
        if given is not None:
            return given
        _check_effect(quiz, target, change)
        granted = QuizOverride.objects.create(quiz=quiz, granted_at=at, **fields)
        lengthen_open_attempts(quiz=quiz, users=_reached(target))
        return granted


def withdraw_override(*, override: QuizOverride, withdrawn_by: User, at: datetime.datetime | None = None) -> None:
    """Ends an override. A running test keeps the time it was given. Withdrawing twice is withdrawing once."""
    target = override.user or override.department
    if not (user_can_widen_quiz(withdrawn_by, override.quiz) and user_can_widen_for(withdrawn_by, target)):
        raise PermissionError("This person is not the one to withdraw it.")
    with transaction.atomic():
        locked = QuizOverride.objects.select_for_update(of=("self",)).get(pk=override.pk)
        if locked.is_withdrawn:
            return
        locked.is_withdrawn = True
        locked.save(update_fields=["is_withdrawn"])
        OverrideWithdrawal.objects.create(override=locked, withdrawn_by=withdrawn_by, withdrawn_at=at or timezone.now())


def terms_of(quiz: QuizPage, target: User | Department) -> QuizTerms:
    """What holds for a person today, or for the people of a department who have no override of their own."""
    if isinstance(target, User):
        return quiz.terms_for(target)
    found = quiz.overrides.filter(department__path__in=target.ancestor_paths(), is_withdrawn=False)
    return resolve_terms(quiz.terms, [], [override.change for override in found])


def _check_change(quiz: QuizPage, change: TermsChange, at: datetime.datetime) -> None:
    if change == TermsChange():
        raise OverrideRefused("nothing")
    if change.closes_at and (change.closes_at <= at or (quiz.closes_at and change.closes_at <= quiz.closes_at)):
        raise OverrideRefused("closes_too_early")


def _check_effect(quiz: QuizPage, target: User | Department, change: TermsChange) -> None:
    before = terms_of(quiz, target)
    after = _with(quiz, target, change)
    if _is_narrower(after, before):
        raise OverrideRefused("narrower")
    if not _is_narrower(before, after):
        raise OverrideRefused("no_wider")


def _with(quiz: QuizPage, target: User | Department, change: TermsChange) -> QuizTerms:
    """What would hold with `change` besides the overrides there are."""
    if isinstance(target, User):
        there = list(QuizOverride.objects.reaching(target).filter(quiz=quiz))
        personal = [override.change for override in there if override.user_id]
        return resolve_terms(
            quiz.terms, [*personal, change], [override.change for override in there if override.department_id]
        )
    above = quiz.overrides.filter(department__path__in=target.ancestor_paths(), is_withdrawn=False)
    return resolve_terms(quiz.terms, [], [*(override.change for override in above), change])


def _is_narrower(one: QuizTerms, other: QuizTerms) -> bool:
    """Whether `one` gives less than `other` in some respect. None is no limit."""
    pairs = [(one.attempts, other.attempts), (one.closes_at, other.closes_at)]
    less = any(mine is not None and (theirs is None or mine < theirs) for mine, theirs in pairs)
    return less or (one.limit is not None and one.time_percent < other.time_percent)


def _reached(target: User | Department) -> QuerySet[User]:
    people = User.objects.active()
    return people.filter(pk=target.pk) if isinstance(target, User) else people.in_departments([target])
