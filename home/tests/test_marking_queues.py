import datetime

import pytest

from cadres.enums import Role
from cadres.models import User
from cadres.tests.factories import UserFactory
from home.writing_room import QUEUES, queues_for
from training.enums import QuestionKind, RegradeMode
from training.services.regrade_plans import Proposal
from training.services.rubric_marking import mark_answer
from training.tests.factories import QuestionFactory, QuizFactory, choices
from training.tests.marking_steps import sign, swapped, take_test, with_key

MORNING = datetime.datetime(2026, 3, 2, 1, tzinfo=datetime.UTC)
KEYS = ["short-answers", "markings-apart", "passes"]


def entries(key, user):
    queue = next(queue for queue in QUEUES if queue.key == key)
    return queue.entries(queue.rows(user))


def essay_quiz(**fields):
    question = QuestionFactory(kind=QuestionKind.SHORT_ANSWER, stem="怎样开口？")
    return QuizFactory(title="简答", questions=[question], **fields)


def test_marking_is_a_queue_of_those_who_keep_the_bank(cast):
    queued = {name: [queue.key for queue in queues_for(user)] for name, user in cast.people().items()}
    assert {name for name, keys in queued.items() if set(KEYS) & set(keys)} == {"trainer", "administrator"}
    assert all(set(KEYS) <= set(queued[name]) for name in ("trainer", "administrator"))


def test_short_answers_wait_without_a_name(cast):
    attempt = take_test(cast.learner, essay_quiz(), ["先听。"], at=MORNING)
    (entry,) = entries("short-answers", cast.trainer)
    assert (entry.title, entry.kind, entry.when) == ("怎样开口？", "简答", MORNING)
    assert entry.url == f"/bank/marking/{attempt.answers.get().pk}/"
    assert cast.learner.name not in repr(entry)


def test_markings_far_apart_wait_for_their_markers(cast):
    second = User.objects.get(pk=UserFactory(department=cast.own, roles=[Role.TRAINER]).pk)
    answer = take_test(cast.learner, essay_quiz(second_marker=True), ["先听。"]).answers.get()
    mark_answer(answer=answer, marker=cast.trainer, points=[0, 0])
    assert (len(entries("short-answers", second)), len(entries("short-answers", cast.trainer))) == (1, 0)
    mark_answer(answer=answer, marker=second, points=[2, 3])
    assert [entry.url for entry in entries("markings-apart", second)] == [f"/bank/marking/{answer.pk}/apart/"]
    assert entries("short-answers", cast.administrator) == []


@pytest.mark.parametrize(("part", "count"), [("learner", 1), ("outsider", 0)])
def test_passes_wait_for_those_who_see_the_person(cast, part, count):
    shown = QuestionFactory(parts=choices("甲", "乙")).current_version()
    take_test(cast.people()[part], QuizFactory(title="单选", questions=[shown.question]), [0])
    corrected = with_key(shown.question, swapped(shown))
    proposal = Proposal(shown, RegradeMode.CORRECTED_KEY, corrected, only_raise=False)
    change = sign(proposal, cast.administrator).regrade.changes.get()
    address = f"/bank/regrades/passes/{change.pk}/"
    assert [entry.url for entry in entries("passes", cast.trainer)] == [address] * count
    assert [entry.title for entry in entries("passes", cast.administrator)] == [cast.people()[part].name]
