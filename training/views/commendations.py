"""Commendation as those who nominate and decide see it: rounds, nominations, the notice to be issued."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cadres.models import Department, User
from training.commendation_forms import NominationDecisionForm, NominationForm, NoticeForm, RoundForm
from training.commendation_permissions import (
    user_can_decide_nomination,
    user_can_keep_rounds,
    user_can_nominate,
    user_can_view_rounds,
)
from training.enums import RoundState
from training.errors import CommendationRefused
from training.ground_kinds import Case
from training.models import CommendationNotice, CommendationRound, Nomination
from training.override_forms import TargetForm
from training.services import commendations

ROUNDS_PER_PAGE = 25
NOMINATIONS_PER_PAGE = 50
POST_TOO = ["GET", "HEAD", "POST"]


@require_http_methods(POST_TOO)
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds, and for the leading group the form of a new one."""
    if not user_can_view_rounds(request.user):
        raise PermissionDenied
    form = None
    if user_can_keep_rounds(request.user):
        form = RoundForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            opened = commendations.open_round(planned=form.instance, opened_by=request.user)
            messages.success(request, _("The round is open for nominations."))
            return redirect("training:commendation_round", opened.pk)
    elif request.method == "POST":
        raise PermissionDenied
    shown = CommendationRound.objects.visible_to(request.user).with_figures().select_related("notice")
    found = Paginator(shown, ROUNDS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "training/commendations.html", {"page_obj": found, "form": form, "trail": trail()})


@require_safe
def commendation_round(request: HttpRequest, pk: int) -> HttpResponse:
    """One round with the nominations that the reader may see."""
    of_round = _round(request, pk)
    shown = of_round.nominations.visible_to(request.user).with_all()
    context = {
        "round": of_round,
        "page_obj": Paginator(shown, NOMINATIONS_PER_PAGE).get_page(request.GET.get("page")),
        "may_keep": user_can_keep_rounds(request.user),
        "may_nominate": of_round.is_open and _may_nominate_anybody(request.user),
        "trail": trail((of_round.title, "")),
    }
    return render(request, "training/commendation_round.html", context)


@require_http_methods(POST_TOO)
def nominate(request: HttpRequest, pk: int) -> HttpResponse:
    """A search for whom to nominate and, once that is known, the evidence."""
    of_round = _round(request, pk)
    if not _may_nominate_anybody(request.user):
        raise PermissionDenied
    nominee = _nominee(request)
    form = _nomination_form(request, of_round, nominee) if nominee else None
    if form is not None and form.is_bound and form.is_valid():
        try:
            made = commendations.nominate(
                of_round=of_round,
                nominee=nominee,
                grounds=form.grounds,
                statement=form.cleaned_data["statement"],
                nominated_by=request.user,
            )
        except CommendationRefused as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The nomination is kept. The leading group decides when the round is closed."))
            return redirect("training:nomination", made.pk)
    is_searched = nominee is None and not TargetForm.base_fields.keys().isdisjoint(request.GET)
    finder = TargetForm(request.GET if is_searched else None, granter=request.user)
    context = {
        "round": of_round,
        "nominee": nominee,
        "form": form,
        "finder": finder,
        "people": finder.people() if finder.is_bound else [],
        "department": finder.cleaned_data.get("department") if finder.is_bound and finder.is_valid() else None,
        "trail": trail(_step(of_round), (_("Nominate"), "")),
    }
    return render(request, "training/nominate.html", context)


@require_http_methods(POST_TOO)
def nomination(request: HttpRequest, pk: int) -> HttpResponse:
    """One nomination with its evidence and, for those who may, the decision."""
    found = get_object_or_404(Nomination.objects.visible_to(request.user).with_all(), pk=pk)
    decision = getattr(found, "decision", None)
    form = None
    if decision is None and not found.round.is_open and user_can_decide_nomination(request.user, found):
        form = NominationDecisionForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            try:
                commendations.decide_nomination(nomination=found, decided_by=request.user, **form.cleaned_data)
            except CommendationRefused as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The decision is kept."))
                return redirect("training:commendation_round", found.round_id)
    elif request.method == "POST":
        raise PermissionDenied
    steps = [_step(found.round), (str(found.nominee), "")]
    context = {"nomination": found, "decision": decision, "form": form, "trail": trail(*steps)}
    return render(request, "training/nomination.html", context)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends the time for nominations."""
    of_round = _kept(request, pk)
    commendations.close_round(of_round=of_round, closed_by=request.user)
    messages.success(request, _("The round is closed. Now decide each nomination."))
    return redirect("training:commendation_round", pk)


@require_http_methods(POST_TOO)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """The texts of the notice; publishing it fixes them."""
    of_round = _kept(request, pk)
    if of_round.state == RoundState.PUBLISHED:
        return redirect("training:commendation_notice", of_round.notice.pk)
    instance = CommendationNotice(round=of_round, issued_by=request.user)
    form = NoticeForm(request.POST if request.method == "POST" else None, instance=instance, initial=_drafted(of_round))
    if form.is_bound and form.is_valid():
        try:
            issued = commendations.publish_notice(notice=form.instance, issued_by=request.user)
        except CommendationRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The notice is published. It stands on the page of honours."))
            return redirect("training:commendation_notice", issued.pk)
    granted = of_round.nominations.granted().with_all()
    context = {
        "round": of_round,
        "form": form,
        "granted": granted,
        "trail": trail(_step(of_round), (pgettext("commendation", "Notice"), "")),
    }
    return render(request, "training/commendation_publish.html", context)


def trail(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page; the rounds themselves, without steps, are at its beginning."""
    first = (_("Commendation"), reverse("training:commendations") if steps else "")
    return [{"title": title, "url": url} for title, url in [first, *steps]]


def _step(of_round: CommendationRound) -> tuple[str, str]:
    return of_round.title, reverse("training:commendation_round", args=[of_round.pk])


def _drafted(of_round: CommendationRound) -> dict[str, Any]:
    """Words to begin with."""
    return {"title": of_round.title, "opening": of_round.purpose}


def _may_nominate_anybody(user: User) -> bool:
    return user.is_administrator or (user.sees_subtree and bool(user.current_departments))


def _nomination_form(request: HttpRequest, of_round: CommendationRound, nominee: User | Department) -> NominationForm:
    case = Case(nominee, request.user, of_round.starts_on, of_round.ends_on)
    return NominationForm(request.POST if request.method == "POST" else None, case=case)


def _nominee(request: HttpRequest) -> User | Department | None:
    """Whom the address names; None without one, not found where the reader may not nominate them."""
    person, department = request.GET.get("person", ""), request.GET.get("nominated", "")
    wanted = person or department
    if not wanted:
        return None
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) <= 15):
        raise Http404
    seen = User.objects.visible_to(request.user) if person else Department.objects.visible_to(request.user)
    found = get_object_or_404(seen, pk=int(wanted))
    if not user_can_nominate(request.user, found):
        raise Http404
    return found


def _round(request: HttpRequest, pk: int) -> CommendationRound:
    shown = CommendationRound.objects.visible_to(request.user).with_figures()
    return get_object_or_404(shown.select_related("notice", "opened_by", "closed_by"), pk=pk)


def _kept(request: HttpRequest, pk: int) -> CommendationRound:
    of_round = _round(request, pk)
    if not user_can_keep_rounds(request.user):
        raise PermissionDenied
    return of_round
