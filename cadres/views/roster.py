"""Importing a roster: hand in a file, read the report, accept or discard it."""

import csv
import io
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cadres.models import RosterImport
from cadres.permissions import user_can_import_roster
from cadres.roster.columns import template_headings
from cadres.roster.findings import Outcome
from cadres.roster.wording import describe
from cadres.roster_forms import RosterUploadForm
from cadres.services import roster

IMPORTS_PER_PAGE = 20
FINDINGS_PER_PAGE = 50

View = Callable[..., HttpResponse]


def for_importers(view: View) -> View:
    """Refuses everybody who may not import rosters."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not user_can_import_roster(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@for_importers
@require_http_methods(["GET", "HEAD", "POST"])
def roster_imports(request: HttpRequest) -> HttpResponse:
    """The form for a new file, and all files so far."""
    is_post = request.method == "POST"
    form = RosterUploadForm(request.POST, request.FILES) if is_post else RosterUploadForm()
    if is_post and form.is_valid():
        file = form.cleaned_data["file"]
        started = roster.start_import(
            uploaded_by=request.user,
            file_name=file.name,
            content=file.read(),
            is_partial=form.cleaned_data["is_partial"],
        )
        return redirect("cadres:roster_import", pk=started.pk)
    imports = RosterImport.objects.visible_to(request.user).without_content().select_related("uploaded_by")
    page = Paginator(imports, IMPORTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page_obj": page, "trail": _trail(_("Import a roster"))}
    return render(request, "cadres/roster_imports.html", context)


@for_importers
@require_GET
def roster_import(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the work is; afterwards the report, row by row."""
    imports = RosterImport.objects.visible_to(request.user).select_related("uploaded_by", "decided_by")
    found = get_object_or_404(imports.defer("content"), pk=pk)
    chosen = request.GET.get("outcome", "")
    findings = [finding for finding in found.findings if chosen in ("", finding["outcome"])]
    page = Paginator(findings, FINDINGS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "roster_import": found,
        "progress": _progress(found),
        "trail": _trail(_("Import a roster"), found.file_name),
        "page_obj": page,
        "lines": [_line(finding) for finding in page],
        "outcomes": _outcome_links(found, chosen),
        "query": f"outcome={chosen}" if chosen in Outcome.values else "",
        "retired_text": _retired_text(found),
    }
    return render(request, "cadres/roster_import.html", context)


def _trail(*titles: str) -> list[dict[str, str]]:
    addresses = [reverse("cadres:people"), reverse("cadres:roster_imports")]
    names = [_("People"), *titles]
    return [
        {"title": name, "url": addresses[place] if place < len(names) - 1 else ""} for place, name in enumerate(names)
    ]


def _line(finding: dict[str, Any]) -> dict[str, object]:
    """A stored finding in words."""
    return {
        "row": finding["row"],
        "outcome": Outcome(finding["outcome"]),
        "subject": finding["subject"],
        "texts": [describe(code, params) for code, params in finding["details"]],
    }


def _outcome_links(found: RosterImport, chosen: str) -> list[dict[str, object]]:
    """The figures above the report; each leads to the lines it counts."""
    links = [
        {
            "value": found.counts[outcome],
            "label": outcome.label,
            "url": f"?outcome={outcome.value}",
            "is_chosen": outcome.value == chosen,
        }
        for outcome in Outcome
        if found.counts.get(outcome)
    ]
    if "unchanged" in found.counts:
        links.append({"value": found.counts["unchanged"], "label": _("Unchanged"), "url": "", "is_chosen": False})
    return links


def _retired_text(found: RosterImport) -> str:
    percent = round(found.retired_percent, 1)
    text = ngettext(
        "%(count)s person (%(percent)s %%) would be retired and could no longer sign in.",
        "%(count)s people (%(percent)s %%) would be retired and could no longer sign in.",
        found.retired,
    )
    return text % {"count": found.retired, "percent": percent}


def _progress(found: RosterImport) -> dict[str, object]:
    """How far a busy import is. Writing is one transaction, so only reading can be counted."""
    is_counted = found.state == RosterImport.State.READING and found.rows_total > 0
    counted = _("%(done)s of %(total)s rows") % {"done": found.rows_done, "total": found.rows_total}
    waiting = _("Waiting to begin") if found.state == RosterImport.State.READING else found.get_state_display()
    return {
        "state": found.state,
        "is_busy": found.is_busy,
        "is_stalled": found.is_stalled,
        "done": found.rows_done if is_counted else None,
        "total": found.rows_total if is_counted else None,
        "text": counted if is_counted else waiting,
    }


@for_importers
@require_GET
def roster_import_status(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress alone, for the script on the page."""
    imports = RosterImport.objects.visible_to(request.user).without_content()
    return JsonResponse(_progress(get_object_or_404(imports, pk=pk)))


def _decide(request: HttpRequest, pk: int, decide: Callable[[RosterImport], None]) -> HttpResponse:
    imports = RosterImport.objects.visible_to(request.user).without_content()
    found = get_object_or_404(imports, pk=pk)
    try:
        decide(found)
    except roster.RosterStateError:
        messages.warning(request, _("This import has moved on in the meantime. Look at its state now."))
    except roster.ConfirmationNeeded:
        messages.error(
            request, _("Nothing was written. Tick the box to confirm that so many people are to be retired.")
        )
    return redirect("cadres:roster_import", pk=pk)


@for_importers
@require_POST
def apply_roster_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Accepts what the report shows."""
    is_confirmed = "is_confirmed" in request.POST

    def accept(found: RosterImport) -> None:
        roster.accept_import(roster_import=found, decided_by=request.user, is_confirmed=is_confirmed)

    return _decide(request, pk, accept)


@for_importers
@require_POST
def discard_roster_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Drops the file and its report."""
    return _decide(request, pk, lambda found: roster.discard_import(roster_import=found, decided_by=request.user))


@for_importers
@require_POST
def check_roster_import_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Another dry run of the same file."""
    return _decide(request, pk, lambda found: roster.check_again(roster_import=found))


@for_importers
@require_GET
def roster_template(request: HttpRequest) -> HttpResponse:
    """An empty roster with the headings in the reader's language. The mark makes Excel read it as UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerow(template_headings(in_chinese=(get_language() or "").startswith("zh")))
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="roster-template.csv"'
    return response
