import pytest
from django.urls import reverse

from cadres.enums import Role
from cadres.models import User
from cadres.tests.factories import UserFactory
from content.enums import Visibility
from training.enums import QuestionKind
from training.models import CourseCompletion, MarkingDecision, RubricMark
from training.services.rubric_marking import mark_answer
from training.tests.factories import CourseFactory, QuestionFactory, QuizFactory
from training.tests.marking_steps import result, take_test

QUEUE = reverse("training:marking")
KEEPERS = {"trainer", "administrator"}
TEXT = ["先听他说完。\n再问一句为什么。"]


def essay_quiz(**fields):
    question = QuestionFactory(kind=QuestionKind.SHORT_ANSWER, stem="怎样开口？", reason="先问近况。")
    return QuizFactory(questions=[question], **fields)


def written(user, quiz):
    return take_test(user, quiz, TEXT).answers.get()


def mark_url(answer):
    return reverse("training:mark_answer", args=[answer.pk])


def apart_url(answer):
    return reverse("training:compare_markings", args=[answer.pk])


@pytest.fixture
def second_trainer(cast):
    return User.objects.get(pk=UserFactory(name="何某", department=cast.own, roles=[Role.TRAINER]).pk)


@pytest.fixture
def apart(cast, second_trainer):
    answer = written(cast.learner, essay_quiz(second_marker=True))
    mark_answer(answer=answer, marker=cast.trainer, points=[0, 0], comment="没有写到。")
    mark_answer(answer=answer, marker=second_trainer, points=[2, 3])
    return answer


def open_as(client, user, url, **query):
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client.get(url, query)


def shown(response):
    return [answer.pk for answer in response.context["answers"]]


# --- who may -------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [lambda answer: QUEUE, mark_url, apart_url])
def test_marking_is_for_those_who_keep_the_bank(client, cast, address):
    url = address(written(cast.junior, essay_quiz()))
    for name, user in cast.people().items():
        answered = open_as(client, user, url).status_code
        assert (name, answered != 403) == (name, name in KEEPERS)


@pytest.mark.parametrize("address", [mark_url, apart_url])
def test_own_answers_and_those_of_hidden_quizzes_are_not_there(client, cast, address):
    hidden = essay_quiz(parent=CourseFactory(department=cast.other, visibility=Visibility.SUBTREE))
    for answer in [written(cast.trainer, essay_quiz()), written(cast.outsider, hidden)]:
        assert open_as(client, cast.trainer, address(answer)).status_code == 404
        assert client.post(address(answer), {"points-0": 2, "points-1": 3}).status_code == 404
    assert not RubricMark.objects.exists()


def test_nothing_on_the_pages_tells_who_wrote_the_answer(client, cast):
    answer = written(cast.learner, essay_quiz())
    for url in [QUEUE, mark_url(answer)]:
        page = open_as(client, cast.trainer, url).content.decode()
        for secret in [cast.learner.name, cast.learner.staff_number, str(answer.attempt_id)]:
            assert secret not in page


# --- the queue -----------------------------------------------------------------------------


def test_queue_lists_what_waits_and_can_be_narrowed_to_a_quiz(client, cast):
    one, other = essay_quiz(), essay_quiz()
    answers = [written(cast.learner, one), written(cast.junior, other)]
    assert shown(open_as(client, cast.trainer, QUEUE)) == [answer.pk for answer in answers]
    response = open_as(client, cast.trainer, QUEUE, quiz=other.pk)
    assert shown(response) == [answers[1].pk]
    assert f"{mark_url(answers[1])}?quiz={other.pk}" in response.content.decode()
    assert shown(open_as(client, cast.trainer, QUEUE, quiz="x")) == [answer.pk for answer in answers]


def test_empty_queue_says_what_will_stand_there(client, cast):
    assert "Nothing to mark" in open_as(client, cast.trainer, QUEUE).content.decode()


def test_queue_asks_as_often_for_three_as_for_one(client, cast, django_assert_num_queries):
    quiz = essay_quiz()
    written(cast.learner, quiz)
    open_as(client, cast.trainer, QUEUE)
    with django_assert_num_queries(11):
        client.get(QUEUE)
    written(cast.junior, quiz)
    written(cast.outsider, essay_quiz())
    with django_assert_num_queries(11):
        assert len(shown(client.get(QUEUE))) == 3


# --- one answer ----------------------------------------------------------------------------


def test_mark_page_shows_question_answer_model_answer_and_rubric(client, cast):
    answer = written(cast.learner, essay_quiz())
    response = open_as(client, cast.trainer, mark_url(answer))
    page = response.content.decode()
    assert all(words in page for words in ["怎样开口？", "先听他说完。", "再问一句为什么。", "先问近况。"])
    criteria = answer.version.parts
    assert [scale.label for scale in response.context["form"].scales] == [part["criterion"] for part in criteria]
    assert page.count('type="radio"') == sum(part["points"] + 1 for part in criteria)
    assert page.index("Points that are kept cannot be changed.") < page.index("Keep and go on")


