import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.enums import Facet
from content.models import Topic
from training.models import QuizPage
from training.services.attempts import start_attempt, submit_attempt
from training.services.drawing import Row, Supply, draw, draw_versions, recheck_supply
from training.tests.factories import QuestionFactory, QuizFactory, skill

POOLS = st.lists(st.tuples(st.sets(st.integers(1, 12)), st.integers(0, 4)), max_size=4)


def drawn(rows, *, fixed=(), seen=None, seed=0):
    return draw(
        fixed=list(fixed),
        rows=[Row(sorted(pool), count) for pool, count in rows],
        seen=seen or {},
        source=random.Random(seed),
    )


def most_places(rows, taken) -> int:
    """How many places can be filled at best, by Hall's theorem over the sets of rows (deficiency version)."""
    numbers = range(len(rows))
    total = sum(count for _pool, count in rows)
    deficit = 0
    for mask in range(1 << len(rows)):
        chosen = [number for number in numbers if mask >> number & 1]
        wanted = sum(rows[number][1] for number in chosen)
        there = len(set().union(*(rows[number][0] for number in chosen)) - taken) if chosen else 0
        deficit = max(deficit, wanted - there)
    return total - deficit


@given(POOLS, st.lists(st.integers(1, 12), max_size=3), st.dictionaries(st.integers(1, 12), st.integers(0, 3)))
def test_draw_fills_as_many_places_as_can_be_and_asks_nothing_twice(rows, fixed, seen):
    found = drawn(rows, fixed=fixed, seen=seen)
    own = list(dict.fromkeys(fixed))
    assert found[: len(own)] == own
    assert len(set(found)) == len(found) == len(own) + most_places(rows, set(own))


@given(st.lists(st.tuples(st.sets(st.integers(1, 7)), st.integers(0, 2)), max_size=3), st.data())
def test_draw_takes_the_least_seen_also_where_rows_draw_from_the_same(rows, data):
    seen = data.draw(st.dictionaries(st.integers(1, 7), st.integers(0, 3)))
    found = drawn(rows, seen=seen, seed=data.draw(st.integers(0, 9)))
    everything = sorted(set().union(*(pool for pool, _count in rows)))
    possible = [
        sum(seen.get(one, 0) for one in chosen)
        for chosen in itertools.combinations(everything, len(found))
        if most_places([(pool & set(chosen), count) for pool, count in rows], set()) == len(chosen)
    ]
    assert sum(seen.get(one, 0) for one in found) == min(possible)


def test_draw_leaves_an_unseen_question_to_the_row_that_has_no_other():
    found = {tuple(drawn([({1, 2}, 1), ({1, 3}, 1)], seen={3: 1}, seed=seed)) for seed in range(20)}
    assert found == {(2, 1)}


def test_draw_fills_a_blueprint_of_very_many_places_that_share_too_few_questions():
    """Deeper than Python's stack if each question that moves on were a call."""
    found = drawn([(set(range(1, 1991)), 50)] * 40)
    assert sorted(found) == list(range(1, 1991))


@given(st.sets(st.integers(1, 30), min_size=1), st.data())
def test_draw_of_one_row_takes_the_unseen_first_then_the_least_seen(pool, data):
    count = data.draw(st.integers(1, len(pool)))
    seen = data.draw(st.dictionaries(st.sampled_from(sorted(pool)), st.integers(0, 4)))
    found = drawn([(pool, count)], seen=seen, seed=data.draw(st.integers(0, 9)))
    left = pool - set(found)
    if left:
        assert max(seen.get(one, 0) for one in found) <= min(seen.get(one, 0) for one in left)


def test_draw_among_equals_is_left_to_chance():
    found = {tuple(sorted(drawn([(set(range(1, 7)), 2)], seed=seed))) for seed in range(200)}
    assert len(found) == 15


def test_draw_stands_in_the_order_of_the_rows():
    found = drawn([({1, 2, 3, 4}, 2), ({9}, 1)])
    assert (set(found[:2]) <= {1, 2, 3, 4}, found[2]) == (True, 9)


@pytest.mark.django_db
def test_draw_takes_current_versions_of_fixed_questions_in_their_order(site_tree):
    first, second, retired = QuestionFactory(), QuestionFactory(), QuestionFactory()
    quiz = QuizFactory(questions=[second, retired, first])
    first.stem = "改过的题目？"
    first.save()
    retired.status = "retired"
    retired.save()
    assert [(version.question, version.number) for version in draw_versions(quiz)] == [(second, 1), (first, 2)]


