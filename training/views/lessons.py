"""What a reader does in a course besides reading."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from training.learning import course_standing
from training.models import CourseCompletion, CoursePage, LessonPage
from training.permissions import user_can_learn, user_can_view_unit
from training.services.completion import acknowledge_lesson as acknowledge
from training.services.completion import record_unit_evidence
from training.templatetags.learning_tags import plain


@require_POST
def acknowledge_lesson(request: HttpRequest, pk: int) -> HttpResponse:
    """ "I can use this": keeps it and goes on to the next unit."""
    lesson = get_object_or_404(LessonPage.objects.live().visible_to(request.user), pk=pk)
    if not user_can_view_unit(request.user, lesson):
        raise Http404
    if not user_can_learn(request.user):
        raise PermissionDenied
    course = lesson.course
    finished_before = CourseCompletion.objects.filter(user=request.user, course=course).exists()
    acknowledge(user=request.user, lesson=lesson)
    standing = course_standing(user=request.user, course=course)
    if standing.completion and not finished_before:
        _congratulate(request, standing.completion)
    upcoming = standing.unit_after(lesson.pk)
    return redirect((upcoming.unit if upcoming else course).get_url(request))


@require_POST
def finish_course(request: HttpRequest, pk: int) -> HttpResponse:
    """Records a course of which nothing is left to do, e.g. because its last open unit was withdrawn."""
    course = get_object_or_404(CoursePage.objects.live().visible_to(request.user), pk=pk)
    if not user_can_learn(request.user):
        raise PermissionDenied
    completion = record_unit_evidence(user=request.user, course=course)
    if completion:
        _congratulate(request, completion)
    return redirect(course.get_url(request))


def _congratulate(request: HttpRequest, completion: CourseCompletion) -> None:
    text = _("Course finished: %(title)s. Hours on your record: %(hours)s.")
    messages.success(request, text % {"title": completion.course_title, "hours": plain(completion.hours)})
