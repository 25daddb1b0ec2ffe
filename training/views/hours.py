"""Hours: one's own year, that of a person, those of departments, and the registration form."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audit.services import record_look
from cadres.models import Department, User
from training.hours.terms import Period
from training.hours_board import (
    PeopleWithHours,
    hours_formulas,
    hours_lines,
    hours_people_url,
    hours_rows,
    hours_url,
)
from training.hours_forms import HoursFilter, HoursForm, YearForm, YearsForm
from training.hours_record import HoursRecord, earliest_year, record_file_name, record_pdf, year_line
from training.models import ExportJob, HoursRule
from training.permissions import user_can_view_board
from training.services.hours_entries import read_entries
from training.services.reports import topmost_departments

PEOPLE_PER_PAGE = 50
View = Callable[..., HttpResponse]


# --- one person ----------------------------------------------------------------------------


def for_cadre(view: View) -> View:
    """Hands the view whose hours are meant: the reader's own without an id, else somebody whom the reader may see.

    The person sees who looked, as with the rest of their record.
    """

    @require_safe
    @wraps(view)
    def found(request: HttpRequest, pk: int | None = None) -> HttpResponse:
        if pk is None:
            return view(request, request.user)
        cadre = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
        record_look(viewer=request.user, cadre=cadre)
        return view(request, cadre)

    return found


@for_cadre
def hours(request: HttpRequest, cadre: User) -> HttpResponse:
    """One year of a person: sums by category, each training, and how it stands against the rule."""
    today = timezone.localdate()
    form = YearForm(request.GET, today=today, earliest=earliest_year(cadre) or today.year)
    if not form.is_valid():
        raise Http404
    year = form.cleaned_data["year"]
    context = {
        "cadre": cadre,
        "is_own": cadre == request.user,
        "form": form,
        "line": year_line(cadre, year, today),
        "entries": read_entries(user=cadre, period=Period(year, year)),
        "form_url": f"{_address(request, cadre, 'hours_form')}?first={year}&last={year}",
        "trail": [*_trail(request, cadre), {"title": _("Hours"), "url": ""}],
    }
    return render(request, "training/hours.html", context)


@for_cadre
def hours_form(request: HttpRequest, cadre: User) -> HttpResponse:
    """The registration form, to be printed."""
    form = _years_form(request, cadre)
    record = _record(form, cadre) if form.is_valid() else None
    context = {
        "cadre": cadre,
        "form": form,
        "record": record,
        "file_url": f"{_address(request, cadre, 'hours_form_file')}?{request.GET.urlencode()}",
        "trail": [
            *_trail(request, cadre),
            {"title": _("Hours"), "url": _address(request, cadre, "hours")},
            {"title": _("Registration form"), "url": ""},
        ],
    }
    return render(request, "training/hours_form.html", context)


@for_cadre
def hours_form_file(request: HttpRequest, cadre: User) -> HttpResponse:
    """The registration form as PDF."""
    form = _years_form(request, cadre)
    if not form.is_valid():
        raise Http404
    record = _record(form, cadre)
    response = HttpResponse(record_pdf(record), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, record_file_name(record))
    return response


def _years_form(request: HttpRequest, cadre: User) -> YearsForm:
    today = timezone.localdate()
    return YearsForm(request.GET, today=today, earliest=earliest_year(cadre) or today.year)


def _record(form: YearsForm, cadre: User) -> HoursRecord:
    return HoursRecord(cadre, Period(*form.years()), timezone.localdate())


def _address(request: HttpRequest, cadre: User, name: str) -> str:
    """The page `name` of the reader, or of the person whom they look at."""
    if request.resolver_match.kwargs:
        return reverse(f"training:person_{name}", args=[cadre.pk])
    return reverse(f"training:{name}")


def _trail(request: HttpRequest, cadre: User) -> list[dict[str, str]]:
    if not request.resolver_match.kwargs:
        return [{"title": _("My page"), "url": reverse("home:desk")}]
    board = [{"title": _("Board"), "url": reverse("training:board")}] if user_can_view_board(request.user) else []
    return [*board, {"title": cadre.name, "url": reverse("training:person_record", args=[cadre.pk])}]


# --- departments ---------------------------------------------------------------------------


def for_viewers(view: View) -> View:
    """For GET by those who may see figures; hands the view the filter, its form and the topmost departments."""

    @require_safe
    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        if not user_can_view_board(request.user):
            raise PermissionDenied
        form = HoursForm(request.GET, user=request.user, today=timezone.localdate())
        if not form.is_valid():
            raise Http404
        return view(request, form, topmost_departments(request.user))

    return checked


@for_viewers
def hours_board(request: HttpRequest, form: HoursForm, roots: list[Department]) -> HttpResponse:
    """Departments with the number of those who have enough hours; each figure leads to its list."""
    chosen = form.chosen()
    department = chosen.department or (roots[0] if len(roots) == 1 else None)
    chosen = HoursFilter(chosen.year, department)
    rows, total = hours_rows(chosen, roots, timezone.localdate())
    context = {
        "form": form,
        "chosen": chosen,
        "rows": rows,
        "total": total,
        "formulas": hours_formulas(),
        "rules": HoursRule.objects.in_force(chosen.year),
        "as_of": timezone.now(),
        "trail": [*_steps(request, chosen)[:-1], {"title": total.label, "url": ""}],
    }
    return render(request, "training/hours_board.html", context)


@for_viewers
def hours_people(request: HttpRequest, form: HoursForm, roots: list[Department]) -> HttpResponse:
    """The names behind a figure."""
    chosen = form.chosen()
    people = PeopleWithHours(chosen, roots, timezone.localdate())
    page = Paginator(people, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "chosen": chosen,
        "page_obj": page,
        "lines": hours_lines(page.object_list, request.user),
        "query": chosen.query(),
        "as_of": timezone.now(),
        "export": {"subject": ExportJob.Subject.HOURS, "query": chosen.query()},
        "clear_url": hours_people_url(HoursFilter(chosen.year)),
        "trail": [*_steps(request, chosen), {"title": _("People"), "url": ""}],
    }
    return render(request, "training/hours_people.html", context)


def _steps(request: HttpRequest, chosen: HoursFilter) -> list[dict[str, Any]]:
    """The way from the top of what the reader may see down to the department."""
    steps = [
        {"title": _("Board"), "url": reverse("training:board")},
        {"title": _("Hours"), "url": hours_url(HoursFilter(chosen.year))},
    ]
    if chosen.department is not None:
        paths = chosen.department.ancestor_paths()
        above = Department.objects.visible_to(request.user).filter(path__in=paths)
        steps += [{"title": one.name, "url": hours_url(HoursFilter(chosen.year, one))} for one in above]
    return steps
