"""Withdrawing evidence and voiding completions: first what rests on it is shown, then a person decides."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from training.enums import Verdict
from training.errors import REFUSED_DUTIES, DutyRefused
from training.models import Duty, OutsideTraining, ProgrammeCompletion
from training.permissions import user_can_void_completion, user_can_withdraw_review
from training.services.outside_training import withdraw_review
from training.services.voiding import Resting, resting_on_outside, unsupported, void_completion
from training.voiding_forms import VoidForm, WithdrawForm, finished_words, follow_words

POST_TOO = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class WithdrawPage:
    """What a page on which evidence is withdrawn says; `url` is where it leads when nothing is open again."""

    title: str
    about: str
    done: str
    url: str
    trail: list[dict[str, str]]


@require_http_methods(POST_TOO)
def withdraw_outside_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes back an acceptance that was given by mistake."""
    found = get_object_or_404(OutsideTraining.objects.visible_to(request.user).with_all(), pk=pk)
    if not user_can_withdraw_review(request.user, found):
        raise PermissionDenied
    claim_url = reverse("training:outside_claim", args=[pk])
    about = _(
        "%(name)s, “%(title)s”. Taken back, it is no evidence and its hours do not count. It may be claimed anew."
    )
    page = WithdrawPage(
        title=_("Take the acceptance back"),
        about=about % {"name": found.user.name, "title": found.title},
        done=_("The acceptance is taken back. The person gets a notice."),
        url=claim_url,
        trail=[
            {"title": _("Outside training"), "url": reverse("training:outside_reviews")},
            {"title": found.title, "url": claim_url},
            {"title": _("Take the acceptance back"), "url": ""},
        ],
    )

    def act(**chosen: Any) -> None:
        withdraw_review(training=found, by=request.user, **chosen)

    return withdraw_page(request, page, resting_on_outside(found), act)


@require_http_methods(POST_TOO)
def void_duty(request: HttpRequest, pk: int) -> HttpResponse:
    """Voids the completion of a duty that the evidence does not meet any more."""
    duty = get_object_or_404(Duty.objects.visible_to(request.user).select_related("programme", "user"), pk=pk)
    rows = ProgrammeCompletion.objects.valid().filter(user=duty.user, programme=duty.programme, cycle=duty.cycle)
    found = get_object_or_404(rows.select_related("user"))
    if not user_can_void_completion(request.user, found):
        raise PermissionDenied
    resting = unsupported(found)
    if resting is None or resting.has_later_cycle:
        messages.info(request, REFUSED_DUTIES["still_met" if resting is None else "later_cycle"])
        return redirect("training:duty", pk)
    form = VoidForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            void_completion(completion=found, by=request.user, **form.cleaned_data)
        except DutyRefused as error:
            messages.warning(request, error.message)
        else:
            messages.success(request, _open_again())
        return redirect("training:duty", pk)
    title = _("Void the completion")
    context = {
        "form": form,
        "title": title,
        "about": _("%(name)s, %(what)s.") % {"name": duty.user.name, "what": finished_words(resting)},
        "follows": follow_words(resting),
        "trail": [{"title": duty.programme.title, "url": reverse("training:duty", args=[pk])}, {"title": title}],
    }
    return render(request, "training/void.html", context)


def withdraw_page(
    request: HttpRequest, page: WithdrawPage, resting: Sequence[Resting], act: Callable[..., None]
) -> HttpResponse:
    """Shows what rests on a piece of evidence and asks what becomes of each; sent and valid, it is withdrawn."""
    form = WithdrawForm(request.POST if request.method == "POST" else None, resting=resting)
    if form.is_bound and form.is_valid():
        verdicts = form.verdicts()
        try:
            act(reason=form.cleaned_data["reason"], verdicts=verdicts)
        except PermissionError as error:
            raise PermissionDenied from error
        except DutyRefused as error:
            # Somebody else was quicker, or what rests on it has changed since it was looked at.
            messages.warning(request, error.message)
            return redirect(request.path if error.code == "undecided" else page.url)
        messages.success(request, page.done)
        return _after(request, page, [one for one in resting if verdicts.get(one.completion.pk) == Verdict.VOID])
    context = {
        "form": form,
        "page": page,
        "is_asked": bool(form.choices),
        "settled": [finished_words(one) for one in resting if one.has_later_cycle],
    }
    return render(request, "training/withdraw.html", context)


def _after(request: HttpRequest, page: WithdrawPage, voided: Sequence[Resting]) -> HttpResponse:
    """Where a duty is open again, its page is next: there the date can be extended."""
    duties = [one.duty for one in voided if one.duty is not None and not one.standing.is_met]
    if not duties:
        return redirect(page.url)
    messages.info(request, _open_again())
    return redirect("training:duty", duties[0].pk)


def _open_again() -> str:
    return _("The completion is voided and the duty open again. If the date leaves too little time, extend it here.")
