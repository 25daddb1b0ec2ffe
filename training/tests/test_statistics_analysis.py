import pytest

from training.enums import AttemptMode
from training.item_analysis import (
    analyse_question,
    analyse_quiz,
    counted_attempts,
    quiz_lines,
    quizzes_that_asked,
)
from training.models import Regrade
from training.services.flags import Flag, Warned
from training.tests.factories import CourseFactory, QuestionFactory, QuizFactory
from training.tests.sittings import sit, sit_often

pytestmark = pytest.mark.django_db


@pytest.fixture
def questions():
    return [QuestionFactory() for _place in range(3)]


@pytest.fixture
def quiz(questions):
    return QuizFactory(questions=questions)


@pytest.fixture
def versions(questions):
    return [question.current_version() for question in questions]


def right(version):
    return version, 1, [0]


def wrong(version, choice=1):
    return version, 0, [choice]


# --- which attempts count --------------------------------------------------------------------


def test_counted_is_the_first_finished_test_of_each_person(cast, quiz, versions):
    first = sit(quiz, wrong(versions[0]), user=cast.learner)
    sit(quiz, right(versions[0]), user=cast.learner, number=2)
    other = sit(quiz, right(versions[0]), user=cast.junior, number=3)

    assert set(counted_attempts()) == {first, other}


def test_counted_is_no_practice_and_nothing_open(cast, quiz, versions):
    sit(quiz, right(versions[0]), user=cast.learner, mode=AttemptMode.PRACTICE)
    sit(quiz, right(versions[0]), user=cast.junior, is_submitted=False)
    first = sit(quiz, right(versions[0]), user=cast.learner)

    assert set(counted_attempts()) == {first}


def test_counted_waits_for_the_marks_of_the_first_test(cast, quiz, versions):
    sit(quiz, right(versions[0]), user=cast.learner, is_marked=False)
    sit(quiz, right(versions[0]), user=cast.learner, number=2)

    assert list(counted_attempts()) == []


def test_counted_is_the_first_of_each_quiz(cast, quiz, versions):
    attempts = [sit(one, right(versions[0]), user=cast.learner) for one in (quiz, QuizFactory())]

    assert set(counted_attempts()) == set(attempts)


def test_an_attempt_of_which_every_question_was_left_out_does_not_count(cast, quiz, versions):
    sit(quiz, right(versions[0]), user=cast.learner, dropped=[0])

    assert list(counted_attempts()) == []


# --- a quiz ------------------------------------------------------------------------------------


def test_analysis_of_a_quiz_worked_by_hand(quiz, versions):
    # Twelve people, three each with the marks 000, 100, 110, 111.
    sit_often(quiz, versions, people=12)

    analysis = analyse_quiz(quiz)

    figures = analysis.figures
    assert (figures.people, figures.mean, figures.median, figures.passed) == (12, pytest.approx(50), 50, 0.5)
    assert [found.version for found in analysis.versions] == versions
    assert [found.figures.facility for found in analysis.versions] == [0.75, 0.5, 0.25]
    # Second question against the rest 0, 1, 1, 2: products ½·1 twice in four, squares ¼ and ½: √½.
    assert analysis.versions[1].figures.discrimination == pytest.approx(100 * 0.5**0.5)
    assert [part.share for part in analysis.versions[0].figures.parts] == [0.75, 0.25, 0, 0]
    # Variances 9/4, 3, 9/4 over 11 and of the sums 15/11: alpha = 3/2 × (1 - 7.5/15).
    assert figures.reliability.alpha == pytest.approx(0.75)


def test_analysis_of_a_quiz_below_ten_people_tells_their_number_alone(quiz, versions):
    sit_often(quiz, versions, people=9)

    analysis = analyse_quiz(quiz)

    assert analysis.figures.people == 9
    assert not analysis.figures.is_told
    assert [(found.figures.people, found.figures.is_told, found.flags) for found in analysis.versions] == [
        (9, False, [])
    ] * 3


