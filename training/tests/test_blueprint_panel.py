"""What the form of a quiz tells of the bank: read from the database, shown, renewed and warned of."""

import itertools

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.test.utils.form_data import inline_formset

from content.enums import Facet
from content.models import Topic
from training.blueprint import Supply
from training.models import Question, QuizDraw, QuizPage
from training.services.blueprints import read_blueprint
from training.services.drawing import draw_versions
from training.tests.authoring import preview, sign_in, told
from training.tests.factories import CourseFactory, QuestionFactory, QuizFactory, choices, skill
from training.tests.test_authoring import PUBLISH, add_url, quiz_form

pytestmark = pytest.mark.django_db
TOO_LITTLE = "The bank has too little for this quiz."


@pytest.fixture
def trainer(cast) -> Client:
    return sign_in(cast.trainer)


def quiz_with(*rows: dict, questions=(), **fields) -> QuizPage:
    """A quiz with these rows, in memory as the editor has it."""
    quiz = QuizFactory(questions=list(questions), **fields)
    quiz.draws = [QuizDraw(**row) for row in rows]
    return quiz


def row_form(**changes) -> dict:
    return {"skill": "", "topic": "", "kind": "", "easiest": "1", "hardest": "5", "count": "2", **changes}


def edit_url(quiz: QuizPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[quiz.pk])


@pytest.fixture
def mixed_bank(site_tree) -> list[Topic]:
    """Questions of two skills, two topics, three difficulties and two kinds; some are not asked at all."""
    topics = list(Topic.objects.exclude(facet=Facet.SKILL)[:2])
    for number, (slug, wanted, difficulty) in enumerate(
        itertools.product(["focus", "art"], [[], topics[:1], topics], [1, 3, 5])
    ):
        kind = "short_answer" if number % 4 == 0 else "single"
        status = "retired" if number % 7 == 0 else "ready"
        QuestionFactory(
            skill=skill(slug), topics=wanted, difficulty=difficulty, kind=kind, status=status, test_only=number % 3 == 0
        )
    return topics


def test_report_counts_what_the_rows_would_draw(mixed_bank):
    topics = [None, *mixed_bank]
    rows = [
        {"skill": on, "topic": about, "kind": kind, "easiest": low, "hardest": high, "count": 1}
        for on, about, kind, (low, high) in itertools.product(
            [None, skill("focus")], topics, ["", "single", "short_answer"], [(1, 5), (2, 3)]
        )
    ]
    quiz = quiz_with(*rows, practice=True)
    report = read_blueprint(quiz)
    for place, row in enumerate(quiz.draws.all()):
        pools = [row.pool(bank).distinct().count() for bank in (quiz.bank("test"), quiz.bank("practice"))]
        assert [report.test.rows[place].pool, report.practice.rows[place].pool] == pools, row


def test_report_asks_what_an_attempt_asks(mixed_bank):
    fixed = Question.objects.ready().first()
    rows = [{"skill": skill("focus"), "count": 4}, {"topic": mixed_bank[0], "count": 5}, {"count": 3}]
    quiz = quiz_with(*rows, questions=[fixed])
    assert read_blueprint(quiz).asked == len(draw_versions(quiz))


@pytest.mark.parametrize("count", [1, 6])
def test_report_asks_the_database_as_often_for_many_rows_as_for_one(mixed_bank, django_assert_num_queries, count):
    rows = [{"skill": skill("focus"), "topic": mixed_bank[0], "count": 1} for _ in range(count)]
    quiz = quiz_with(*rows, questions=[QuestionFactory()])
    quiz.save()
    saved = QuizPage.objects.get(pk=quiz.pk)
    with django_assert_num_queries(6):
        assert len(read_blueprint(saved).rows) == count


def test_report_leaves_out_fixed_questions_that_are_not_ready(site_tree):
    ready, retired = QuestionFactory(), QuestionFactory()
    quiz = quiz_with(questions=[ready, retired])
    retired.status = "retired"
    retired.save()
    report = read_blueprint(quiz)
    assert (report.fixed, report.unready, report.asked) == (1, 1, 1)


