import random
from collections import Counter

import pytest

from training.enums import QuestionKind
from training.services.drawing import draw_versions, shuffle_choices
from training.tests.factories import QuestionFactory, QuizFactory


@pytest.mark.parametrize("kind", [QuestionKind.SINGLE, QuestionKind.MULTIPLE])
def test_shuffle_shows_each_choice_once_and_each_place_equally_often(kind):
    source = random.Random(5)
    drawn = [shuffle_choices(kind=kind, choices=[1, 2, 3, 4], source=source) for _ in range(2000)]
    assert {tuple(sorted(order)) for order in drawn} == {(1, 2, 3, 4)}
    places = Counter(order.index(1) for order in drawn)
    assert all(400 < places[place] < 600 for place in range(4))


def test_shuffle_of_true_and_false_keeps_the_order():
    source = random.Random(5)
    drawn = {tuple(shuffle_choices(kind="true_false", choices=[1, 2], source=source)) for _ in range(50)}
    assert drawn == {(1, 2)}


def test_draw_takes_the_current_versions_in_the_order_of_the_quiz(site_tree):
    first, second = QuestionFactory(), QuestionFactory()
    quiz = QuizFactory(questions=[second, first])
    first.stem = "改过的题目？"
    first.save()
    assert [(version.question, version.number) for version in draw_versions(quiz)] == [(second, 1), (first, 2)]


@pytest.mark.parametrize("count", [1, 3])
def test_draw_asks_the_database_three_times(site_tree, django_assert_num_queries, count):
    quiz = QuizFactory(questions=count)
    with django_assert_num_queries(3):
        assert len([list(version.choices.all()) for version in draw_versions(quiz)]) == count
