"""Tables that a worker writes: ask for one, see how far it is, come back and fetch it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import get_valid_filename
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from training.export_files import read_filter
from training.models import ExportJob
from training.permissions import user_can_fetch_export, user_can_view_board
from training.services.export_jobs import ask_export
from training.views.board import record_export

EXPORTS_PER_PAGE = 20
View = Callable[..., HttpResponse]


def for_viewers(view: View) -> View:
    """Refuses everybody who may see no figures."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not user_can_view_board(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@for_viewers
@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    """The reader's own exports that are still kept."""
    found = ExportJob.objects.visible_to(request.user)
    page = Paginator(found, EXPORTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "training/exports.html", {"page_obj": page, "trail": _trail(_("Files"))})


@require_POST
@for_viewers
def ask(request: HttpRequest) -> HttpResponse:
    """Asks a worker for the table of the page that the reader comes from."""
    subject, form, query = (request.POST.get(name, "") for name in ("subject", "form", "query"))
    if subject not in ExportJob.Subject or form not in ExportJob.Form:
        raise Http404
    chosen = read_filter(user=request.user, subject=subject, query=query)
    if chosen is None:
        raise Http404
    record_export(request.user, chosen)
    place = chosen.department.name if chosen.department else ""
    parts = [chosen.title, place, str(ExportJob.Subject(subject).label)]
    job = ask_export(
        asked_by=request.user,
        subject=subject,
        form=form,
        title=" · ".join(filter(None, parts)),
        query=query,
        language=get_language(),
    )
    return redirect("training:export_job", pk=job.pk)


@for_viewers
@require_GET
def export_job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; afterwards the file."""
    job = _find(request, pk)
    can_fetch = user_can_fetch_export(request.user, job)
    context = {"job": job, "can_fetch": can_fetch, "progress": _progress(job), "trail": _trail(_("Files"), job.title)}
    return render(request, "training/export_job.html", context)


@for_viewers
@require_GET
def export_status(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress alone, for the script on the page."""
    return JsonResponse(_progress(_find(request, pk)))


@for_viewers
@require_GET
def export_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, while all that it speaks of is open to the reader."""
    job = _find(request, pk)
    if not user_can_fetch_export(request.user, job):
        raise PermissionDenied
    return FileResponse(job.file.open(), as_attachment=True, filename=get_valid_filename(job.file_name))


def _find(request: HttpRequest, pk: int) -> ExportJob:
    return get_object_or_404(ExportJob.objects.visible_to(request.user), pk=pk)


def _progress(job: ExportJob) -> dict[str, object]:
    counted = _("%(done)s of %(total)s rows") % {"done": job.rows_done, "total": job.rows_total}
    is_counted = job.is_busy and job.rows_total > 0
    return {
        "state": job.state,
        "is_busy": job.is_busy,
        "is_stalled": job.is_stalled,
        "done": job.rows_done if is_counted else None,
        "total": job.rows_total if is_counted else None,
        "text": counted if is_counted else _("Waiting to begin"),
    }


def _trail(*titles: str) -> list[dict[str, str]]:
    addresses = [reverse("training:board"), reverse("training:exports")]
    names = [_("Board"), *titles]
    return [
        {"title": name, "url": addresses[place] if place < len(names) - 1 else ""} for place, name in enumerate(names)
    ]
