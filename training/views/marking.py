"""Marking short answers: the queue, one answer at a time, and markings that lie far apart. Nobody is named here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from training.errors import MarkingRefused
from training.marking_desk import blind, compare
from training.marking_forms import ApartForm, QueueForm, RubricForm
from training.models import Answer, QuizPage
from training.permissions import user_can_keep_bank
from training.services import rubric_marking

ANSWERS_PER_PAGE = 20

View = Callable[..., HttpResponse]


def for_keepers(view: View) -> View:
    """Refuses everybody who does not look after the question bank."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not user_can_keep_bank(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@for_keepers
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits to be marked, the longest waiting first, and what lies far apart."""
    form = _queue_form(request)
    quiz = form.chosen()
    waiting = rubric_marking.answers_to_mark(request.user).select_related("version", "attempt__quiz")
    apart = rubric_marking.answers_far_apart(request.user).select_related("version", "attempt__quiz")
    chosen = waiting.filter(attempt__quiz=quiz) if quiz else waiting
    found = Paginator(chosen, ANSWERS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": found,
        "answers": [blind(answer) for answer in found],
        "apart": [blind(answer) for answer in apart],
        "first_url": _answer_url(found[0], quiz) if found else "",
        "query": _query(quiz),
        "trail": _trail(),
    }
    return render(request, "training/marking_queue.html", context)


@for_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def mark_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One answer with its rubric; when the points are kept, the next one."""
    answer = _markable(request, pk)
    quiz = _queue_form(request).chosen()
    form = RubricForm(request.POST if request.method == "POST" else None, parts=answer.version.parts)
    if form.is_bound and form.is_valid():
        return _keep(request, answer, form, quiz)
    if not form.is_bound and not rubric_marking.answers_to_mark(request.user).filter(pk=pk).exists():
        messages.info(request, _("This answer has been marked already."))
        return redirect(_queue_url(quiz))
    following = rubric_marking.next_to_mark(marker=request.user, quiz=quiz, after=answer)
    context = {
        "answer": blind(answer),
        "form": form,
        "later_url": _answer_url(following, quiz) if following else "",
        "queue_url": _queue_url(quiz),
        "trail": _trail(_("Mark a short answer")),
    }
    return render(request, "training/marking_answer.html", context)


@for_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def compare_markings(request: HttpRequest, pk: int) -> HttpResponse:
    """Two markings that lie far apart, side by side, and what shall count."""
    waiting = rubric_marking.answers_far_apart(request.user).select_related("version", "attempt__quiz")
    answer = waiting.filter(pk=pk).first()
    if answer is None:
        _markable(request, pk)
        messages.info(request, _("There is nothing to decide here any more."))
        return redirect("training:marking")
    form = ApartForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        wants_third = form.cleaned_data["decision"] == "third"
        try:
            rubric_marking.decide_marking(answer=answer, decided_by=request.user, wants_third=wants_third)
        except MarkingRefused as error:
            messages.warning(request, error.message)
        else:
            messages.success(request, _("A third trainer will mark it.") if wants_third else _("The mean counts."))
        return redirect("training:marking")
    context = {"comparison": compare(answer), "form": form, "trail": _trail(_("Markings far apart"))}
    return render(request, "training/marking_apart.html", context)


def _keep(request: HttpRequest, answer: Answer, form: RubricForm, quiz: QuizPage | None) -> HttpResponse:
    comment = form.cleaned_data["comment"]
    try:
        kept = rubric_marking.mark_answer(answer=answer, marker=request.user, points=form.points(), comment=comment)
    except MarkingRefused as error:
        messages.warning(request, error.message)
    else:
        if (kept.points, kept.comment) == (form.points(), comment):
            messages.success(request, _("Your points are kept."))
        else:
            messages.warning(request, _("You have marked this answer before. What you gave then stays as it is."))
    following = rubric_marking.next_to_mark(marker=request.user, quiz=quiz, after=answer)
    return redirect(_answer_url(following, quiz) if following else _queue_url(quiz))


def _markable(request: HttpRequest, pk: int) -> Answer:
    answers = rubric_marking.answers_markable_by(request.user)
    return get_object_or_404(answers.select_related("version", "attempt__quiz"), pk=pk)


def _queue_form(request: HttpRequest) -> QueueForm:
    """Offers the quizzes of which there is or was something to mark."""
    asked = rubric_marking.answers_markable_by(request.user).values("attempt__quiz")
    return QueueForm(request.GET, quizzes=QuizPage.objects.filter(pk__in=asked).order_by("path"))


def _query(quiz: QuizPage | None) -> str:
    return f"quiz={quiz.pk}" if quiz else ""


def _queue_url(quiz: QuizPage | None) -> str:
    return f"{reverse('training:marking')}?{_query(quiz)}".rstrip("?")


def _answer_url(answer: Answer, quiz: QuizPage | None) -> str:
    return f"{reverse('training:mark_answer', args=[answer.pk])}?{_query(quiz)}".rstrip("?")


def _trail(*titles: str) -> list[dict[str, str]]:
    """The way to a page; the queue itself, without titles, is at its beginning."""
    first = {"title": _("Short answers to mark"), "url": reverse("training:marking") if titles else ""}
    return [first, *({"title": title, "url": ""} for title in titles)]