def test_report_of_a_quiz_without_practice_does_not_judge_it(site_tree):
    QuestionFactory(test_only=True)
    row = {"count": 1}
    assert read_blueprint(quiz_with(row)).practice is None
    practised = read_blueprint(quiz_with(row, practice=True))
    assert practised.practice.rows[0].supply == Supply.SHORT
    with override("en"):
        assert practised.notes == ["Practice draws 0 questions, not 1: the others are for tests only."]


# --- In the editor --------------------------------------------------------------------------


def test_form_of_a_new_quiz_says_what_will_stand_there(trainer, site_tree):
    text = trainer.get(add_url(QuizPage, CourseFactory())).content.decode()
    assert "Once there are rows or fixed questions" in text


def test_form_of_a_quiz_tells_what_the_bank_has_for_each_row(trainer, site_tree):
    for _ in range(3):
        QuestionFactory(skill=skill("focus"))
    quiz = QuizFactory(questions=0)
    rows = [row_form(skill=str(skill("focus").pk), count="3"), row_form(skill=str(skill("art").pk))]
    response = trainer.post(edit_url(quiz), quiz_form([], draws=inline_formset(rows), attempts_allowed="1"))
    assert response.status_code == 302, response.context["form"].errors
    page = trainer.get(response.url).content.decode()
    supply = page.split('id="blueprint-supply"')[1].split("</ul>")[0]
    for expected in [
        "An attempt now asks 3 questions.",
        "Row 1 · 确定重点 · 1–5 · × 3",
        "3 ready questions match.",
        "Enough.",
        "Too few: an attempt asks 0 instead of 2.",
    ]:
        assert expected in supply


@pytest.mark.parametrize("action", [{}, PUBLISH])
def test_saving_a_quiz_warns_of_a_bank_that_holds_too_little(trainer, site_tree, action):
    QuestionFactory()
    course = CourseFactory()
    form = quiz_form([], draws=inline_formset([row_form()])) | action
    created = told(trainer.post(add_url(QuizPage, course), form))
    quiz = QuizPage.objects.get()
    assert sum(TOO_LITTLE in message for message in created) == 1
    edited = told(trainer.post(edit_url(quiz), quiz_form([]) | action))
    assert [message for message in edited if TOO_LITTLE in message][-1].endswith(
        "Row 1 · 1–5 · × 2: Too few: an attempt asks 1 instead of 2."
    )


def test_saving_a_quiz_for_which_there_is_enough_does_not_warn(trainer, site_tree):
    for _ in range(4):
        QuestionFactory()
    form = quiz_form([], draws=inline_formset([row_form()]))
    assert not any(TOO_LITTLE in message for message in told(trainer.post(add_url(QuizPage, CourseFactory()), form)))


def test_editor_that_saves_by_itself_renews_the_supply_without_a_message(trainer, site_tree):
    quiz = QuizFactory(questions=0)
    form = quiz_form([], draws=inline_formset([row_form(count="7")]))
    response = trainer.post(edit_url(quiz), form, headers={"accept": "application/json"})
    assert "an attempt asks 0 instead of 7" in response.json()["html"]
    assert told(response) == []


def test_other_pages_have_no_supply(trainer, site_tree):
    course = CourseFactory()
    answer = trainer.get(reverse("wagtailadmin_pages:edit", args=[course.pk]), {"_w_hydrate_create_view": "1"})
    assert "blueprint-supply" not in answer.content.decode()


def test_quiz_is_previewed_as_it_draws_for_a_newcomer(trainer, site_tree):
    stems = [QuestionFactory(stem=f"抽到{n}号题", parts=choices("甲", "乙")).stem for n in range(5)]
    url = add_url(QuizPage, CourseFactory(), "preview_on_add")
    text = preview(trainer, url, quiz_form([], draws=inline_formset([row_form(count="3")])))
    assert sum(stem in text for stem in stems) == 3


def test_row_whose_difficulties_are_crossed_is_refused(trainer, site_tree):
    form = quiz_form([], draws=inline_formset([row_form(easiest="4", hardest="2")]))
    response = trainer.post(add_url(QuizPage, CourseFactory()), form)
    assert response.status_code == 200
    assert "The highest difficulty is below the lowest." in response.content.decode()