def test_analysis_of_a_quiz_that_draws_hides_a_question_that_few_were_asked(quiz, versions):
    for _person in range(10):
        sit(quiz, right(versions[0]), wrong(versions[1]))
    for _person in range(2):
        sit(quiz, right(versions[0]), wrong(versions[2]))

    analysis = analyse_quiz(quiz)

    assert [(found.figures.people, found.figures.is_told) for found in analysis.versions] == [
        (12, True),
        (10, True),
        (2, False),
    ]
    assert analysis.figures.draw_spread is not None


def test_analysis_tells_versions_of_a_question_apart(quiz, questions, versions):
    sit_often(quiz, versions, people=10)
    questions[0].stem = "改过的题：先说什么？"
    questions[0].save()
    newer = questions[0].current_version()
    sit(quiz, right(newer), right(versions[1]))

    analysis = analyse_quiz(quiz)

    assert [(found.version, found.figures.people) for found in analysis.versions] == [
        (newer, 1),
        (versions[0], 10),
        (versions[1], 11),
        (versions[2], 10),
    ]


def test_analysis_leaves_out_what_a_regrade_left_out(quiz, versions):
    for _person in range(10):
        sit(quiz, right(versions[0]), wrong(versions[1]), dropped=[1])

    analysis = analyse_quiz(quiz)

    assert [found.version for found in analysis.versions] == [versions[0]]
    assert analysis.figures.mean == 100
    # The only question that counts has no rest to be compared with.
    assert analysis.versions[0].figures.discrimination is None


def test_a_key_that_the_better_do_not_choose_is_flagged(quiz, versions):
    # Ten good people choose the second choice of the first question, ten weak ones its key.
    for _person in range(10):
        sit(quiz, wrong(versions[0]), right(versions[1]), right(versions[2]))
        sit(quiz, right(versions[0]), wrong(versions[1]), wrong(versions[2]))

    flags = analyse_quiz(quiz).versions[0].flags

    assert flags[:2] == [Warned(Flag.KEY_LOOKS_WRONG, (1,)), Warned(Flag.NEGATIVE_DISCRIMINATION)]


def miskeyed(cast, quiz, questions, versions, mode, **corrected):
    for _person in range(10):
        sit(quiz, wrong(versions[0]), right(versions[1]), right(versions[2]))
        sit(quiz, right(versions[0]), wrong(versions[1]), wrong(versions[2]))
    Regrade.objects.create(
        question=questions[0], shown=versions[0], mode=mode, reason="答案标错了。", signed_by=cast.trainer, **corrected
    )
    return analyse_quiz(quiz).versions


def test_a_corrected_key_is_the_one_that_is_compared(cast, quiz, questions, versions):
    first, second, *others = versions[0].parts
    swapped = [{**first, "is_key": False}, {**second, "is_key": True}, *others]
    questions[0].parts = [("choice", part) for part in swapped]
    questions[0].save()
    corrected = questions[0].current_version()

    found = miskeyed(cast, quiz, questions, versions, Regrade.Mode.CORRECTED_KEY, corrected=corrected)[0]

    assert [part.is_key for part in found.figures.parts] == [False, True, False, False]
    assert Flag.KEY_LOOKS_WRONG not in [warned.flag for warned in found.flags]


def test_a_key_about_which_somebody_decided_is_not_flagged_again(cast, quiz, questions, versions):
    found = miskeyed(cast, quiz, questions, versions, Regrade.Mode.FULL_CREDIT)[0]

    assert found.regrade.mode == Regrade.Mode.FULL_CREDIT
    assert Flag.KEY_LOOKS_WRONG not in [warned.flag for warned in found.flags]


@pytest.mark.parametrize("count", [1, 3])
def test_analysis_of_a_quiz_takes_five_queries(django_assert_num_queries, count):
    questions = [QuestionFactory() for _place in range(count)]
    quiz = QuizFactory(questions=questions)
    sit_often(quiz, [question.current_version() for question in questions], people=10 * count)

    with django_assert_num_queries(5):
        found = analyse_quiz(quiz).versions
        assert [one.version.skill.name for one in found] == [questions[0].skill.name] * count


# --- a question ----------------------------------------------------------------------------------


