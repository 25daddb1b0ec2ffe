"""Spot checks as those who keep, oversee and audit them see them: list, plan, follow, record."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.enums import AuditAction
from audit.services import record_event
from training.enums import SpotCheckState
from training.errors import REFUSED_SPOT_CHECKS, SpotCheckRefused
from training.models import SpotCheck, SpotCheckMember
from training.services import spot_checks
from training.services.spot_population import plan_draw
from training.spot_forms import SeedForm, SpotCheckForm
from training.spot_permissions import (
    user_can_keep_spot_check,
    user_can_list_spot_checks,
    user_can_plan_spot_checks,
    user_can_verify_spot_check,
)
from training.spot_report import listed_checks, population_csv, tally_members, with_results

CHECKS_PER_PAGE = 25
PEOPLE_PER_PAGE = 50


@require_safe
def spot_checks_list(request: HttpRequest) -> HttpResponse:
    """The checks that the reader may see."""
    if not user_can_list_spot_checks(request.user):
        raise PermissionDenied
    found = Paginator(listed_checks(request.user), CHECKS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": found, "may_plan": user_can_plan_spot_checks(request.user), "trail": trail()}
    return render(request, "training/spot_checks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_spot_check(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new plan, or one whose seed is not published yet."""
    if pk is None:
        if not user_can_plan_spot_checks(request.user):
            raise PermissionDenied
        check = SpotCheck(made_by=request.user)
    else:
        check = _kept(request, pk)
        if check.state != SpotCheckState.PLANNED:
            messages.info(request, REFUSED_SPOT_CHECKS["published"])
            return redirect("training:spot_check", check.pk)
    form = SpotCheckForm(request.POST if request.method == "POST" else None, instance=check, planner=request.user)
    if form.is_bound and form.is_valid():
        try:
            kept = spot_checks.save_plan(check=form.instance, saved_by=request.user)
        except SpotCheckRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The plan is kept. Nobody has been drawn yet."))
            return redirect("training:spot_check", kept.pk)
    steps = [(check.title, reverse("training:spot_check", args=[pk]))] if pk else []
    context = {"form": form, "check": check, "trail": trail(*steps, (pgettext("spot check", "Plan"), ""))}
    return render(request, "training/spot_check_plan.html", context)


@require_safe
def spot_check(request: HttpRequest, pk: int) -> HttpResponse:
    """One check: what a draw would find before it, who has done what after it."""
    return _show(request, _seen(request, pk))


@require_POST
def publish_seed(request: HttpRequest, pk: int) -> HttpResponse:
    """Publishes the seed and fixes the plan."""
    check = _kept(request, pk)
    form = SeedForm(request.POST, check=check)
    if not form.is_valid():
        return _show(request, check, seed_form=form)
    told = _("The seed is published and the plan is fixed. Now draw.")
    return _step(request, check, told, spot_checks.publish_seed, published_by=request.user, **form.cleaned_data)


@require_POST
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Freezes the population and draws."""
    told = _("Drawn. The people who were drawn find it on their own page.")
    return _step(request, _kept(request, pk), told, spot_checks.draw_spot_check, drawn_by=request.user)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends the check."""
    told = _("The spot check is closed. Its record can be printed.")
    return _step(request, _kept(request, pk), told, spot_checks.close_spot_check, closed_by=request.user)


@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The printable record: method, seed, population, list; drawn again while the page is made."""
    check = _verifiable(request, pk)
    members = with_results(check.members.all())
    context = {
        "check": check,
        "members": members,
        "tally": tally_members(check.members.all()),
        "verification": spot_checks.verify_draw(check),
        "trail": trail(
            (check.title, reverse("training:spot_check", args=[pk])), (pgettext("spot check", "Record"), "")
        ),
    }
    return render(request, "training/spot_check_record.html", context)


@require_safe
def population(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen population as a table to draw from again; the trail keeps who took it."""
    check = _verifiable(request, pk)
    details = {"people": check.population_count}
    record_event(action=AuditAction.PEOPLE_EXPORTED, actor=request.user, about=check, details=details)
    return population_csv(check)


@require_safe
def method(request: HttpRequest, pk: int) -> HttpResponse:
    """How a check draws, open to everybody who signs in once the seed is published. Names nobody but the reader."""
    checks = SpotCheck.objects.announced().select_related("programme", "department", "quiz", "seed_published_by")
    check = get_object_or_404(checks, pk=pk)
    own = check.members.filter(user=request.user).first()
    return render(request, "training/spot_check_method.html", {"check": check, "own": own})


def trail(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page; the list itself, without steps, is at its beginning."""
    first = (_("Spot checks"), reverse("training:spot_checks") if steps else "")
    return [{"title": title, "url": url} for title, url in [first, *steps]]


def _show(request: HttpRequest, check: SpotCheck, seed_form: SeedForm | None = None) -> HttpResponse:
    may_keep = user_can_keep_spot_check(request.user, check)
    context: dict[str, Any] = {
        "check": check,
        "may_keep": may_keep,
        "may_verify": user_can_verify_spot_check(request.user, check),
        "trail": trail((check.title, "")),
    }
    if check.drawn_at:
        seen = check.members.filter(pk__in=SpotCheckMember.objects.visible_to(request.user).values("pk"))
        context["tally"] = tally_members(seen)
        context["page_obj"] = Paginator(with_results(seen), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    else:
        context["plan"] = plan = plan_draw(check)
        context["refusal"] = REFUSED_SPOT_CHECKS.get(plan.refusal, "")
        if may_keep and check.state == SpotCheckState.PLANNED:
            context["seed_form"] = seed_form or SeedForm(check=check)
    return render(request, "training/spot_check.html", context)


def _step(
    request: HttpRequest, check: SpotCheck, told: str, step: Callable[..., SpotCheck], **given: Any
) -> HttpResponse:
    try:
        step(check=check, **given)
    except SpotCheckRefused as error:
        messages.error(request, error.message)
    else:
        messages.success(request, told)
    return redirect("training:spot_check", check.pk)


def _seen(request: HttpRequest, pk: int) -> SpotCheck:
    checks = SpotCheck.objects.visible_to(request.user)
    related = ["programme", "department", "quiz", "made_by", "seed_published_by", "drawn_by", "closed_by"]
    return get_object_or_404(checks.select_related(*related), pk=pk)


def _kept(request: HttpRequest, pk: int) -> SpotCheck:
    check = _seen(request, pk)
    if not user_can_keep_spot_check(request.user, check):
        raise PermissionDenied
    return check


def _verifiable(request: HttpRequest, pk: int) -> SpotCheck:
    """A drawn check that the reader may verify."""
    check = _seen(request, pk)
    if not user_can_verify_spot_check(request.user, check):
        raise PermissionDenied
    if check.drawn_at is None:
        raise Http404
    return check
