"""Requests for correction as those see them who answer, and one of them for both sides."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from home.correction_forms import AnswerForm
from home.correction_permissions import user_can_answer_correction, user_can_list_corrections
from home.corrections import answer_correction
from home.errors import CorrectionRefused
from home.models import CorrectionRequest

REQUESTS_PER_PAGE = 25


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """What waits for the reader's answer, the oldest first; with `state=answered` what has one."""
    if not user_can_list_corrections(request.user):
        raise PermissionDenied
    is_answered = request.GET.get("state") == "answered"
    rows = CorrectionRequest.objects.answerable_by(request.user).select_related("person", "answer__answered_by")
    rows = rows.filter(answer__isnull=not is_answered).order_by(*(["-answer__pk"] if is_answered else ["pk"]))
    page = Paginator(rows, REQUESTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "is_answered": is_answered, "query": "state=answered" if is_answered else ""}
    return render(request, "home/corrections.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """One request with its answer, or with the form for it to those who may answer."""
    rows = CorrectionRequest.objects.visible_to(request.user).select_related("person", "answer__answered_by")
    found = get_object_or_404(rows, pk=pk)
    may_answer = found.is_waiting and user_can_answer_correction(request.user, found)
    if request.method == "POST" and not may_answer and found.is_waiting:
        raise PermissionDenied
    form = AnswerForm(request.POST or None) if may_answer else None
    if form is not None and form.is_bound and form.is_valid():
        try:
            answer_correction(request=found, by=request.user, **form.cleaned_data)
        except CorrectionRefused as refusal:
            messages.warning(request, refusal.message)
        else:
            messages.success(request, _("The answer is kept, and the person is told."))
        return redirect("correction", found.pk)
    context = {"found": found, "form": form, "is_own": found.person_id == request.user.pk}
    return render(request, "home/correction.html", context | {"trail": _trail(request, found)})


def _trail(request: HttpRequest, found: CorrectionRequest) -> list[dict[str, str]]:
    if found.person_id == request.user.pk:
        before = {"title": _("My records"), "url": reverse("home:my_records")}
    else:
        before = {"title": _("Requests for correction"), "url": reverse("corrections")}
    return [before, {"title": found.section_label}]
