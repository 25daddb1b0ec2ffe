"""One duty: what stands behind its status, and what those who may decide about it do."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from training.duty_forms import DecideExceptionsForm, EndExemptionForm, ExemptForm, ExtendForm
from training.errors import DutyRefused
from training.explanation import explain
from training.models import AssignmentException, Duty, Exemption
from training.permissions import user_can_decide_for, user_can_keep_programmes
from training.services.assignment import decide_exceptions
from training.services.due_dates import extend_duties
from training.services.exemptions import end_exemption, exempt_person

EXCEPTIONS_PER_PAGE = 50


@require_safe
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """Why a duty has its status, for the person and for those who see them."""
    found = _visible(request, pk)
    context = {
        "explanation": explain(duty=found, viewer=request.user),
        "is_own": found.user_id == request.user.pk,
        "may_decide": user_can_decide_for(request.user, found.user),
        "trail": _trail(request, found),
    }
    return render(request, "training/duty.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def extend_duty(request: HttpRequest, pk: int) -> HttpResponse:
    """Moves the due date of one duty."""
    found = _decidable(request, pk)

    def act(chosen: dict[str, Any]) -> None:
        extend_duties(duties=[found], by=request.user, **chosen)

    return _act(request, found, ExtendForm, act, title=_("Extend the due date"), button=_("Extend"))


@require_http_methods(["GET", "HEAD", "POST"])
def exempt_from_duty(request: HttpRequest, pk: int) -> HttpResponse:
    """Exempts the person of a duty from its programme."""
    found = _decidable(request, pk)

    def act(chosen: dict[str, Any]) -> None:
        exempt_person(user=found.user, programme=found.programme, by=request.user, **chosen)

    return _act(request, found, ExemptForm, act, title=_("Exempt from the programme"), button=_("Exempt"))


@require_http_methods(["GET", "HEAD", "POST"])
def end_exemption_of_duty(request: HttpRequest, pk: int, exemption_pk: int) -> HttpResponse:
    """Ends an exemption early."""
    found = _decidable(request, pk)
    exemption = get_object_or_404(Exemption, pk=exemption_pk, user=found.user, programme=found.programme)

    def act(chosen: dict[str, Any]) -> None:
        end_exemption(exemption=exemption, by=request.user, **chosen)

    return _act(request, found, EndExemptionForm, act, title=_("End the exemption"), button=_("End it"))


@require_http_methods(["GET", "HEAD", "POST"])
def exceptions(request: HttpRequest) -> HttpResponse:
    """People whose time is too short: assigned to nobody before somebody decides, several at once."""
    if not user_can_keep_programmes(request.user):
        raise PermissionDenied
    waiting = AssignmentException.objects.waiting_for(request.user)
    form = DecideExceptionsForm(request.POST or None, waiting=waiting)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["exceptions"]
        assigned = decide_exceptions(exceptions=chosen, decision=form.cleaned_data["decision"], by=request.user)
        text = ngettext("Decided; %(count)s person is assigned.", "Decided; %(count)s people are assigned.", assigned)
        messages.success(request, text % {"count": assigned})
        return redirect("training:exceptions")
    rows = waiting.select_related("user", "assignment__programme", "assignment__department").order_by("due_on", "pk")
    context = {"form": form, "page_obj": Paginator(rows, EXCEPTIONS_PER_PAGE).get_page(request.GET.get("page"))}
    return render(request, "training/exceptions.html", context)


def _act(
    request: HttpRequest,
    found: Duty,
    form_class: type[forms.Form],
    act: Callable[[dict[str, Any]], None],
    *,
    title: str,
    button: str,
) -> HttpResponse:
    """Shows a form about a duty; sent and valid, it is acted upon, and what stands against it is said in the form."""
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except DutyRefused as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Done. It stands on this page with your name and the reason."))
            return redirect("training:duty", found.pk)
    trail = _trail(request, found)
    trail[-1]["url"] = reverse("training:duty", args=[found.pk])
    context = {"duty": found, "form": form, "title": title, "submit_label": button, "trail": [*trail, {"title": title}]}
    return render(request, "training/duty_act.html", context)


def _visible(request: HttpRequest, pk: int) -> Duty:
    rows = Duty.objects.visible_to(request.user).select_related(
        "user", "programme", "version__applied_by", "department"
    )
    return get_object_or_404(rows, pk=pk)


def _decidable(request: HttpRequest, pk: int) -> Duty:
    found = _visible(request, pk)
    if not user_can_decide_for(request.user, found.user):
        raise PermissionDenied
    return found


def _trail(request: HttpRequest, found: Duty) -> list[dict[str, str]]:
    if found.user_id == request.user.pk:
        above = {"title": _("My page"), "url": reverse("home:desk")}
    else:
        above = {"title": found.user.name, "url": reverse("training:person_record", args=[found.user_id])}
    return [above, {"title": found.programme.title, "url": ""}]
