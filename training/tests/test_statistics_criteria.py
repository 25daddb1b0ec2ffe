"""What trainers learn of the criteria by which a short answer is marked: here two, of 2 and of 3 points."""

import bs4
import pytest
from django.urls import reverse

from training.enums import QuestionKind
from training.item_analysis import analyse_quiz
from training.models import RubricMark
from training.tests.factories import QuestionFactory, QuizFactory
from training.tests.sittings import sit

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    return QuestionFactory(kind=QuestionKind.SHORT_ANSWER).current_version()


@pytest.fixture
def quiz(version):
    return QuizFactory(questions=[version.question])


def give(attempt, marker, *points):
    RubricMark.objects.create(answer=attempt.answers.get(position=1), marker=marker, points=list(points))


def shares(quiz):
    return [part.share for part in analyse_quiz(quiz).versions[0].figures.parts]


def test_criteria_are_told_by_the_points_that_count(cast, settings, quiz, version):
    """Of two markings the mean, of three the two nearest, and nothing for nothing."""
    settings.STATISTICS_MINIMUM_PEOPLE = 3
    markers = [cast.trainer, cast.administrator, cast.chief]
    for given in [[(2, 3)], [(1, 0), (0, 3)], [(0, 0), (2, 3), (2, 1)], []]:
        attempt = sit(quiz, (version, "0.5", ["先听。"] if given else []))
        for marker, points in zip(markers, given, strict=False):
            give(attempt, marker, *points)
    sit(quiz, (version, 1, ["先问。"]))  # by a regrade: nobody gave points

    assert shares(quiz) == pytest.approx([(2 + 0.5 + 2 + 0) / (2 * 4), (3 + 1.5 + 2 + 0) / (3 * 4)])


def test_criteria_are_not_told_of_fewer_people_than_figures_are(cast, quiz, version):
    attempts = [sit(quiz, (version, "0.4", ["先听。"])) for _person in range(12)]
    for attempt in attempts[:9]:
        give(attempt, cast.trainer, 2, 0)
    assert shares(quiz) == []
    give(attempts[9], cast.trainer, 2, 0)
    assert shares(quiz) == [1, 0]


@pytest.mark.parametrize("count", [1, 3])
def test_points_take_one_query_more(cast, django_assert_num_queries, quiz, version, count):
    for _person in range(10 * count):
        give(sit(quiz, (version, "0.4", ["先听。"])), cast.trainer, 2, 0)
    with django_assert_num_queries(6):
        assert shares(quiz) == [1, 0]


def test_page_of_a_short_answer_shows_what_each_criterion_earned(client, cast, quiz, version):
    other = QuestionFactory().current_version()
    for is_good in [True, False] * 10:
        attempt = sit(quiz, (version, "0.8" if is_good else "0.2", ["先听。"]), (other, int(is_good), [0]))
        give(attempt, cast.trainer, *((2, 2) if is_good else (1, 0)))

    client.force_login(cast.trainer)
    client.cookies["django_language"] = "en"
    response = client.get(reverse("training:question_statistics", args=[version.question_id]))

    table = bs4.BeautifulSoup(response.content, "html.parser").select_one("main table")
    rows = [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in table.select("tbody tr")]
    first, second = (part["criterion"] for part in version.parts)
    assert [heading.get_text(strip=True) for heading in table.select("thead th")][:2] == ["Criterion", "Points earned"]
    assert rows == [[first, "75%", "100%", "50%"], [second, "33%", "67%", "0%"]]
