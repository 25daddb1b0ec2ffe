"""One person in a spot check: begin it, see the result, open a review, answer it, decide it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from training.errors import SpotCheckRefused, TrainingError
from training.models import SpotCheckMember, SpotCheckReview
from training.services import spot_reviews
from training.spot_forms import FindingForm, ReviewDecisionForm, StatementForm
from training.spot_permissions import user_can_decide_spot_review, user_can_keep_spot_check, user_can_view_spot_check
from training.views.spot_checks import trail

RELATED = ["stratum", "user", "spot_check__quiz", "spot_check__department", "attempt", "review__opened_by"]


class Act(NamedTuple):
    """What the reader may do here: the form, its button, what it does, and what is said afterwards."""

    form: type[forms.Form]
    label: str
    do: Callable[[dict[str, Any]], object]
    told: str


@require_POST
def take_spot_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Begins the check, or goes on with it. Other people's do not exist here."""
    member = get_object_or_404(SpotCheckMember.objects.filter(user=request.user), pk=pk)
    try:
        attempt = spot_reviews.start_spot_check(member=member, user=request.user)
    except TrainingError as error:
        messages.warning(request, error.message)
        return redirect("training:spot_member", member.pk)
    return redirect("training:attempt", attempt.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def spot_member(request: HttpRequest, pk: int) -> HttpResponse:
    """The person's part in the check, for themselves and for those who may see it, with the one act that is theirs."""
    member = get_object_or_404(
        SpotCheckMember.objects.visible_to(request.user).select_related(*RELATED, "review__decision__decided_by"), pk=pk
    )
    review = getattr(member, "review", None)
    act = _act(request, member, review)
    form = None
    if act is not None:
        form = act.form(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            try:
                act.do(form.cleaned_data)
            except SpotCheckRefused as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, act.told)
                return redirect("training:spot_member", member.pk)
    context = {
        "member": member,
        "check": member.spot_check,
        "review": review,
        "statements": review.statements.all() if review else [],
        "form": form,
        "submit_label": act.label if act else "",
        "is_own": member.user_id == request.user.pk,
        "trail": _trail(request, member),
    }
    return render(request, "training/spot_member.html", context)


def _act(request: HttpRequest, member: SpotCheckMember, review: SpotCheckReview | None) -> Act | None:
    """None where the reader has nothing to do."""
    user = request.user
    if member.user_id == user.pk:
        if review is None or not review.is_open:
            return None
        return Act(
            StatementForm,
            _("Keep this statement"),
            lambda given: spot_reviews.answer_review(review=review, said_by=user, **given),
            _("Your statement is kept."),
        )
    if review is None:
        if not user_can_keep_spot_check(user, member.spot_check) or member.spot_check.closed_at or member.has_taken:
            return None
        return Act(
            FindingForm,
            _("Open a review"),
            lambda given: spot_reviews.open_review(member=member, found=given["text"], opened_by=user),
            _("The review is open. The person can say something about it now."),
        )
    if not review.is_open or not user_can_decide_spot_review(user, review):
        return None
    return Act(
        ReviewDecisionForm,
        _("Decide"),
        lambda given: spot_reviews.decide_review(review=review, decided_by=user, **given),
        _("The decision is kept."),
    )


def _trail(request: HttpRequest, member: SpotCheckMember) -> list[dict[str, str]]:
    """Through the check for those who may open it; the person comes from their own page."""
    check = member.spot_check
    if user_can_view_spot_check(request.user, check):
        return trail((check.title, reverse("training:spot_check", args=[check.pk])), (member.name, ""))
    return [{"title": _("My page"), "url": reverse("home:desk")}, {"title": check.title, "url": ""}]
