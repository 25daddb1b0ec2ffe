"""Wider limits of one quiz: what was granted, granting and withdrawing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cadres.models import Department, User
from training.errors import OverrideRefused
from training.models import QuizOverride, QuizPage
from training.override_forms import OverrideForm, TargetForm
from training.permissions import user_can_widen_for
from training.services import overrides
from training.views.marking import for_keepers

OVERRIDES_PER_PAGE = 50


@for_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def quiz_overrides(request: HttpRequest, pk: int) -> HttpResponse:
    """What was granted at one quiz, a search for whom to grant it, and, once that is known, the form."""
    quiz = _quiz(request, pk)
    target = _target(request)
    form = OverrideForm(request.POST if request.method == "POST" else None, quiz=quiz) if target else None
    if form is not None and form.is_bound and form.is_valid():
        try:
            overrides.grant_override(
                quiz=quiz,
                target=target,
                change=form.change(),
                reason=form.cleaned_data["reason"],
                granted_by=request.user,
            )
        except OverrideRefused as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("It is granted and holds at once."))
            return redirect("training:overrides", quiz.pk)
    is_searched = not target and not TargetForm.base_fields.keys().isdisjoint(request.GET)
    finder = TargetForm(request.GET if is_searched else None, granter=request.user)
    shown = overrides.overrides_shown_to(request.user, quiz)
    found = Paginator(shown, OVERRIDES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "quiz": quiz,
        "terms": overrides.terms_of(quiz, target) if target else quiz.terms,
        "target": target,
        "form": form,
        "finder": finder,
        "people": finder.people() if finder.is_bound else [],
        "page_obj": found,
        "lines": overrides.lines_for(request.user, found),
        "trail": _trail(quiz, target),
    }
    return render(request, "training/override_page.html", context)


@for_keepers
@require_POST
def withdraw_override(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends an override that the reader sees; only for those to whom the person or department is open."""
    override = get_object_or_404(QuizOverride.objects.select_related("quiz", "user", "department"), pk=pk)
    if not overrides.overrides_shown_to(request.user, override.quiz).filter(pk=pk).exists():
        raise Http404
    try:
        overrides.withdraw_override(override=override, withdrawn_by=request.user)
    except PermissionError as error:
        raise PermissionDenied from error
    if override.change.lengthens:
        messages.success(request, _("It is withdrawn. Tests that are running keep the time they were given."))
    else:
        messages.success(request, _("It is withdrawn."))
    return redirect("training:overrides", override.quiz_id)


def _quiz(request: HttpRequest, pk: int) -> QuizPage:
    return get_object_or_404(QuizPage.objects.visible_to(request.user), pk=pk)


def _target(request: HttpRequest) -> User | Department | None:
    """The person or department that the address names; None without one, not found outside of the own subtree."""
    person, department = request.GET.get("person", ""), request.GET.get("department", "")
    if not (person or department):
        return None
    wanted = person or department
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) <= 15):
        raise Http404
    people = User.objects.visible_to(request.user).active()
    seen = people if person else Department.objects.visible_to(request.user)
    target = get_object_or_404(seen, pk=int(wanted))
    if not user_can_widen_for(request.user, target):
        raise Http404
    return target


def _trail(quiz: QuizPage, target: User | Department | None) -> list[dict[str, str]]:
    steps = [
        {"title": _("Statistics"), "url": reverse("training:quizzes_statistics")},
        {"title": quiz.title, "url": reverse("training:quiz_statistics", args=[quiz.pk])},
        {"title": _("Overrides"), "url": reverse("training:overrides", args=[quiz.pk]) if target else ""},
    ]
    return [*steps, {"title": str(target), "url": ""}] if target else steps
