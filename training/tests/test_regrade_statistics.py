"""Statistics go by the key that counts since a regrade, in whatever order the corrected version holds the parts."""

import pytest

from training.enums import QuestionKind, RegradeMode
from training.item_analysis import analyse_question
from training.services.regrade_plans import Proposal
from training.tests.factories import QuestionFactory, QuizFactory
from training.tests.marking_steps import sign, take_test, with_key


@pytest.fixture(autouse=True)
def few_people(settings):
    settings.STATISTICS_MINIMUM_PEOPLE = 2


def right_shares(question, quiz):
    """The share of each part of the asked version that was done right, by its words."""
    analysed = analyse_question(question, quizzes=[quiz.pk])[-1]
    return {part["text"]: share.share for part, share in zip(analysed.parts, analysed.figures.parts, strict=True)}


def test_shares_follow_the_steps_of_a_corrected_order(cast):
    steps = [{"text": text} for text in ["倾听", "提问", "约定"]]
    question = QuestionFactory(kind=QuestionKind.ORDERING, parts=steps)
    shown, quiz = question.current_version(), QuizFactory(questions=[question])
    take_test(cast.learner, quiz, [2, 1, 3])
    take_test(cast.junior, quiz, [1, 2, 3])
    assert right_shares(question, quiz) == {"倾听": 0.5, "提问": 0.5, "约定": 1.0}
    corrected = with_key(question, [steps[1], steps[0], steps[2]])
    sign(Proposal(shown, RegradeMode.CORRECTED_KEY, corrected), cast.trainer)
    assert right_shares(question, quiz) == {"提问": 0.5, "倾听": 0.5, "约定": 1.0}
    take_test(cast.outsider, quiz, [3, 1, 2])  # of the corrected version, which is told by itself
    assert right_shares(question, quiz) == {"提问": 0.5, "倾听": 0.5, "约定": 1.0}


def test_shares_keep_the_corrected_key_after_a_regrade_without_one(cast):
    """As in the review of the answers: full mark for everybody puts no other key in its place."""
    parts = [{"text": text, "is_key": text == "甲"} for text in "甲乙丙"]
    question = QuestionFactory(parts=parts)
    shown, quiz = question.current_version(), QuizFactory(questions=[question])
    for user in (cast.learner, cast.junior):
        take_test(user, quiz, [1])
    corrected = with_key(question, [{**part, "is_key": part["text"] == "乙"} for part in parts])
    sign(Proposal(shown, RegradeMode.CORRECTED_KEY, corrected), cast.trainer)
    sign(Proposal(shown, RegradeMode.FULL_CREDIT), cast.trainer)
    told = analyse_question(question, quizzes=[quiz.pk])[-1]
    assert [share.is_key for share in told.figures.parts] == [False, True, False]
    assert told.regrade.mode == RegradeMode.FULL_CREDIT


def test_shares_follow_the_choices_of_a_corrected_key(cast):
    parts = [{"text": text, "is_key": text == "甲"} for text in "甲乙丙"]
    question = QuestionFactory(parts=parts)
    shown, quiz = question.current_version(), QuizFactory(questions=[question])
    for user, chosen in [(cast.learner, [1]), (cast.junior, [1]), (cast.outsider, [2])]:
        take_test(user, quiz, chosen)
    corrected = with_key(question, [{"text": text, "is_key": text == "乙"} for text in "丙乙甲"])
    sign(Proposal(shown, RegradeMode.CORRECTED_KEY, corrected), cast.trainer)
    (told,) = [one for one in analyse_question(question, quizzes=[quiz.pk]) if one.version == shown]
    shares = {
        part["text"]: (round(share.share, 3), share.is_key)
        for part, share in zip(told.parts, told.figures.parts, strict=True)
    }
    assert shares == {"甲": (0.0, False), "乙": (0.667, True), "丙": (0.333, False)}