def test_points_are_kept_and_the_next_answer_follows(client, cast):
    quiz = essay_quiz()
    first, second = written(cast.learner, quiz), written(cast.junior, quiz)
    client.force_login(cast.trainer)
    posted = {"points-0": 2, "points-1": 1, "comment": "再具体些。"}
    response = client.post(f"{mark_url(first)}?quiz={quiz.pk}", posted)
    assert (response.status_code, response.url) == (302, f"{mark_url(second)}?quiz={quiz.pk}")
    marking = RubricMark.objects.get()
    assert (marking.answer, marking.marker, marking.points, marking.comment) == (
        first, cast.trainer, [2, 1], "再具体些。",
    )  # fmt: skip
    assert client.post(mark_url(second), posted).url == QUEUE
    assert CourseCompletion.objects.count() == 2


@pytest.mark.parametrize("points", [{}, {"points-0": 2}, {"points-0": 2, "points-1": 4}, {"points-0": "x"}])
def test_points_that_are_missing_or_too_many_are_asked_again(client, cast, points):
    answer = written(cast.learner, essay_quiz())
    client.force_login(cast.trainer)
    response = client.post(mark_url(answer), {**points, "comment": "留着。"})
    assert response.status_code == 200
    assert "留着。" in response.content.decode()
    assert response.context["form"].errors
    assert not RubricMark.objects.exists()


def test_answer_that_another_has_marked_meanwhile_leads_on(client, cast):
    answer = written(cast.learner, essay_quiz())
    mark_answer(answer=answer, marker=cast.administrator, points=[2, 3])
    client.force_login(cast.trainer)
    client.cookies["django_language"] = "en"
    response = client.post(mark_url(answer), {"points-0": 0, "points-1": 0}, follow=True)
    assert "in the meantime" in response.content.decode()
    assert "has been marked already" in client.get(mark_url(answer), follow=True).content.decode()
    assert RubricMark.objects.count() == 1


def test_points_that_are_sent_twice_are_kept_once_and_told(client, cast):
    answer = written(cast.learner, essay_quiz())
    client.force_login(cast.trainer)
    client.cookies["django_language"] = "en"

    def told(**points):
        return client.post(mark_url(answer), {"points-0": 2, "points-1": 3, **points}, follow=True).content.decode()

    assert "Your points are kept." in told()
    assert "Your points are kept." in told()  # the same once more: a second click
    other = told(**{"points-1": 0})
    assert "You have marked this answer before." in other
    assert "Your points are kept." not in other
    assert RubricMark.objects.get().points == [2, 3]


def test_mark_page_asks_as_often_for_three_criteria_as_for_one(client, cast, django_assert_num_queries):
    for count in [1, 3]:
        parts = [{"criterion": f"标准{number}", "points": 2} for number in range(count)]
        quiz = QuizFactory(questions=[QuestionFactory(kind=QuestionKind.SHORT_ANSWER, parts=parts)])
        answer = written(cast.learner, quiz)
        open_as(client, cast.trainer, mark_url(answer))
        with django_assert_num_queries(11):
            client.get(mark_url(answer))


# --- markings far apart --------------------------------------------------------------------


def test_both_markers_see_the_points_side_by_side(client, cast, apart, second_trainer):
    for user in [cast.trainer, second_trainer, cast.administrator]:
        assert apart_url(apart) in open_as(client, user, QUEUE).content.decode()
        response = open_as(client, user, apart_url(apart))
        comparison = response.context["comparison"]
        assert [row.given for row in comparison.criteria] == [[0, 2], [0, 3]]
        assert (comparison.percents, comparison.mean) == ([0, 100], 50)
        page = response.content.decode()
        assert all(words in page for words in [cast.trainer.name, second_trainer.name, "没有写到。"])
        assert cast.learner.name not in page


@pytest.mark.parametrize("decision", ["mean", "third"])
def test_decision_is_kept(client, cast, apart, decision):
    client.force_login(cast.trainer)
    assert client.post(apart_url(apart), {"decision": decision}).url == QUEUE
    kept = MarkingDecision.objects.get()
    assert (kept.answer, kept.wants_third, kept.decided_by) == (apart, decision == "third", cast.trainer)
    assert (result(apart.attempt)[0] is None) is kept.wants_third
    assert client.get(apart_url(apart)).url == QUEUE


def test_decision_has_to_be_made(client, cast, apart):
    client.force_login(cast.trainer)
    assert client.post(apart_url(apart), {}).status_code == 200
    assert not MarkingDecision.objects.exists()


def test_third_trainer_does_not_see_the_points(client, cast, apart):
    third = User.objects.get(pk=UserFactory(name="吕某", department=cast.own, roles=[Role.TRAINER]).pk)
    assert open_as(client, third, apart_url(apart)).url == QUEUE
    assert apart_url(apart) not in open_as(client, third, QUEUE).content.decode()
