"""Taking a quiz: start, answer, submit, look back. Works with and without scripting."""

from collections.abc import Callable, Iterable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content.models import PortalPage, Topic
from guides.models import GuidePage
from training.answer_form import read_change, read_changes
from training.enums import AttemptMode
from training.errors import AttemptClosed, InvalidAnswer, KeyWithheld, TimeIsUp, TrainingError
from training.models import LessonPage, Question, QuizAttempt, QuizPage
from training.paper import AskedQuestion, ReviewedQuestion, asked_questions, review_by_skill, reviewed_question
from training.permissions import user_can_take_quiz, user_can_view_unit
from training.rate_limits import WINDOW_SECONDS, is_too_often
from training.services import attempts
from training.standing import quiz_standing

LEAVE_OPEN = "check"
ASKED_BLANK = "blank"
#: In practice: what shows the reason of a question. The first is what the button of the page sends.
ASKS_FIRST = "check"
REVEALS = {ASKS_FIRST, "reveal"}
#: What the buttons that hand an attempt in send; nothing: the page itself, when the time is up.
HANDS_IN = {"", "submit", "submit_incomplete"}
View = Callable[..., HttpResponse]


def limited(action: str) -> Callable[[View], View]:
    """Answers 429 to who saves or submits more often than anybody can by hand."""

    def limit(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not is_too_often(action, request.user.pk):
                return view(request, *args, **kwargs)
            status = HTTPStatus.TOO_MANY_REQUESTS
            if action == "save":
                refusal = _refusal("too_often", status)
            else:
                refusal = render(request, "training/too_often.html", status=status)
            refusal["Retry-After"] = str(WINDOW_SECONDS)
            return refusal

        return guarded

    return limit


@require_POST
@limited("submit")
def start_attempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens a new attempt, or the one that is open already; with `mode=practice` one for practice."""
    quiz = get_object_or_404(QuizPage.objects.live().visible_to(request.user), pk=pk)
    if not user_can_view_unit(request.user, quiz):
        raise Http404
    mode = AttemptMode.PRACTICE if request.POST.get("mode") == AttemptMode.PRACTICE else AttemptMode.TEST
    if not user_can_take_quiz(request.user, quiz) or (mode == AttemptMode.PRACTICE and not quiz.practice):
        raise PermissionDenied
    try:
        attempt = attempts.start_attempt(user=request.user, quiz=quiz, mode=mode)
    except TrainingError as error:
        messages.warning(request, error.message)
        return redirect(quiz.get_url(request))
    return redirect("training:attempt", attempt.pk)


@require_safe
@never_cache
def attempt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The questions while the attempt is open, the result and the review afterwards."""
    found = _closed_in_time(_own_attempt(request, pk))
    context = {"attempt": found, "trail": _trail(request, found)}
    if not found.is_open:
        standing = quiz_standing(user=request.user, quiz=found.quiz)
        depth = standing.depth_of(found)
        skills = review_by_skill(found, _lessons_around(request, found.quiz), depth=depth) if depth else []
        reviewed = [question for review in skills for question in review.questions]
        context |= {"standing": standing, "skills": skills, "missed": _missed_skills(found)}
        context["is_withheld"] = found.pk in standing.withheld
        context["guides"] = _open_guides(request, reviewed)
        return render(request, "training/attempt_result.html", context)
    questions = asked_questions(found)
    context |= {"questions": questions, "seconds_left": found.seconds_left(timezone.now())}
    if found.is_practice:
        context |= _practice_context(request, found, questions)
    if LEAVE_OPEN in request.GET:
        context["unanswered"] = [question for question in questions if not question.is_answered]
    return render(request, "training/attempt.html", context)


@require_POST
@limited("save")
def save_answer(request: HttpRequest, pk: UUID, position: int) -> JsonResponse:
    """Keeps one change that the browser sends as `{"values": […], "sequence": n}`."""
    found = _own_attempt(request, pk)
    try:
        change = read_change(request.body)
        result = attempts.save_answer(attempt=found, position=position, values=change.values, sequence=change.sequence)
    except AttemptClosed as error:
        _closed_in_time(found)
        return _refusal(error.code, HTTPStatus.CONFLICT)
    except InvalidAnswer as error:
        return _refusal(error.code, HTTPStatus.BAD_REQUEST)
    except TrainingError as error:
        return _refusal(error.code, HTTPStatus.CONFLICT)
    if result is attempts.SaveResult.STALE:
        return _refusal(result.value, HTTPStatus.CONFLICT)
    reply = {"status": result.value, "sequence": change.sequence}
    if found.deadline_at is not None:
        reply["seconds_left"] = found.seconds_left(timezone.now())
    return JsonResponse(reply)


@require_safe
@never_cache
def time_left(request: HttpRequest, pk: UUID) -> JsonResponse:
    """Whether the attempt is open, and for how many seconds yet: a trainer may have granted more of them."""
    found = _closed_in_time(_own_attempt(request, pk))
    if not found.is_open:
        return JsonResponse({"status": "closed"})
    return JsonResponse({"status": "open", "seconds_left": found.seconds_left(timezone.now())})


@require_http_methods(["GET", "POST"])
@limited("submit")
def submit_attempt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keeps the answers of the form, then submits.

    With `action=check-<position>`, in practice, it shows the reason of one question instead, and asks first where there
    is no answer; with `action=reveal-<position>` it asks nothing. With `action=save` it leads to the page of the quiz,
    with anything else that does not hand in back to the attempt: submitting cannot be taken back. With
    `action=submit`, the button of the page, it first asks once about questions without an answer. A form that is older
    than what another window saved is not submitted. Who comes here by a link, as after a sign-in in between, is led to
    the attempt.
    """
    found = _own_attempt(request, pk)
    if request.method == "GET":
        return redirect("training:attempt", found.pk)
    action = request.POST.get("action", "")
    if found.is_open:
        stop = _keep_form(request, found) or _stop_before_submission(request, found, action)
        if stop is not None:
            return stop
    submitted = attempts.submit_attempt(attempt=found)
    return redirect("training:attempt", submitted.pk)


def _keep_form(request: HttpRequest, found: QuizAttempt) -> HttpResponse | None:
    """Saves the form; a response when the attempt may not be submitted as it stands."""
    here = redirect("training:attempt", found.pk)
    try:
        overtaken = attempts.save_answers(attempt=found, changes=read_changes(found, request.POST))
    except TimeIsUp as error:
        messages.warning(request, error.message)
        _closed_in_time(found)
        return here
    except AttemptClosed:
        return here
    except TrainingError as error:
        messages.error(request, error.message)
        return here
    if overtaken:
        messages.warning(request, _overtaken_text(found))
        return here
    return None


def _stop_before_submission(request: HttpRequest, found: QuizAttempt, action: str) -> HttpResponse | None:
    """What the pressed button asks for instead of submitting, if anything."""
    page = request.path.removesuffix("submit/")
    verb, _dash, position = action.partition("-")
    if found.is_practice and verb in REVEALS and position.isdecimal() and len(position) < 5:
        return _reveal(request, found, int(position), may_ask=verb == ASKS_FIRST)
    if action == "save" and found.is_spot_check:
        messages.success(request, _saved_text(found))
        return redirect("training:spot_member", found.spot_check_member.pk)
    if action == "save" and user_can_view_unit(request.user, found.quiz):
        messages.success(request, _saved_text(found))
        return redirect(found.quiz.get_url(request))
    if action not in HANDS_IN:
        messages.success(request, _("Your answers are saved. You can go on later."))
        return redirect(page)
    if action == "submit" and not found.is_practice and found.answers.filter(response=[]).exists():
        return redirect(f"{page}?{LEAVE_OPEN}=1#unanswered")
    return None


def _reveal(request: HttpRequest, found: QuizAttempt, position: int, *, may_ask: bool) -> HttpResponse:
    """Shows the reason of one question of a practice, or asks first when nothing was answered."""
    page = request.path.removesuffix("submit/")
    answer = get_object_or_404(found.answers, position=position)
    if may_ask and not answer.response and answer.revealed_at is None:
        return redirect(f"{page}?{ASKED_BLANK}={position}#question-{position}")
    try:
        attempts.reveal_answer(attempt=found, position=position)
    except KeyWithheld as error:
        messages.warning(request, error.message)
    except AttemptClosed:
        # Submitted in another window meanwhile: the page shows the reason with the result.
        pass
    return redirect(f"{page}#question-{position}")


def _saved_text(found: QuizAttempt) -> str:
    """Said on the page of the quiz to who leaves an attempt open."""
    if found.deadline_at is None:
        return _("Your answers are saved and the attempt stays open. Go on from here whenever you like.")
    moment = date_format(timezone.localtime(found.deadline_at), "DATETIME_FORMAT")
    text = _("Your answers are saved. The attempt stays open until %(moment)s and is then submitted by itself.")
    return text % {"moment": moment}


def _overtaken_text(found: QuizAttempt) -> str:
    if found.is_practice:
        return _("Some answers were changed in another window. Look them over, then go on.")
    return _("Some answers were changed in another window. Look them over, then submit.")


def _practice_context(request: HttpRequest, found: QuizAttempt, questions: list[AskedQuestion]) -> dict[str, Any]:
    """What practice shows besides the questions: the reasons asked for, none of what an open test asks too."""
    asked_in_test = Question.objects.withheld_from(request.user)
    withheld = set(
        found.answers.filter(version__question__in=asked_in_test.values("pk")).values_list("position", flat=True)
    )
    revealed = found.answers.filter(revealed_at__isnull=False).exclude(position__in=withheld)
    revealed = revealed.select_related("version__question__guide").prefetch_related("rubric_marks")
    reviews = {answer.position: reviewed_question(answer) for answer in revealed}
    blank = [question.position for question in questions if not question.is_answered]
    return {
        "revealed": reviews,
        "guides": _open_guides(request, reviews.values()),
        "withheld": withheld,
        "is_test_open": asked_in_test.exists(),
        "asked_blank": next((one for one in blank if str(one) == request.GET.get(ASKED_BLANK)), None),
    }


def _closed_in_time(found: QuizAttempt) -> QuizAttempt:
    """`found`, submitted if its time is over: nobody has to wait for the worker."""
    if found.is_open and found.is_out_of_time(timezone.now()):
        return attempts.submit_attempt(attempt=found)
    return found


def _own_attempt(request: HttpRequest, pk: UUID) -> QuizAttempt:
    """Other people's attempts do not exist here, whoever asks."""
    return get_object_or_404(QuizAttempt.objects.visible_to(request.user).select_related("quiz"), pk=pk)


def _refusal(code: str, status: HTTPStatus) -> JsonResponse:
    return JsonResponse({"status": code}, status=status)


def _missed_skills(found: QuizAttempt) -> list[Topic]:
    """The skills for whose minimum a failed attempt did not earn enough."""
    if found.passed or not found.is_marked or not found.skill_minimum:
        return []
    verdict = attempts.judge_attempt(found)
    return list(Topic.objects.filter(pk__in=verdict.missed if verdict else ()).order_by("order", "pk"))


def _open_guides(request: HttpRequest, questions: Iterable[ReviewedQuestion]) -> set[GuidePage]:
    """The sources of `questions` that the reader may open."""
    sources = {question.guide.pk for question in questions if question.guide}
    return set(GuidePage.objects.live().visible_to(request.user).filter(pk__in=sources)) if sources else set()


def _lessons_around(request: HttpRequest, quiz: QuizPage) -> list[LessonPage]:
    lessons = LessonPage.objects.live().visible_to(request.user).sibling_of(quiz)
    return list(lessons.order_by("path").defer("body").prefetch_related("skills"))


def _trail(request: HttpRequest, found: QuizAttempt) -> list[dict[str, str]]:
    if found.is_spot_check:
        member = found.spot_check_member
        above = {"title": member.spot_check.title, "url": reverse("training:spot_member", args=[member.pk])}
        return [above, {"title": found.quiz_title, "url": ""}]
    pages = PortalPage.objects.ancestor_of(found.quiz, inclusive=True).filter(depth__gt=2).order_by("path")
    return [{"title": page.title, "url": page.get_url(request)} for page in pages]