@pytest.mark.django_db
def test_draw_follows_skill_topic_difficulty_and_status(site_tree):
    before = Topic.objects.get(facet=Facet.STAGE, slug="before")
    fits = QuestionFactory(skill=skill("timing"), difficulty=2, topics=[before])
    QuestionFactory(skill=skill("focus"), difficulty=2, topics=[before])
    QuestionFactory(skill=skill("timing"), difficulty=3, topics=[before])
    QuestionFactory(skill=skill("timing"), difficulty=2)
    QuestionFactory(skill=skill("timing"), difficulty=2, topics=[before], status="draft")
    quiz = QuizFactory(
        questions=0, draws=[{"skill": skill("timing"), "topic": before, "easiest": 1, "hardest": 2, "count": 5}]
    )
    assert [version.question for version in draw_versions(quiz)] == [fits]


@pytest.mark.django_db
def test_draw_of_the_next_attempt_takes_what_the_person_has_not_seen(cast):
    questions = {QuestionFactory() for _ in range(6)}
    quiz = QuizFactory(questions=0, draws=[{"count": 3}])
    shown = []
    for _ in range(2):
        attempt = start_attempt(user=cast.learner, quiz=quiz)
        shown.append({answer.version.question for answer in attempt.answers.all()})
        submit_attempt(attempt=attempt)
    assert (len(shown[0]), shown[0] | shown[1], shown[0] & shown[1]) == (3, questions, set())


@pytest.mark.django_db
def test_draw_for_practice_leaves_out_what_is_for_tests_only(cast):
    open_one = QuestionFactory()
    kept = QuestionFactory(test_only=True)
    quiz = QuizFactory(questions=[kept, open_one], practice=True)
    assert [version.question for version in draw_versions(quiz, mode="practice")] == [open_one]
    assert [version.question for version in draw_versions(quiz)] == [kept, open_one]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_draw_asks_the_database_a_fixed_number_of_times(cast, django_assert_num_queries, count):
    for _ in range(9):
        QuestionFactory()
    quiz = QuizPage.objects.get(pk=QuizFactory(questions=count, draws=[{"count": count}]).pk)
    with django_assert_num_queries(6):
        assert len(draw_versions(quiz, user=cast.learner)) == 2 * count


def skilled(count, **fields):
    return [QuestionFactory(skill=skill("focus"), difficulty=2, **fields) for _ in range(count)]


@pytest.mark.django_db
def test_recheck_puts_new_questions_of_the_skill_in_the_place_of_known_fixed_ones(cast):
    fixed, others = skilled(2), skilled(2)
    QuestionFactory(skill=skill("focus"), difficulty=4)
    QuestionFactory(skill=skill("timing"), difficulty=2)
    skilled(1, status="draft")
    skilled(1, kind="short_answer")
    quiz = QuizFactory(questions=fixed)
    start_attempt(user=cast.learner, quiz=quiz)
    assert {version.question for version in draw_versions(quiz, user=cast.learner)} == set(fixed)
    assert {version.question for version in draw_versions(quiz, user=cast.learner, is_recheck=True)} == set(others)


@pytest.mark.django_db
def test_recheck_of_enough_questions_asks_nothing_that_was_seen(cast):
    fixed = skilled(2)
    skilled(6)
    quiz = QuizFactory(questions=fixed, draws=[{"count": 2, "hardest": 2}])
    seen = {answer.version.question for answer in start_attempt(user=cast.learner, quiz=quiz).answers.all()}
    again = {version.question for version in draw_versions(quiz, user=cast.learner, is_recheck=True)}
    assert (len(again), again & seen) == (4, set())
    assert recheck_supply(quiz, user=cast.learner) == Supply(asked=4, unseen=4)


@pytest.mark.django_db
def test_recheck_asks_again_what_has_no_equal_and_says_so(cast):
    fixed = skilled(3)
    skilled(1)
    quiz = QuizFactory(questions=fixed)
    start_attempt(user=cast.learner, quiz=quiz)
    assert len(draw_versions(quiz, user=cast.learner, is_recheck=True)) == 3
    supply = recheck_supply(quiz, user=cast.learner)
    assert (supply, supply.is_short) == (Supply(asked=3, unseen=1), True)
    assert not recheck_supply(quiz, user=cast.junior).is_short
