import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.utils.translation import override

from content.enums import Visibility
from training.enums import QuestionKind
from training.models import LessonPage, Question, QuizAttempt
from training.services.attempts import start_attempt
from training.tests.factories import CourseFactory, LessonFactory, QuestionFactory, QuizFactory, choices, skill

pytestmark = pytest.mark.django_db


def test_ready_question_that_nobody_could_answer_fairly_is_refused():
    question = QuestionFactory.build(skill=skill(), parts=[], reason=" ")
    question.parts = [("choice", {"text": "甲", "is_key": True}), ("choice", {"text": "甲", "is_key": False})]
    with override("en"):
        with pytest.raises(ValidationError) as refusal:
            question.full_clean()
        assert refusal.value.message_dict == {
            "parts": ["Two choices have the same text."],
            "reason": ["Say why the key is right: a question without a reason teaches nothing."],
        }


def test_draft_question_may_be_unfinished():
    question = Question(kind="single", status="draft", skill=skill(), stem="题")
    question.full_clean()
    question.save()
    assert not question.versions.exists()


def test_question_with_versions_keeps_its_kind():
    question = QuestionFactory()
    question.kind = QuestionKind.MULTIPLE
    with pytest.raises(ValidationError) as refusal:
        question.full_clean()
    assert "kind" in refusal.value.message_dict


def test_question_set_back_to_draft_or_retired_gets_no_version():
    question = QuestionFactory()
    for status in ("draft", "retired"):
        question.status, question.stem = status, f"改成{status}"
        question.save()
    assert question.versions.count() == 1


def test_question_saved_with_new_wording_gets_a_new_version():
    question = QuestionFactory(parts=choices("甲", "乙"))
    question.save()
    assert question.versions.count() == 1
    question.reason = "新的理由"
    question.save()
    old, new = question.versions.order_by("number")
    assert (old.number, new.number, new.reason) == (1, 2, "新的理由")
    assert old.reason != new.reason
    assert old.parts == choices("甲", "乙")


def test_question_version_never_changes():
    version = QuestionFactory().current_version()
    with pytest.raises(TypeError):
        version.save()


def test_question_that_was_asked_cannot_be_deleted(cast):
    question = QuestionFactory()
    start_attempt(user=cast.learner, quiz=QuizFactory(questions=[question]))
    with pytest.raises(ProtectedError):
        question.delete()


def test_open_attempt_is_the_only_one_by_constraint(cast):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory())
    values = {"user": cast.learner, "quiz": attempt.quiz, "pass_mark": 60, "maximum": 2, "multiple_marking": "partial"}
    with pytest.raises(IntegrityError):
        QuizAttempt.objects.create(number=2, **values)


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_question_of_each_kind_in_the_factory_is_valid(kind):
    QuestionFactory(kind=kind).full_clean()


def test_unit_has_the_readers_of_its_course(cast):
    course = CourseFactory(visibility=Visibility.SUBTREE, department=cast.own, lessons=1, quiz=True)
    found = {(unit.department, unit.visibility) for unit in course.units()}
    assert found == {(cast.own, Visibility.SUBTREE)}


def test_units_follow_a_course_whose_readers_change(cast):
    course = CourseFactory(lessons=1, quiz=True)
    course.visibility, course.department = Visibility.SUBTREE, cast.sub
    course.save_revision().publish()
    found = {(unit.department, unit.visibility) for unit in course.units()}
    assert found == {(cast.sub, Visibility.SUBTREE)}


def test_units_do_not_follow_a_draft_of_their_course(cast):
    course = CourseFactory(visibility=Visibility.SUBTREE, department=cast.own, lessons=1)
    course.visibility, course.department = Visibility.EVERYONE, cast.other
    course.save_revision()
    lesson = LessonPage.objects.get()
    assert (lesson.department, lesson.visibility) == (cast.own, Visibility.SUBTREE)


def test_unit_published_from_an_old_draft_has_the_readers_of_today(cast):
    course = CourseFactory(lessons=1)
    lesson = LessonPage.objects.get()
    draft = lesson.save_revision()
    course.visibility, course.department = Visibility.SUBTREE, cast.sub
    course.save_revision().publish()
    draft.publish()
    lesson.refresh_from_db()
    assert (lesson.department, lesson.visibility) == (cast.sub, Visibility.SUBTREE)


def test_unit_moved_to_another_course_has_its_readers(cast):
    lesson = LessonFactory(parent=CourseFactory())
    closed = CourseFactory(visibility=Visibility.SUBTREE, department=cast.sub)
    lesson.move(closed, pos="last-child")
    lesson = LessonPage.objects.get()
    assert (lesson.department, lesson.visibility) == (cast.sub, Visibility.SUBTREE)


def test_course_copied_with_its_units_keeps_their_readers(cast):
    course = CourseFactory(visibility=Visibility.SUBTREE, department=cast.sub, lessons=1)
    course.copy(recursive=True, update_attrs={"slug": "copy", "title": "副本"}, user=cast.trainer)
    found = {(unit.department, unit.visibility) for unit in LessonPage.objects.all()}
    assert (LessonPage.objects.count(), found) == (2, {(cast.sub, Visibility.SUBTREE)})
