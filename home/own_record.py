"""My records: everything held about the reader, on one page and in one file, and the request to correct it."""

from http import HTTPStatus

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from audit.held import SECTIONS, Group, Section, withheld
from cadres.rate_limits import is_over
from home.correction_forms import CorrectionForm
from home.corrections import ask_correction
from home.record_file import write_record
from home.record_reading import entries_to_choose, read_sections

ENTRIES_PER_PAGE = 25
#: So many files an hour, and so many requests for correction a day, are more than anybody needs.
FILES_AN_HOUR, ONE_HOUR = 10, 3600
REQUESTS_A_DAY, ONE_DAY = 30, 86_400


@require_safe
@never_cache
def my_records(request: HttpRequest) -> HttpResponse:
    """Every section with its newest entries, what is withheld and why, and the way to the file."""
    found = read_sections(person=request.user)
    groups = [(group.label, [one for one in found if one.section.group == group]) for group in Group]
    context = {"groups": groups, "withheld": withheld(), "trail": _trail()}
    return render(request, "home/my_records.html", context)


@require_safe
@never_cache
def record_section(request: HttpRequest, key: str) -> HttpResponse:
    """One section, all of it, page by page."""
    section = _section(key)
    page = Paginator(section.rows(request.user), ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    entries = section.entries(request.user, list(page.object_list), False)
    context = {"section": section, "page_obj": page, "entries": entries, "trail": _trail(str(section.label))}
    return render(request, "home/record_section.html", context)


@require_safe
@never_cache
def download_record(request: HttpRequest) -> HttpResponseBase:
    """The archive with everything, made anew each time."""
    if is_over(f"record-file-{request.user.pk}", limit=FILES_AN_HOUR, seconds=ONE_HOUR):
        return _too_often(request, ONE_HOUR)
    at = timezone.now()
    name = f"record-{request.user.staff_number}-{timezone.localdate(at).isoformat()}.zip"
    return FileResponse(write_record(person=request.user, at=at), as_attachment=True, filename=name)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask_for_correction(request: HttpRequest, key: str) -> HttpResponse:
    """The form that tells what is wrong in a section, and its sending."""
    section = _section(key)
    entries = entries_to_choose(person=request.user, section=section)
    initial = {"entry": request.GET.get("entry", "")}
    form = CorrectionForm(request.POST or None, entries=entries, initial=initial)
    if form.is_bound and form.is_valid():
        if is_over(f"correction-{request.user.pk}", limit=REQUESTS_A_DAY, seconds=ONE_DAY):
            return _too_often(request, ONE_DAY)
        asked = ask_correction(person=request.user, section=key, **form.cleaned_data)
        messages.success(request, _("Your request is kept. You read the answer here, and are told when it is there."))
        return redirect("correction", asked.pk)
    trail = [*_trail(str(section.label))[:-1], _step(str(section.label), key), {"title": _("Something is wrong")}]
    return render(request, "home/ask_correction.html", {"section": section, "form": form, "trail": trail})


def _section(key: str) -> Section:
    if key not in SECTIONS:
        raise Http404
    return SECTIONS[key]


def _too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    answer = render(request, "home/too_often.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    answer["Retry-After"] = str(seconds)
    return answer


def _step(title: str, key: str) -> dict[str, str]:
    return {"title": title, "url": reverse("home:record_section", args=[key])}


def _trail(*titles: str) -> list[dict[str, str]]:
    steps = [{"title": _("My page"), "url": reverse("home:desk")}]
    if not titles:
        return [*steps, {"title": _("My records")}]
    own = {"title": _("My records"), "url": reverse("home:my_records")}
    return [*steps, own, *({"title": title} for title in titles)]