def test_question_over_several_quizzes_is_the_sum_of_those_with_enough_people(quiz, questions, versions):
    other, small = QuizFactory(), QuizFactory()
    for _person in range(10):
        sit(quiz, right(versions[0]), wrong(versions[1]))
        sit(other, wrong(versions[0]), wrong(versions[2]))
    sit(small, right(versions[0]))

    def people(*quizzes):
        return [
            (found.figures.people, found.figures.facility)
            for found in analyse_question(questions[0], quizzes=[one.pk for one in quizzes])
        ]

    assert people(quiz, other, small) == [(20, 0.5)]
    assert people(quiz) == [(10, 1.0)]
    assert people(small) == [(1, None)]
    assert people() == [(0, None)]


def test_question_counts_a_person_once_in_each_quiz(cast, settings, quiz, questions, versions):
    settings.STATISTICS_MINIMUM_PEOPLE = 1
    sit(quiz, right(versions[0]), user=cast.learner)
    sit(quiz, wrong(versions[0]), user=cast.learner, number=2)

    found = analyse_question(questions[0], quizzes=[quiz.pk])

    assert [(one.figures.people, one.figures.facility) for one in found] == [(1, 1.0)]


def test_question_takes_the_rest_from_the_whole_attempt(quiz, questions, versions):
    sit_often(quiz, versions, people=12)

    in_quiz = analyse_quiz(quiz).versions
    alone = [analyse_question(question, quizzes=[quiz.pk])[0] for question in questions]

    assert [one.figures for one in alone] == [one.figures for one in in_quiz]


def test_question_lists_its_versions_with_the_newest_first(quiz, questions, versions):
    questions[0].stem = "改过的题：先说什么？"
    questions[0].save()

    found = analyse_question(questions[0], quizzes=[quiz.pk])

    assert [one.version.number for one in found] == [2, 1]


@pytest.mark.parametrize("count", [1, 3])
def test_analysis_of_a_question_takes_five_queries(django_assert_num_queries, questions, versions, count):
    quizzes = [QuizFactory() for _place in range(count)]
    for quiz in quizzes:
        sit_often(quiz, versions, people=10 * count)
    for number in range(count - 1):
        questions[0].stem = f"改过{number}次"
        questions[0].save()

    with django_assert_num_queries(5):
        assert len(analyse_question(questions[0], quizzes=[quiz.pk for quiz in quizzes])) == count


def test_quizzes_that_asked_are_those_with_a_counted_attempt(cast, quiz, questions, versions):
    practised, waiting, elsewhere = QuizFactory(), QuizFactory(), QuizFactory()
    sit(quiz, right(versions[0]))
    sit(practised, right(versions[0]), mode=AttemptMode.PRACTICE)
    sit(waiting, right(versions[0]), is_marked=False)
    sit(elsewhere, right(versions[1]))

    assert list(quizzes_that_asked(questions[0])) == [quiz]


# --- the list of quizzes ---------------------------------------------------------------------------


def test_quiz_lines_tell_mean_and_passes_from_ten_people_on(versions):
    course = CourseFactory(title="谈前准备")
    full, small, empty = (QuizFactory(parent=course) for _place in range(3))
    sit_often(full, versions, people=12)
    sit_often(small, versions, people=9)

    lines = quiz_lines([empty, full, small])

    assert [(line.quiz, line.course, line.people, line.passed) for line in lines] == [
        (empty, "谈前准备", 0, None),
        (full, "谈前准备", 12, 50),
        (small, "谈前准备", 9, None),
    ]
    assert lines[1].mean == pytest.approx(analyse_quiz(full).figures.mean)
    assert [lines[0].mean, lines[2].mean] == [None, None]


@pytest.mark.parametrize("count", [1, 3])
def test_quiz_lines_take_two_queries(django_assert_num_queries, versions, count):
    quizzes = [QuizFactory() for _place in range(count)]
    for quiz in quizzes:
        sit(quiz, right(versions[0]))

    with django_assert_num_queries(2):
        assert [line.people for line in quiz_lines(quizzes)] == [1] * count
