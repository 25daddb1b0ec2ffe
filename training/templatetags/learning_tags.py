"""What the pages of a course ask about the reader in front of them."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from string import ascii_uppercase
from typing import Any

from django.template import Library
from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.models import PortalPage
from content.permissions import user_can_view_page
from guides.models import GuidePage
from training.kinds.fill_in import LONGEST_TYPED
from training.kinds.short_answer import LONGEST_ANSWER
from training.kinds.views import AskedItem, Offer
from training.learning import CourseStanding, Unit, UnitStanding, course_standing, course_standings
from training.models import CourseIndexPage, CoursePage, LessonPage, Question, QuizPage, ScenePage
from training.next_step import NextStep
from training.next_step import next_step as find_next_step
from training.paper import AskedQuestion, ReviewedQuestion, draft_question, draft_review, preview_questions
from training.permissions import user_can_learn
from training.progress import course_progress
from training.refusals import refusal_text
from training.scene_preview import PreviewedScene, preview_scene
from training.services.drawing import draw_versions
from training.services.duty_progress import Step, read_due
from training.standing import QuizStanding, SceneStanding, quiz_standing, scene_standing
from training.terms import QuizTerms

register = Library()
Context = dict[str, Any]
#: Longer offers are listed above the boxes from which they are chosen: a closed box would cut them.
LONG_OFFER = 20

register.filter(refusal_text)


@register.filter
def plain(number: Decimal | None) -> str:
    """A number without idle zeros: 0.50 is 0.5 and 1.00 is 1."""
    return "" if number is None else number_format(Decimal(number).normalize())


@register.filter
def as_points(number: Decimal | None) -> str:
    """Points with two places at most, rounded half up: for showing alone, passes are judged by what is stored."""
    return "" if number is None else plain(Decimal(number).quantize(Decimal("0.01"), ROUND_HALF_UP))


@register.simple_tag(takes_context=True)
def course_list(context: Context, index: CourseIndexPage) -> list[CourseStanding]:
    """The courses of `index` that the reader may see, in order, each with the reader's standing."""
    user = context["request"].user
    courses = CoursePage.objects.child_of(index).live().visible_to(user).order_by("path").prefetch_related("skills")
    return course_standings(user=user, courses=courses)


@register.simple_tag(takes_context=True)
def standing_in(context: Context, course: CoursePage) -> CourseStanding:
    """Where the reader stands with `course`. A course that is still being written for the first time has no units."""
    if course.pk is None:
        return CourseStanding(course, [], course_progress([]), None)
    return course_standing(user=context["request"].user, course=course)


@register.simple_tag
def standing_of(standing: CourseStanding, unit: Unit) -> UnitStanding | None:
    """The reader's standing with one unit; None for a draft."""
    return next((found for found in standing.units if found.unit.pk == unit.pk), None)


@register.simple_tag
def unit_after(standing: CourseStanding, unit: Unit) -> UnitStanding | None:
    """What to go on with when `unit` is done."""
    return standing.unit_after(unit.pk)


@register.simple_tag
def next_step(standing: CourseStanding) -> NextStep | None:
    """What the one button of the course says and where it leads."""
    return find_next_step(standing)


@register.simple_tag(takes_context=True)
def next_due(context: Context) -> Step | None:
    """The course that the reader's most urgent open programme goes on with, if there is one."""
    due = read_due(user=context["request"].user)
    return next((progress.next_step for progress in due if progress.next_step), None)


@register.simple_tag(takes_context=True)
def path_steps(context: Context, standing: CourseStanding) -> list[dict[str, Any]]:
    """The units as steps of components/path.html."""
    upcoming = None if standing.completion else standing.progress.next_unit_id
    return [
        {
            "title": found.unit.title,
            "url": found.unit.get_url(context["request"]),
            "state": found.state,
            "kind_label": _kind_label(found),
            "meta": _step_meta(found),
            "is_current": found.unit.pk == upcoming,
        }
        for found in standing.units
    ]


@register.simple_tag(takes_context=True)
def trail_to(context: Context, page: PortalPage) -> list[dict[str, str]]:
    """The way from the course index to `page`, for components/breadcrumb.html."""
    above = page.get_ancestors().filter(depth__gt=2).order_by("path")
    trail = [{"title": other.title, "url": other.get_url(context["request"])} for other in above]
    return [*trail, {"title": page.title, "url": ""}]


