import datetime

import pytest

from cadres.enums import Role
from cadres.models import User
from cadres.tests.factories import UserFactory
from training.errors import OverrideRefused, StartRefused
from training.models import OverrideWithdrawal, QuizOverride
from training.permissions import user_can_widen_for
from training.services.attempts import start_attempt, submit_attempt
from training.services.overrides import (
    grant_override,
    lines_for,
    overrides_shown_to,
    terms_of,
    withdraw_override,
)
from training.terms import TermsChange
from training.tests.factories import QuizFactory
from training.tests.marking_steps import refused

START = datetime.datetime(2026, 3, 2, 1, tzinfo=datetime.UTC)
CLOSES = datetime.datetime(2026, 3, 3, 1, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
MORE_TIME = TermsChange(time_percent=150)


@pytest.fixture
def quiz(db):
    """One hour, two attempts, closes in a day."""
    return QuizFactory(time_limit=60, attempts_allowed=2, opens_at=START - HOUR, closes_at=CLOSES)


def grant(quiz, target, change, by):
    return grant_override(quiz=quiz, target=target, change=change, reason="手伤未愈。", granted_by=by, at=START)


def test_grant_keeps_who_granted_what_and_why(cast, quiz):
    change = TermsChange(extra_attempts=1, time_percent=150, closes_at=CLOSES + HOUR)
    made = grant(quiz, cast.learner, change, cast.trainer)
    assert QuizOverride.objects.get() == made
    assert (made.user, made.department, made.change, made.reason) == (cast.learner, None, change, "手伤未愈。")
    assert (made.granted_by, made.granted_at, made.is_withdrawn) == (cast.trainer, START, False)
    terms = terms_of(quiz, cast.learner)
    assert (terms.attempts, terms.time_percent, terms.closes_at) == (3, 150, CLOSES + HOUR)
    assert terms_of(quiz, cast.junior) == quiz.terms


def test_grant_for_a_department_reaches_those_below(cast, quiz):
    grant(quiz, cast.own, TermsChange(extra_attempts=2), cast.trainer)
    assert [terms_of(quiz, who).attempts for who in (cast.learner, cast.junior, cast.outsider)] == [4, 4, 2]
    assert [terms_of(quiz, where).attempts for where in (cast.own, cast.sub, cast.other)] == [4, 4, 2]


def test_grant_lets_somebody_begin_again(cast, quiz):
    for _time in range(2):
        submit_attempt(attempt=start_attempt(user=cast.learner, quiz=quiz, at=START), at=START)
    with pytest.raises(StartRefused):
        start_attempt(user=cast.learner, quiz=quiz, at=START)
    grant(quiz, cast.learner, TermsChange(extra_attempts=1), cast.trainer)
    assert start_attempt(user=cast.learner, quiz=quiz, at=START).number == 3


@pytest.mark.parametrize("target", ["learner", "own"])
def test_grant_lengthens_running_tests_at_once(cast, quiz, target):
    running = {user: start_attempt(user=user, quiz=quiz, at=START) for user in (cast.learner, cast.outsider)}
    grant(quiz, getattr(cast, target), MORE_TIME, cast.trainer)
    for attempt in running.values():
        attempt.refresh_from_db()
    assert [attempt.deadline_at - START for attempt in running.values()] == [1.5 * HOUR, HOUR]


def test_withdrawal_is_kept_and_shortens_no_running_test(cast, quiz):
    override = grant(quiz, cast.learner, MORE_TIME, cast.trainer)
    attempt = start_attempt(user=cast.learner, quiz=quiz, at=START)
    withdraw_override(override=override, withdrawn_by=cast.administrator, at=START + HOUR)
    withdraw_override(override=override, withdrawn_by=cast.trainer)
    attempt.refresh_from_db()
    assert (attempt.deadline_at - START, terms_of(quiz, cast.learner)) == (1.5 * HOUR, quiz.terms)
    withdrawal = OverrideWithdrawal.objects.get()
    assert (withdrawal.override, withdrawal.withdrawn_by, withdrawal.withdrawn_at) == (
        override, cast.administrator, START + HOUR,
    )  # fmt: skip
    with pytest.raises(TypeError):
        withdrawal.save()


def test_same_grant_twice_is_one(cast, quiz):
    first, second = (grant(quiz, cast.learner, MORE_TIME, cast.trainer) for _time in range(2))
    assert (first, QuizOverride.objects.count()) == (second, 1)


def test_grant_that_was_withdrawn_can_be_given_anew(cast, quiz):
    first = grant(quiz, cast.learner, MORE_TIME, cast.trainer)
    withdraw_override(override=first, withdrawn_by=cast.trainer)
    assert grant(quiz, cast.learner, MORE_TIME, cast.trainer) != first


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (TermsChange(), "nothing"),
        (TermsChange(closes_at=CLOSES), "closes_too_early"),
        (TermsChange(closes_at=START), "closes_too_early"),
        (TermsChange(extra_attempts=2), "no_wider"),
        (TermsChange(extra_attempts=1, time_percent=200), "narrower"),
    ],
)
def test_grant_that_widens_nothing_is_refused(cast, quiz, change, code):
    grant(quiz, cast.own, TermsChange(extra_attempts=2), cast.trainer)
    with refused(OverrideRefused, code):
        grant(quiz, cast.learner, change, cast.trainer)
    assert QuizOverride.objects.count() == 1


