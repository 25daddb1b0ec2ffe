"""Marking a question anew: the dry run and the signature, the ledger, and passes about which a person decides."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from training.enums import AttemptMode, RegradeMode
from training.errors import REFUSED_REGRADES, RegradeRefused
from training.models import Answer, MarkChange, PassDecision, Question, Regrade
from training.permissions import user_can_view_regrades
from training.regrade_forms import PassDecisionForm, ProposalForm, SignatureForm, Versions
from training.regrade_report import Report, planned_lines, recorded_line, recorded_lines, report_for, with_people
from training.services import regrading
from training.services.regrade_plans import Proposal, dry_run
from training.views.marking import for_keepers

REGRADES_PER_PAGE = 50
LINES_PER_PAGE = 100


@for_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def regrade(request: HttpRequest, pk: int) -> HttpResponse:
    """The proposal (in the address), its dry run, and the signature."""
    question = get_object_or_404(Question, pk=pk)
    versions = _versions(question)
    form = _proposal_form(request, versions)
    context: dict[str, Any] = {"question": question, "versions": versions, "form": form}
    if form.is_bound and form.is_valid():
        signature = SignatureForm(request.POST if request.method == "POST" else None, signer=request.user)
        if signature.is_bound and signature.is_valid():
            try:
                return _sign(request, form.proposal(), signature)
            except RegradeRefused as error:
                messages.warning(request, error.message)
        context |= _dry_run(request, form.proposal(), signature)
    context["trail"] = _trail((_("Mark a question anew"), ""))
    return render(request, "training/regrade.html", context)


@require_safe
def regrades(request: HttpRequest) -> HttpResponse:
    """The ledger: everything that was marked anew, the newest first."""
    _refuse_strangers(request)
    context = {
        "page_obj": Paginator(_ledger(), REGRADES_PER_PAGE).get_page(request.GET.get("page")),
        "open_passes": regrading.passes_to_decide(request.user).count(),
        "trail": _trail(),
    }
    return render(request, "training/regrade_ledger.html", context)


@require_safe
def regrade_record(request: HttpRequest, pk: int) -> HttpResponse:
    """One regrade with all that it changed."""
    _refuse_strangers(request)
    found = get_object_or_404(_ledger(), pk=pk)
    context = {
        "regrade": found,
        "trail": _trail((_("A regrade"), "")),
        **_report_page(request, report_for(request.user, recorded_lines(found))),
    }
    return render(request, "training/regrade_record.html", context)


@for_keepers
@require_safe
def passes_to_decide(request: HttpRequest) -> HttpResponse:
    """The passes that a regrade would have taken, as far as the reader may decide about them."""
    open_ones = with_people(regrading.passes_to_decide(request.user)).select_related("regrade__question")
    found = Paginator(open_ones.order_by("pk"), REGRADES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": found,
        "lines": [recorded_line(change) for change in found],
        "others": MarkChange.objects.to_be_decided().count() - found.paginator.count,
        "trail": _trail((_("Passes to be decided"), "")),
    }
    return render(request, "training/regrade_passes.html", context)


@for_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def decide_pass(request: HttpRequest, pk: int) -> HttpResponse:
    """One such pass: what is known, and the decision."""
    filed = with_people(regrading.filed_passes(request.user)).select_related("regrade__question")
    change = get_object_or_404(filed, pk=pk)
    if not regrading.passes_to_decide(request.user).filter(pk=pk).exists():
        messages.info(request, REFUSED_REGRADES["nothing_to_decide"])
        return redirect("training:passes_to_decide")
    form = PassDecisionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            regrading.decide_pass(change=change, decided_by=request.user, **form.cleaned_data)
        except RegradeRefused as error:
            messages.warning(request, error.message)
        else:
            messages.success(request, _("Your decision is kept."))
        return redirect("training:passes_to_decide")
    context = {
        "regrade": change.regrade,
        "line": recorded_line(change),
        "form": form,
        "trail": _trail((_("Passes to be decided"), reverse("training:passes_to_decide")), (_("Decide"), "")),
    }
    return render(request, "training/regrade_pass.html", context)


def _proposal_form(request: HttpRequest, versions: Versions) -> ProposalForm:
    if "shown" in request.GET:
        return ProposalForm(request.GET, versions=versions)
    newest = versions.every[0] if versions.every else None
    older = next((version for version in versions.asked if version != newest), None)
    initial = {
        "mode": RegradeMode.CORRECTED_KEY if older else None,
        "shown": older and older.pk,
        "corrected": newest.pk if older and newest else None,
        "only_raise": True,
    }
    return ProposalForm(initial=initial, versions=versions)


def _versions(question: Question) -> Versions:
    every = list(question.versions.order_by("-number"))
    tests = Answer.objects.filter(version__in=every, attempt__mode=AttemptMode.TEST).order_by()
    asked = set(tests.values_list("version", flat=True).distinct())
    return Versions(every, [version for version in every if version.pk in asked])


def _dry_run(request: HttpRequest, proposal: Proposal, signature: SignatureForm) -> dict[str, Any]:
    """The dry run of now. A form that was sent keeps what was typed, and signs this dry run the next time."""
    run = dry_run(proposal=proposal)
    return {
        "run": run,
        "as_of": run.as_of.isoformat(),
        "signature": signature,
        **_report_page(request, report_for(request.user, planned_lines(run.affected))),
    }


def _sign(request: HttpRequest, proposal: Proposal, form: SignatureForm) -> HttpResponse:
    signed = regrading.sign_regrade(proposal=proposal, signed_by=request.user, **form.cleaned_data)
    messages.success(request, _("The regrade is signed and done."))
    if signed.added:
        text = ngettext(
            "%(count)s test was submitted after the dry run. It is marked by the same rule.",
            "%(count)s tests were submitted after the dry run. They are marked by the same rule.",
            signed.added,
        )
        messages.info(request, text % {"count": signed.added})
    return redirect("training:regrade_record", signed.regrade.pk)


def _report_page(request: HttpRequest, report: Report) -> dict[str, Any]:
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "report": report,
        "page_obj": Paginator(report.lines, LINES_PER_PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
    }


def _ledger() -> QuerySet[Regrade]:
    """Each regrade with `changed`, `newly_passed`, and what became of `filed`, the passes that a person decides about:
    so many wait, are `kept`, `withdrawn`, or `overtaken` by a later regrade before anybody decided."""
    newly = Q(changes__passed_after=True) & (Q(changes__passed_before=False) | Q(changes__passed_before=None))
    waiting = Q(changes__in=MarkChange.objects.to_be_decided().values("pk"))
    kept, withdrawn = (Q(changes__decision__outcome=outcome) for outcome in PassDecision.Outcome)
    return (
        Regrade.objects.select_related("question", "shown", "corrected", "signed_by")
        .annotate(
            changed=Count("changes"),
            newly_passed=Count("changes", filter=newly),
            filed=Count("changes", filter=Q(changes__needs_decision=True)),
            waiting=Count("changes", filter=waiting),
            kept=Count("changes", filter=kept),
            withdrawn=Count("changes", filter=withdrawn),
        )
        .annotate(overtaken=F("filed") - F("waiting") - F("kept") - F("withdrawn"))
        .order_by("-signed_at", "-pk")
    )


def _refuse_strangers(request: HttpRequest) -> None:
    if not user_can_view_regrades(request.user):
        raise PermissionDenied


def _trail(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page; the ledger itself, without steps, is at its beginning."""
    first = (_("Regrades"), reverse("training:regrades") if steps else "")
    return [{"title": title, "url": url} for title, url in [first, *steps]]
