"""Courses with units, questions, programmes and evidence for tests.

Pages are published through a revision, as the admin does it, so that they have a content version.
"""

import itertools
import json

import factory
from django.utils import timezone

from cadres.tests.factories import UserFactory
from content.enums import Facet, Visibility
from content.models import Topic
from training.enums import DueRule, EndingKind, Grade, QuestionKind, QuestionStatus
from training.kinds import KINDS
from training.models import (
    CourseCompletion,
    CourseGuide,
    CourseIndexPage,
    CoursePage,
    LessonAcknowledgement,
    LessonPage,
    Programme,
    ProgrammeAssignment,
    Question,
    QuizDraw,
    QuizPage,
    QuizQuestion,
    ScenePage,
    SceneRun,
)
from training.scenes import SKILLS
from training.services.rules import apply_rule
from training.services.scenes import choose_reply, start_run

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
    """A quiz of the course `parent` with `questions` (a list of fixed questions, or how many to make).

    `draws` is a list of dicts with the fields of a row of the blueprint.
    """

    class Meta:
        model = QuizPage

    parent = factory.LazyFunction(lambda: CourseFactory())  # noqa: PLW0108
    title = factory.Sequence(lambda n: f"测验{n}")
    slug = factory.Sequence(lambda n: f"quiz-{n}")
    introduction = "想一想你真会怎么做，再选。"
    pass_mark = 60

    @classmethod
    def _create(cls, model_class, *args, questions=2, draws=(), **kwargs):
        asked = [QuestionFactory() for _ in range(questions)] if isinstance(questions, int) else questions
        links = [QuizQuestion(question=question, sort_order=order) for order, question in enumerate(asked)]
        rows = [QuizDraw(sort_order=order, **draw) for order, draw in enumerate(draws)]
        return super()._create(model_class, *args, quiz_questions=links, draws=rows, **kwargs)


def scene_reply(text: str, leads_to: str, *, trust: int = 0, tension: int = 0, **points: int) -> dict:
    """A reply as the editor keeps it; `points` by code of the skill."""
    words = {"text": text, "leads_to": leads_to, "why": f"为什么：{text}"}
    return {**words, "trust": trust, "tension": tension, **dict.fromkeys(SKILLS, 0), **points}


def scene_moments() -> list[dict]:
    """Two moments. The best replies stand first and earn everything; so do the second ones less than enough."""
    first = [
        scene_reply("先听他说", "二", trust=2, tension=-1, art=2, timing=1),
        scene_reply("先讲规则", "二", trust=-1, tension=1, method=1),
        scene_reply("叫他想开点", "断", trust=-2, tension=2),
    ]
    second = [
        scene_reply("约好下周再谈", "好", trust=1, tension=-1, focus=2, method=1),
        scene_reply("就到这里吧", "半", tension=-1),
        scene_reply("停下来，陪他去医院", "转", trust=1, focus=1),
    ]
    return [
        {"key": "一", "speaker": "干部甲", "text": "八年白干了。", "replies": first},
        {"key": "二", "speaker": "干部甲", "text": "往后不知道怎么干。", "replies": second},
    ]


def scene_endings() -> list[dict]:
    """One of each kind; the first and the last hold."""
    return [
        {"key": "好", "kind": EndingKind.GOOD, "text": "他记下了日子。", "passes": True},
        {"key": "半", "kind": EndingKind.PARTLY, "text": "他点了点头。", "passes": False},
        {"key": "断", "kind": EndingKind.BROKEN_OFF, "text": "他起身走了。", "passes": False},
        {"key": "转", "kind": EndingKind.REFERRED, "text": "医生接手了。", "passes": True},
    ]


class SceneFactory(PublishedPageFactory):
    """A practice talk of the course `parent`; `moments` and `endings` are lists of block values."""

    class Meta:
        model = ScenePage

    parent = factory.LazyFunction(lambda: CourseFactory())  # noqa: PLW0108
    title = factory.Sequence(lambda n: f"练一次谈话{n}")
    slug = factory.Sequence(lambda n: f"scene-{n}")
    summary = "练习告诉一个人他没有选上。"
    partner = "干部甲，虚构人物，某局科长"
    situation = "结果公布的当天下午，你到他办公室。"
    goal = "让他把话说完，约好下一次。"
    moments = factory.LazyFunction(scene_moments)
    endings = factory.LazyFunction(scene_endings)

    @classmethod
    def _create(cls, model_class, *args, moments, endings, **kwargs):
        streams = {
            "moments": [{"type": "moment", "value": moment} for moment in moments],
            "endings": [{"type": "ending", "value": ending} for ending in endings],
        }
        return super()._create(model_class, *args, **streams, **kwargs)


