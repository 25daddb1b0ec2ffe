"""Guides, courses and the programme of the demo, from the TOML files beside this module."""

import datetime
import json
import tomllib
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from cadres.models import User
from content.enums import Facet, Visibility
from content.models import PortalPage, Topic
from guides.models import GuideIndexPage, GuidePage, GuideRelation
from home.demo import FOLDER
from training.enums import QuestionStatus, ValidityRule
from training.kinds import KINDS
from training.models import (
    CourseGuide,
    CourseIndexPage,
    CoursePage,
    LessonPage,
    Programme,
    Question,
    QuizDraw,
    QuizPage,
    ScenePage,
)

PROGRAMME_TITLE = "谈心谈话技能培训"
REQUIRED_COURSES = ["prepare", "listen-and-ask", "hard-talks"]
FACETS = {
    "skills": Facet.SKILL,
    "stages": Facet.STAGE,
    "channels": Facet.CHANNEL,
    "audiences": Facet.AUDIENCE,
    "kinds": Facet.TALK_KIND,
}


def read_folder(name: str) -> list[dict[str, Any]]:
    """The TOML files of a folder in the order of their names."""
    return [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((FOLDER / name).glob("*.toml"))]


def stream(blocks: Iterable[dict[str, Any]]) -> str:
    """Blocks as they stand in a file, as the JSON that a StreamField takes."""
    return json.dumps(
        [{"type": block["type"], "value": {k: v for k, v in block.items() if k != "type"}} for block in blocks]
    )


def topics(entry: dict[str, Any], *keys: str) -> list[Topic]:
    """The topics that an entry names under `keys`, e.g. skills = ["timing"]."""
    found = []
    for key in keys:
        wanted = entry.get(key, [])
        matching = list(Topic.objects.filter(facet=FACETS[key], slug__in=wanted))
        if len(matching) != len(set(wanted)):
            raise ValueError(f"{entry['slug']}: unknown topic among {key} = {wanted}")
        found += matching
    return found


def publish(page: PortalPage, parent: PortalPage, author: User) -> None:
    """Adds a page as its author would, and publishes it."""
    page.owner = author
    page.live = False
    parent.add_child(instance=page)
    page.full_clean()
    page.save_revision(user=author, log_action=True).publish(user=author)


def load_guides(*, author: User, today: datetime.date) -> dict[str, GuidePage]:
    """All guides, by slug. One of them is past its review date, so that the banner can be seen."""
    index = GuideIndexPage.objects.get()
    entries = read_folder("guides")
    guides = {}
    for number, entry in enumerate(entries):
        review_by = today + datetime.timedelta(days=30 * entry["review_in_months"] - 7 * number)
        if entry["slug"] == "six-channels":
            review_by = today - datetime.timedelta(days=20)
        guide = GuidePage(
            title=entry["title"],
            slug=entry["slug"],
            summary=entry["summary"],
            body=stream(entry["body"]),
            visibility=Visibility.EVERYONE,
            steward=author,
            review_by=review_by,
        )
        guide.topics.set(topics(entry, *FACETS))
        guide.tags.add(*entry["tags"])
        publish(guide, index, author)
        guides[entry["slug"]] = guide
    for entry in entries:
        guide = guides[entry["slug"]]
        guide.relations.set(
            [GuideRelation(related=guides[slug], sort_order=order) for order, slug in enumerate(entry["related"])]
        )
        guide.save_revision(user=author).publish(user=author)
    return guides


def load_bank(*, guides: dict[str, GuidePage], author: User, today: datetime.date) -> list[Question]:
    """The question bank. Every tenth question is past its review date, so that the queue of the author shows some."""
    entries = [entry for file in read_folder("questions") for entry in file["questions"]]
    skills = {topic.slug: topic for topic in Topic.objects.skills()}
    bank = []
    for number, entry in enumerate(entries, start=1):
        question = Question(
            kind=entry["kind"],
            status=QuestionStatus.READY,
            skill=skills[entry["skill"]],
            difficulty=entry["difficulty"],
            stem=entry["stem"],
            reason=entry["reason"],
            parts=json.dumps([{"type": KINDS[entry["kind"]].block, "value": part} for part in entry["parts"]]),
            test_only=entry.get("test_only", False),
            owner=author,
            guide=guides[entry["guide"]],
            review_by=today + datetime.timedelta(days=-12 if number % 10 == 0 else 90 + number),
        )
        question.full_clean()
        question.save()
        question.topics.set(topics(entry, "stages", "channels", "audiences", "kinds"))
        bank.append(question)
    return bank


