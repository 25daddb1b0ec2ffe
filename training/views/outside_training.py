"""Training taken elsewhere: the person claims it with a proof, somebody who sees them decides once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.services import record_look
from cadres.permissions import user_can_view_cadre
from training.errors import ClaimRefused, DutyRefused
from training.models import OutsideTraining
from training.outside_forms import ClaimFilterForm, ClaimForm, ReviewForm
from training.permissions import (
    user_can_learn,
    user_can_list_outside_training,
    user_can_review_outside_training,
    user_can_withdraw_review,
)
from training.services.outside_claims import claim_outside_training, withdraw_claim
from training.services.outside_training import review_outside_training

CLAIMS_PER_PAGE = 50
POST_TOO = ["GET", "HEAD", "POST"]


@require_safe
def outside_trainings(request: HttpRequest) -> HttpResponse:
    """What the reader has claimed, and what became of it."""
    claims = request.user.outside_trainings.with_all()
    context = {
        "page_obj": Paginator(claims, CLAIMS_PER_PAGE).get_page(request.GET.get("page")),
        "may_claim": user_can_learn(request.user),
        "trail": _own_trail(),
    }
    return render(request, "training/outside_trainings.html", context)


@require_http_methods(POST_TOO)
def claim(request: HttpRequest) -> HttpResponse:
    """A new claim."""
    if not user_can_learn(request.user):
        raise PermissionDenied
    initial = {"in_place_of": request.GET.get("in_place_of", "")}
    is_sent = request.method == "POST"
    files = request.FILES if is_sent else None
    form = ClaimForm(request.POST if is_sent else None, files, user=request.user, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            claim_outside_training(
                user=request.user, taken=form.taken(), proof=form.cleaned_data["proof"], in_place_of=form.replaced()
            )
        except ClaimRefused as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Your claim is handed in. You get a notice when it is decided."))
            return redirect("training:outside_trainings")
    context = {"form": form, "trail": _own_trail(_("Claim outside training"))}
    return render(request, "training/outside_claim_form.html", context)


@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Claims of the people whom the reader sees; those that wait come first."""
    if not user_can_list_outside_training(request.user):
        raise PermissionDenied
    form = ClaimFilterForm(request.GET, user=request.user)
    found = form.narrow(OutsideTraining.objects.visible_to(request.user)).with_all()
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page_obj": Paginator(found, CLAIMS_PER_PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
        "trail": [{"title": _("Outside training"), "url": ""}],
    }
    return render(request, "training/outside_reviews.html", context)


@require_http_methods(POST_TOO)
def outside_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """One claim with its proof and its decision; who may, decides here."""
    found = _visible(request, pk)
    may_review = user_can_review_outside_training(request.user, found)
    form = ReviewForm(request.POST if request.method == "POST" else None, claim=found) if may_review else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid() and _is_reviewed(request, found, form):
            messages.success(request, _("The decision is kept. The person gets a notice."))
            return redirect("training:outside_reviews")
    context = {
        "claim": found,
        "form": form,
        "is_own": found.user_id == request.user.pk,
        "may_withdraw": user_can_withdraw_review(request.user, found),
        "may_view_person": user_can_view_cadre(request.user, found.user),
        "trail": _trail_of(request, found),
    }
    return render(request, "training/outside_claim.html", context)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The person takes back a claim that nobody has reviewed."""
    found = get_object_or_404(request.user.outside_trainings, pk=pk)
    try:
        withdraw_claim(training=found, by=request.user)
    except ClaimRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The claim is withdrawn."))
    return redirect("training:outside_claim", pk)


@require_safe
def proof(request: HttpRequest, pk: int) -> FileResponse:
    """The proof, to be saved and never shown in the portal; a look at that of somebody else is kept."""
    found = _visible(request, pk)
    try:
        file = found.proof.open()
    except FileNotFoundError as error:
        raise Http404 from error
    record_look(viewer=request.user, cadre=found.user)
    response = FileResponse(file, as_attachment=True, filename=found.proof_name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _is_reviewed(request: HttpRequest, found: OutsideTraining, form: ReviewForm) -> bool:
    """Whether the decision was kept; what stands against it is said in the form."""
    try:
        review_outside_training(training=found, by=request.user, **form.cleaned_data)
    except DutyRefused as error:
        form.add_error("hours" if error.code == "other_hours" else None, error.message)
        return False
    except PermissionError as error:
        raise PermissionDenied from error
    return True


def _visible(request: HttpRequest, pk: int) -> OutsideTraining:
    return get_object_or_404(OutsideTraining.objects.visible_to(request.user).with_all(), pk=pk)


def _own_trail(*titles: str) -> list[dict[str, str]]:
    own = {"title": _("My outside training"), "url": reverse("training:outside_trainings") if titles else ""}
    return [
        {"title": _("My page"), "url": reverse("home:desk")},
        own,
        *({"title": title, "url": ""} for title in titles),
    ]


def _trail_of(request: HttpRequest, found: OutsideTraining) -> list[dict[str, str]]:
    if found.user_id == request.user.pk:
        return _own_trail(found.title)
    above = {"title": _("Outside training"), "url": reverse("training:outside_reviews")}
    return [above, {"title": found.title, "url": ""}]