def play_run(user, scene, *choices: int, at=None) -> SceneRun:
    """A run of `user` with these replies, through the services."""
    run = start_run(user=user, scene=scene, at=at)
    for position, reply in enumerate(choices, start=1):
        choose_reply(run=run, position=position, reply=reply, at=at)
    return SceneRun.objects.get(pk=run.pk)


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
    """A ready question of the bank; `parts` is plain data (docs/questions.md), by default valid for the kind.

    `topics` is a list of topics.
    """

    class Meta:
        model = Question
        skip_postgeneration_save = True

    kind = QuestionKind.SINGLE
    status = QuestionStatus.READY
    skill = factory.LazyFunction(skill)
    stem = factory.Sequence(lambda n: f"第{n}题：你第一句话怎么说？")
    reason = factory.Sequence(lambda n: f"第{n}题的理由：先听，再说。")
    parts = factory.LazyAttribute(lambda question: default_parts(question.kind))

    @classmethod
    def _create(cls, model_class, *args, parts, **kwargs):
        if kwargs["kind"] == QuestionKind.FILL_IN and "__" not in kwargs["stem"]:
            kwargs["stem"] += "先____，" * len(parts)
        block = KINDS[kwargs["kind"]].block
        return super()._create(model_class, *args, parts=[{"type": block, "value": part} for part in parts], **kwargs)

    @factory.post_generation
    def topics(self, create, extracted, **kwargs):
        if extracted:
            self.topics.set(extracted)


_numbers = itertools.count(1)


def choices(*texts: str, keys: int = 1) -> list[dict]:
    """Parts of a choice question; the first `keys` of them are right."""
    return [{"text": text, "is_key": place < keys} for place, text in enumerate(texts)]


def default_parts(kind: str) -> list[dict]:
    """Parts that are valid for a question of this kind, each text used once in all tests."""
    number = next(_numbers)
    texts = [f"选项{number}-{place}" for place in range(4)]
    return {
        QuestionKind.SINGLE: choices(*texts),
        QuestionKind.MULTIPLE: choices(*texts, keys=2),
        QuestionKind.TRUE_FALSE: choices("正确", "错误"),
        QuestionKind.FILL_IN: [{"accepted": [f"答案{number}", f"另一答案{number}"]}, {"accepted": [f"第二{number}"]}],
        QuestionKind.ORDERING: [{"text": text} for text in texts],
        QuestionKind.MATCHING: [
            {"left": f"左{number}-1", "right": f"右{number}-1"},
            {"left": f"左{number}-2", "right": f"右{number}-2"},
            {"left": "", "right": f"多余{number}"},
        ],
        QuestionKind.SITUATIONAL: [
            {"text": texts[0], "grade": Grade.BEST},
            {"text": texts[1], "grade": Grade.ACCEPTABLE},
            {"text": texts[2], "grade": Grade.HARMFUL},
        ],
        QuestionKind.DIALOGUE: [
            {"speaker": "李某", "text": texts[0], "is_fault": True, "note": f"说明{number}"},
            {"speaker": "张某", "text": texts[1], "is_fault": False, "note": ""},
            {"speaker": "李某", "text": texts[2], "is_fault": False, "note": ""},
        ],
        QuestionKind.SHORT_ANSWER: [
            {"criterion": f"标准{number}-1", "points": 2},
            {"criterion": f"标准{number}-2", "points": 3},
        ],
    }[QuestionKind(kind)]


class ProgrammeFactory(factory.django.DjangoModelFactory):
    """A programme. `courses` is a list of required courses, `departments` those to which it is assigned.

    With courses its rule is applied, so that it holds, and everybody in the departments has the duty.
    """

    class Meta:
        model = Programme
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"谈心谈话技能培训{n}")

    @classmethod
    def _create(cls, model_class, *args, courses=(), departments=(), due_on=None, **kwargs):
        stream = [{"type": "course", "value": {"page": one.pk}, "id": f"course-{one.pk}"} for one in courses]
        programme = super()._create(model_class, *args, **{"requirements": json.dumps(stream), **kwargs})
        programme = model_class.objects.get(pk=programme.pk)
        for department in departments:
            ProgrammeAssignment.objects.create(
                programme=programme,
                department=department,
                due_rule=DueRule.FIXED if due_on else DueRule.NONE,
                due_on=due_on,
            )
        if programme.draft_rule().leaves():
            apply_rule(programme=programme)
        return programme


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