@register.simple_tag(takes_context=True)
def may_learn(context: Context) -> bool:
    """Whether the reader's evidence is recorded."""
    return user_can_learn(context["request"].user)


@register.simple_tag(takes_context=True)
def guides_of(context: Context, course: CoursePage) -> list[GuidePage]:
    """The guides of `course` that the reader may see, in the order of the course."""
    wanted = [link.guide_id for link in course.guide_links.all()]
    guides = GuidePage.objects.live().visible_to(context["request"].user).defer("body").in_bulk(wanted)
    return [guides[pk] for pk in wanted if pk in guides]


@register.simple_tag(takes_context=True)
def guide_of(context: Context, lesson: LessonPage) -> GuidePage | None:
    """The guide that belongs to `lesson`, if the reader may see it."""
    guide = lesson.guide
    if guide is None or not guide.live or not user_can_view_page(context["request"].user, guide):
        return None
    return guide


@register.simple_tag(takes_context=True)
def standing_with(context: Context, quiz: QuizPage) -> QuizStanding:
    """Where the reader stands with `quiz`. In the preview of one that was never saved nobody has attempts."""
    if quiz.pk is None:
        return QuizStanding(quiz, quiz.terms, [], timezone.now())
    return quiz_standing(user=context["request"].user, quiz=quiz)


@register.simple_tag(takes_context=True)
def standing_with_scene(context: Context, scene: ScenePage) -> SceneStanding:
    """Where the reader stands with `scene`; a preview shows what is being written."""
    request = context["request"]
    if scene.pk is None or getattr(request, "is_preview", False):
        return SceneStanding(scene.plain_scene())
    return scene_standing(user=request.user, scene=scene)


@register.simple_tag
def previewed_scene(scene: ScenePage) -> PreviewedScene:
    """A practice talk as it is being written; it may have faults."""
    return preview_scene(scene.plain_scene())


@register.filter
def minutes_allowed(terms: QuizTerms) -> int:
    """The time limit of one person in whole minutes."""
    return 0 if terms.time_allowed is None else int(terms.time_allowed.total_seconds() // 60)


@register.filter
def clock(seconds: int) -> str:
    """A time as a clock shows it: 90 is 1:30 and 3600 is 1:00:00. static/js/clock.js writes it likewise."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def at(reviews: Mapping[int, ReviewedQuestion] | None, position: int) -> ReviewedQuestion | None:
    """The review of the question at `position`, if there is one."""
    return reviews.get(position) if reviews else None


@register.filter
def key_of(question: AskedQuestion, item: AskedItem) -> str:
    """What tells the controls of one page apart, for their ids."""
    return f"{question.position}-{item.place}"


@register.filter
def longest_typed(question: AskedQuestion) -> int:
    """How many characters a field of the question takes."""
    return LONGEST_ANSWER if question.control == "text" else LONGEST_TYPED


@register.filter
def are_long(offers: Sequence[Offer]) -> bool:
    """Whether a closed box would cut one of `offers`."""
    return any(len(offer.text) > LONG_OFFER for offer in offers)


@register.filter
def letter(number: int) -> str:
    """The letter of a list entry counted from 1; no list has more than ten."""
    return ascii_uppercase[number - 1]


@register.simple_tag
def previewed_questions(quiz: QuizPage) -> list[AskedQuestion]:
    """The questions of `quiz` as a reader would be asked them now."""
    return preview_questions(draw_versions(quiz))


@register.simple_tag
def asked_draft(question: Question) -> AskedQuestion:
    """A question of the bank as it would be asked."""
    return draft_question(question)


@register.simple_tag
def reviewed_draft(question: Question) -> ReviewedQuestion:
    """A question of the bank as the review would show it."""
    return draft_review(question)


def _kind_label(standing: UnitStanding) -> str:
    if standing.is_scene:
        return _("Practice talk")
    return _("Quiz") if standing.is_quiz else _("Lesson")


def _step_meta(standing: UnitStanding) -> str:
    if standing.met_at is not None:
        day = format_date(standing.met_at, "DATE_FORMAT")
        return _("%(day)s, by the quiz") % {"day": day} if standing.is_by_quiz else day
    if standing.is_quiz:
        return _("Pass mark %(mark)s%%") % {"mark": standing.unit.pass_mark}
    minutes = standing.unit.minutes
    return ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}
