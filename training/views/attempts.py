"""Taking a quiz: start, answer, submit, look back. Works with and without scripting."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from content.models import PortalPage
from training.answer_form import read_change, read_changes
from training.errors import AttemptClosed, InvalidChoice, QuizHasNoQuestions
from training.models import LessonPage, QuizAttempt, QuizPage
from training.paper import asked_questions, choices_at, review_by_skill
from training.permissions import user_can_take_quiz, user_can_view_unit
from training.services import attempts

LEAVE_OPEN = "check"


@require_POST
def start_attempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens a new attempt, or the one that is open already."""
    quiz = get_object_or_404(QuizPage.objects.live().visible_to(request.user), pk=pk)
    if not user_can_view_unit(request.user, quiz):
        raise Http404
    if not user_can_take_quiz(request.user, quiz):
        raise PermissionDenied
    try:
        attempt = attempts.start_attempt(user=request.user, quiz=quiz)
    except QuizHasNoQuestions as error:
        messages.warning(request, error.message)
        return redirect(quiz.get_url(request))
    return redirect("training:attempt", attempt.pk)


@require_safe
def attempt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The questions while the attempt is open, the result and the review afterwards."""
    found = _own_attempt(request, pk)
    context = {"attempt": found, "trail": _trail(request, found)}
    if not found.is_open:
        context["skills"] = review_by_skill(found, _lessons_around(request, found.quiz))
        return render(request, "training/attempt_result.html", context)
    questions = asked_questions(found)
    context["questions"] = questions
    if LEAVE_OPEN in request.GET:
        context["unanswered"] = [question for question in questions if not question.is_answered]
    return render(request, "training/attempt.html", context)


@require_POST
def save_answer(request: HttpRequest, pk: UUID, position: int) -> JsonResponse:
    """Keeps one change that the browser sends as `{"chosen": [places], "sequence": n}`."""
    found = _own_attempt(request, pk)
    answer = get_object_or_404(found.answers, position=position)
    try:
        places, sequence = read_change(request.body)
        chosen = choices_at(answer, places)
        result = attempts.save_answer(attempt=found, position=position, chosen=chosen, sequence=sequence)
    except AttemptClosed as error:
        return _refusal(error.code, HTTPStatus.CONFLICT)
    except InvalidChoice as error:
        return _refusal(error.code, HTTPStatus.BAD_REQUEST)
    if result is attempts.SaveResult.STALE:
        return _refusal(result.value, HTTPStatus.CONFLICT)
    return JsonResponse({"status": result.value, "sequence": sequence})


@require_POST
def submit_attempt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keeps the answers of the form, then submits.

    With `action=save` it stops before submitting. With `action=submit`, the button of the page, it first asks
    once about questions without an answer. A form that is older than what another window saved is not submitted.
    """
    found = _own_attempt(request, pk)
    action = request.POST.get("action", "")
    if found.is_open:
        try:
            overtaken = attempts.save_answers(attempt=found, changes=read_changes(found, request.POST))
        except AttemptClosed:
            return redirect("training:attempt", found.pk)
        except InvalidChoice as error:
            messages.error(request, error.message)
            return redirect("training:attempt", found.pk)
        if overtaken:
            messages.warning(request, _("Some answers were changed in another window. Look them over, then submit."))
            return redirect("training:attempt", found.pk)
        if action == "save":
            messages.success(request, _("Your answers are saved. You can go on later."))
            return redirect("training:attempt", found.pk)
        if action == "submit" and found.answers.filter(chosen=[]).exists():
            return redirect(f"{request.path.removesuffix('submit/')}?{LEAVE_OPEN}=1")
    submitted = attempts.submit_attempt(attempt=found)
    return redirect("training:attempt", submitted.pk)


def _own_attempt(request: HttpRequest, pk: UUID) -> QuizAttempt:
    """Other people's attempts do not exist here, whoever asks."""
    return get_object_or_404(QuizAttempt.objects.visible_to(request.user).select_related("quiz"), pk=pk)


def _refusal(code: str, status: HTTPStatus) -> JsonResponse:
    return JsonResponse({"status": code}, status=status)


def _lessons_around(request: HttpRequest, quiz: QuizPage) -> list[LessonPage]:
    lessons = LessonPage.objects.live().visible_to(request.user).sibling_of(quiz)
    return list(lessons.order_by("path").defer("body").prefetch_related("skills"))


def _trail(request: HttpRequest, found: QuizAttempt) -> list[dict[str, str]]:
    pages = PortalPage.objects.ancestor_of(found.quiz, inclusive=True).filter(depth__gt=2).order_by("path")
    return [{"title": page.title, "url": page.get_url(request)} for page in pages]
