"""Courses with units, questions, programmes and evidence for tests.

Pages are published through a revision, as the admin does it, so that they have a content version.
"""

import itertools

import factory
from django.utils import timezone

from cadres.tests.factories import UserFactory
from content.enums import Facet, Visibility
from content.models import Topic
from training.enums import QuestionKind
from training.models import (
    CourseCompletion,
    CourseGuide,
    CourseIndexPage,
    CoursePage,
    LessonAcknowledgement,
    LessonPage,
    Programme,
    ProgrammeAssignment,
    ProgrammeCourse,
    Question,
    QuizPage,
    QuizQuestion,
)

LESSON_BODY = [
    {"type": "section", "value": {"heading": "先想清楚", "html": "<p>先写一句话：这次为什么谈。</p>"}},
    {"type": "key_points", "value": {"items": ["一次谈话只有一件主要的事。"]}},
]


def skill(slug: str = "focus") -> Topic:
    """One of the four skills that come with the portal."""
    return Topic.objects.get(facet=Facet.SKILL, slug=slug)


def course_index() -> CourseIndexPage:
    """The index that all courses stand under."""
    return CourseIndexPage.objects.get()


class PublishedPageFactory(factory.django.DjangoModelFactory):
    """A page below `parent`, published unless `live=False`; `skills` is a list of skill codes."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, parent, live=True, skills=(), **kwargs):
        page = model_class(*args, live=False, **kwargs)
        # Fetched afresh: treebeard reads the child count from the instance it is given.
        type(parent).objects.get(pk=parent.pk).add_child(instance=page)
        page.skills.set([skill(slug) for slug in skills])
        revision = page.save_revision()
        if live:
            revision.publish()
        return model_class.objects.get(pk=page.pk)


class LessonFactory(PublishedPageFactory):
    """A lesson of the course `parent`."""

    class Meta:
        model = LessonPage

    parent = factory.LazyFunction(lambda: CourseFactory())  # noqa: PLW0108 - CourseFactory stands below
    title = factory.Sequence(lambda n: f"第{n}课")
    slug = factory.Sequence(lambda n: f"lesson-{n}")
    summary = "动手约人之前，先把目的写成一句话。"
    minutes = 8
    body = factory.LazyFunction(lambda: list(LESSON_BODY))


class QuizFactory(PublishedPageFactory):
    """A quiz of the course `parent` with `questions` (a list of questions, or how many to make)."""

    class Meta:
        model = QuizPage

    parent = factory.LazyFunction(lambda: CourseFactory())  # noqa: PLW0108
    title = factory.Sequence(lambda n: f"测验{n}")
    slug = factory.Sequence(lambda n: f"quiz-{n}")
    introduction = "想一想你真会怎么做，再选。"
    pass_mark = 60

    @classmethod
    def _create(cls, model_class, *args, questions=2, **kwargs):
        asked = [QuestionFactory() for _ in range(questions)] if isinstance(questions, int) else questions
        links = [QuizQuestion(question=question, sort_order=order) for order, question in enumerate(asked)]
        return super()._create(model_class, *args, quiz_questions=links, **kwargs)


class CourseFactory(PublishedPageFactory):
    """A course open to everyone, with `lessons` lessons and, if `quiz`, a quiz of two questions after them."""

    class Meta:
        model = CoursePage

    parent = factory.LazyFunction(course_index)
    title = factory.Sequence(lambda n: f"课程{n}")
    slug = factory.Sequence(lambda n: f"course-{n}")
    summary = "用一张纸做完谈前功课。"
    visibility = Visibility.EVERYONE

    @classmethod
    def _create(cls, model_class, *args, lessons=0, quiz=False, guides=(), **kwargs):
        links = [CourseGuide(guide=guide, sort_order=order) for order, guide in enumerate(guides)]
        course = super()._create(model_class, *args, guide_links=links, **kwargs)
        for _ in range(lessons):
            LessonFactory(parent=course)
        if quiz:
            QuizFactory(parent=course)
        return model_class.objects.get(pk=course.pk)


class QuestionFactory(factory.django.DjangoModelFactory):
    """A question of the bank. `choices` is a list of (text, is key); the default has one key, the first."""

    class Meta:
        model = Question

    kind = QuestionKind.SINGLE
    skill = factory.LazyFunction(skill)
    stem = factory.Sequence(lambda n: f"第{n}题：你第一句话怎么说？")
    reason = factory.Sequence(lambda n: f"第{n}题的理由：先听，再说。")
    choices = factory.LazyAttribute(lambda question: default_choices(question.kind))

    @classmethod
    def _create(cls, model_class, *args, choices, **kwargs):
        raw = [{"type": "choice", "value": {"text": text, "is_key": is_key}} for text, is_key in choices]
        return super()._create(model_class, *args, choices=raw, **kwargs)


_numbers = itertools.count(1)


def default_choices(kind: str) -> list[tuple[str, bool]]:
    """Choices that are valid for a question of this kind, each text used once in all tests."""
    if kind == QuestionKind.TRUE_FALSE:
        return [("正确", True), ("错误", False)]
    keys = {QuestionKind.MULTIPLE: 2}.get(kind, 1)
    number = next(_numbers)
    return [(f"选项{number}-{place}", place < keys) for place in range(4)]


class ProgrammeFactory(factory.django.DjangoModelFactory):
    """A programme. `courses` is a list of required courses, `departments` those to which it is assigned."""

    class Meta:
        model = Programme
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"谈心谈话技能培训{n}")

    @factory.post_generation
    def courses(self, create, extracted, **kwargs):
        for order, course in enumerate(extracted or []):
            ProgrammeCourse.objects.create(programme=self, course=course, sort_order=order)

    @factory.post_generation
    def departments(self, create, extracted, **kwargs):
        for department in extracted or []:
            ProgrammeAssignment.objects.create(programme=self, department=department)


class LessonAcknowledgementFactory(factory.django.DjangoModelFactory):
    """A bare row of evidence; the service `acknowledge_lesson` is the way that counts."""

    class Meta:
        model = LessonAcknowledgement

    user = factory.SubFactory(UserFactory)
    lesson = factory.SubFactory(LessonFactory)
    lesson_title = factory.SelfAttribute("lesson.title")


class CourseCompletionFactory(factory.django.DjangoModelFactory):
    """A bare row of completion, with the hours of the course."""

    class Meta:
        model = CourseCompletion

    user = factory.SubFactory(UserFactory)
    course = factory.SubFactory(CourseFactory)
    course_title = factory.SelfAttribute("course.title")
    content_version = factory.SelfAttribute("course.live_revision_id")
    hours = factory.SelfAttribute("course.hours")
    earned_at = factory.LazyFunction(timezone.now)