def load_course(entry: dict[str, Any], *, guides: dict[str, GuidePage], author: User) -> CoursePage:
    """One course with its lessons, its practice talks and its quiz."""
    course = CoursePage(
        title=entry["title"],
        slug=entry["slug"],
        summary=entry["summary"],
        audience=entry["audience"],
        outcomes=json.dumps([{"type": "outcome", "value": outcome} for outcome in entry["outcomes"]]),
        hours=Decimal(entry["hours"]),
        visibility=Visibility.EVERYONE,
    )
    course.skills.set(topics(entry, "skills"))
    course.guide_links = [
        CourseGuide(guide=guides[slug], sort_order=order) for order, slug in enumerate(entry["guides"])
    ]
    publish(course, CourseIndexPage.objects.get(), author)
    for lesson_entry in entry["lessons"]:
        lesson = LessonPage(
            title=lesson_entry["title"],
            slug=lesson_entry["slug"],
            summary=lesson_entry["summary"],
            minutes=lesson_entry["minutes"],
            body=stream(lesson_entry["body"]),
            guide=guides.get(lesson_entry.get("guide", "")),
        )
        lesson.skills.set(topics(lesson_entry, "skills"))
        publish(lesson, course, author)
    for scene_entry in read_folder("scenes"):
        if scene_entry["course"] == entry["slug"]:
            load_scene(scene_entry, course=course, author=author)
    load_quiz(entry["quiz"], course=course, author=author)
    return course


#: Fields of a practice talk that an entry gives as they are.
SCENE_FIELDS = [
    "title", "slug", "summary", "partner", "situation", "goal", "minutes", "trust", "tension", "pass_mark",
    "skill_minimum",
]  # fmt: skip


def load_scene(entry: dict[str, Any], *, course: CoursePage, author: User) -> ScenePage:
    """A practice talk before the quiz of its course."""
    scene = ScenePage(
        **{name: entry[name] for name in SCENE_FIELDS},
        moments=stream({"type": "moment", **_moment(moment)} for moment in entry["moments"]),
        endings=stream({"type": "ending", **ending} for ending in entry["endings"]),
    )
    scene.skills.set(topics(entry, "skills"))
    publish(scene, course, author)
    if scene.missing_to_play:
        raise ValueError(f"{entry['slug']}: {scene.missing_to_play}")
    return scene


def _moment(entry: dict[str, Any]) -> dict[str, Any]:
    """A moment with the points of each reply as fields of their own, as the editor keeps them."""
    replies = []
    for reply in entry["replies"]:
        words = {name: value for name, value in reply.items() if name != "points"}
        replies.append({**words, **reply.get("points", {})})
    return {**entry, "replies": replies}


#: Settings of a quiz that an entry may give; the others keep their defaults.
QUIZ_SETTINGS = ["pass_mark", "time_limit", "attempts_allowed", "review_time", "skill_minimum"]


def load_quiz(entry: dict[str, Any], *, course: CoursePage, author: User) -> QuizPage:
    """The quiz at the end of a course, drawn from the bank by its blueprint."""
    settings = {name: entry[name] for name in QUIZ_SETTINGS if name in entry}
    quiz = QuizPage(title=entry["title"], slug=entry["slug"], introduction=entry["intro"], practice=True, **settings)
    quiz.skills.set(course.skills.all())
    quiz.draws = [QuizDraw(sort_order=order, **_row(row)) for order, row in enumerate(entry["draws"])]
    publish(quiz, course, author)
    return quiz


def _row(entry: dict[str, Any]) -> dict[str, Any]:
    """A row of a blueprint, its topics looked up."""
    found = dict(entry)
    for name in ("skill", "topic"):
        if name in entry:
            is_skill = name == "skill"
            candidates = Topic.objects.skills() if is_skill else Topic.objects.exclude(facet=Facet.SKILL)
            found[name] = candidates.get(slug=entry[name])
    return found


def load_courses(*, guides: dict[str, GuidePage], author: User) -> list[CoursePage]:
    """All courses in order."""
    return [load_course(entry, guides=guides, author=author) for entry in read_folder("courses")]


def required_courses(courses: list[CoursePage]) -> list[CoursePage]:
    """Those that the programme asks for, in order."""
    return [course for course in courses if course.slug in REQUIRED_COURSES]


def load_programme(required: list[CoursePage]) -> Programme:
    """The programme whose completion the leading group watches, not applied yet."""
    programme = Programme(
        title=PROGRAMME_TITLE,
        description="把握时机、确定重点、选择方法、注重艺术：三门课学完、测完，谈心谈话的基本功就算过关。",
        validity_rule=ValidityRule.FROM_EXPIRY,
        validity_months=24,
    )
    programme.requirements = json.dumps(
        [{"type": "course", "value": {"page": course.pk}, "id": f"course-{course.pk}"} for course in required]
    )
    programme.save()
    return programme