def test_limit_that_a_quiz_does_not_have_cannot_be_widened(cast):
    quiz = QuizFactory()
    with refused(OverrideRefused, "no_wider"):
        grant(quiz, cast.learner, TermsChange(2, 200, CLOSES), cast.trainer)


# --- who may -------------------------------------------------------------------------------

GRANTERS = {"learner": {"trainer", "administrator"}, "outsider": {"administrator"}, "own": {"trainer", "administrator"}}


@pytest.mark.parametrize("target", [*GRANTERS, "other", "root"])
def test_trainers_grant_in_their_subtree_and_administrators_everywhere(cast, quiz, target):
    wanted = getattr(cast, target)
    may = {name for name, user in cast.people().items() if user_can_widen_for(user, wanted)}
    assert may == GRANTERS.get(target, {"administrator"})
    for name in cast.people().keys() - may:
        with pytest.raises(PermissionError):
            grant(quiz, wanted, MORE_TIME, cast.people()[name])
    assert not QuizOverride.objects.exists()


@pytest.mark.parametrize("part", ["trainer", "administrator"])
def test_nobody_grants_to_themselves(cast, quiz, part):
    with pytest.raises(PermissionError):
        grant(quiz, cast.people()[part], MORE_TIME, cast.people()[part])


def test_withdrawal_is_refused_outside_of_the_subtree(cast, quiz):
    override = grant(quiz, cast.root, MORE_TIME, cast.administrator)
    for part in ["trainer", "editor", "overseer", "learner"]:
        with pytest.raises(PermissionError):
            withdraw_override(override=override, withdrawn_by=cast.people()[part])
    override.refresh_from_db()
    assert not override.is_withdrawn


def test_list_shows_what_concerns_the_own_people(cast, quiz):
    other = QuizFactory(time_limit=60)
    grant(other, cast.learner, MORE_TIME, cast.administrator)
    made = {
        name: grant(quiz, getattr(cast, name), MORE_TIME, cast.administrator)
        for name in ["learner", "outsider", "sub", "other", "root"]
    }
    shown = {
        part: {name for name, one in made.items() if one in overrides_shown_to(cast.people()[part], quiz)}
        for part in ["trainer", "administrator", "editor", "overseer", "learner"]
    }
    assert shown == {
        "trainer": {"learner", "sub", "root"},
        "administrator": set(made),
        "editor": set(),
        "overseer": set(),
        "learner": set(),
    }
    may = {
        line.override for line in lines_for(cast.trainer, overrides_shown_to(cast.trainer, quiz)) if line.may_withdraw
    }
    assert may == {made["learner"], made["sub"]}


def test_list_is_read_with_as_many_queries_for_three_as_for_one(cast, quiz, django_assert_num_queries):
    trainer = User.objects.get(pk=cast.trainer.pk)
    grant(quiz, cast.learner, MORE_TIME, trainer)
    list(overrides_shown_to(trainer, quiz))
    with django_assert_num_queries(2):
        assert len(lines_for(trainer, overrides_shown_to(trainer, quiz))) == 1
    for number in range(2):
        person = UserFactory(name=f"多某{number}", department=cast.sub, roles=[Role.LEARNER])
        grant(quiz, person, MORE_TIME, trainer)
    with django_assert_num_queries(2):
        assert len(lines_for(trainer, overrides_shown_to(trainer, quiz))) == 3
