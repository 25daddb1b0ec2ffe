"""The overseer's board: figures by department, the names behind them, those at risk, and one person's record."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from audit.enums import AuditAction
from audit.services import record_event, record_look
from cadres.models import Department, User
from content.exports import csv_response
from training.board import board_rows, board_url, formulas, people_behind, person_lines, quarter_rows
from training.export_files import csv_rows
from training.exports import Table, people_table, risks_table
from training.forms import BoardFilter, BoardForm, RiskForm
from training.hours_forms import HoursFilter
from training.models import Certificate, ExportJob
from training.permissions import user_can_keep_programmes, user_can_view_board
from training.risks import Risk
from training.services import reports
from training.services.records import read_record
from training.services.risk_list import Place, count_risk_lines, opened, risk_lines

PEOPLE_PER_PAGE = 50
View = Callable[..., HttpResponse]


def board_view(view: View | None = None, *, form_class: type[BoardForm] = BoardForm) -> Any:
    """For GET by those who may see figures; others are refused.

    Hands the view the checked form and the topmost departments of the viewer.
    """
    if view is None:
        return lambda found: board_view(found, form_class=form_class)

    @require_GET
    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        if not user_can_view_board(request.user):
            raise PermissionDenied
        roots = reports.topmost_departments(request.user)
        programmes = reports.programmes_by_reach(roots)
        if not programmes:
            return render(request, "training/board.html")
        query = {"programme": programmes[0].pk, **request.GET.dict()}
        form = form_class(query, user=request.user, programmes=programmes)
        if not form.means_something:
            raise Http404
        return view(request, form, roots)

    return checked


@board_view
def board(request: HttpRequest, form: BoardForm, roots: list[Department]) -> HttpResponse:
    """Departments with the figures that add up to the assigned; each figure leads to its list."""
    chosen = _at_department(form.chosen(), roots)
    rows, total = board_rows(chosen, roots)
    context = {
        "form": form,
        "programme": chosen.programme,
        "chosen": chosen,
        "trail": [*trail(request.user, chosen)[:-1], {"title": total.label}],
        "rows": rows,
        "total": total,
        "formulas": formulas(),
        "as_of": timezone.now(),
        "risks_url": _address("board_risks", chosen, on=None),
        "quarters_url": _address("board_quarters", chosen, on=None),
        "export": _offer(ExportJob.Subject.DEPARTMENTS, chosen),
    }
    return render(request, "training/board.html", context)


@board_view
def quarters(request: HttpRequest, form: BoardForm, roots: list[Department]) -> HttpResponse:
    """One department at the end of each of the last four quarters and now, side by side."""
    chosen = _at_department(form.chosen(), roots)
    rows = quarter_rows(chosen, roots, timezone.localdate())
    context = {
        "form": form,
        "programme": chosen.programme,
        "chosen": chosen,
        "trail": [*trail(request.user, chosen), {"title": _("By quarter")}],
        "rows": rows,
        "formulas": formulas(),
    }
    return render(request, "training/board_quarters.html", context)


@board_view
def people(request: HttpRequest, form: BoardForm, roots: list[Department]) -> HttpResponse:
    """The names behind a figure."""
    chosen = form.chosen()
    found = Paginator(people_behind(chosen, roots), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "programme": chosen.programme,
        "chosen": chosen,
        "page_obj": found,
        "lines": person_lines(found.object_list, request.user),
        "query": chosen.query(),
        "as_of": timezone.now(),
        "trail": [*trail(request.user, chosen), {"title": _("People")}],
        "export": _offer(ExportJob.Subject.PEOPLE, chosen, "board_export", found.paginator.count),
        "clear_url": _address("board_people", BoardFilter(chosen.programme, on=chosen.on)),
    }
    return render(request, "training/board_people.html", context)


@board_view(form_class=RiskForm)
def risks(request: HttpRequest, form: RiskForm, roots: list[Department]) -> HttpResponse:
    """Those who need attention, with what to do next: from a place in the list on."""
    chosen = form.chosen()
    where = {"programme": chosen.programme, "departments": [chosen.department] if chosen.department else roots}
    after = Place.read(request.GET.get("after", ""))
    lines = risk_lines(**where, risk=chosen.risk, text=chosen.text, after=after, limit=PEOPLE_PER_PAGE + 1)
    shown, has_more = lines[:PEOPLE_PER_PAGE], len(lines) > PEOPLE_PER_PAGE
    start = _address("board_risks", chosen)
    context = {
        "form": form,
        "programme": chosen.programme,
        "lines": opened(shown, request.user),
        "waiting": count_risk_lines(**where, risk=Risk.WAITING) if chosen.risk != Risk.WAITING else 0,
        "waiting_url": _address("board_risks", chosen, risk=Risk.WAITING.value),
        "exceptions_url": reverse("training:exceptions") if user_can_keep_programmes(request.user) else "",
        "days": settings.AT_RISK_DAYS,
        "as_of": timezone.now(),
        "trail": [*trail(request.user, chosen), {"title": _("At risk")}],
        "start_url": start if after else "",
        "next_url": f"{start}&after={shown[-1].place}" if has_more else "",
        "clear_url": _address("board_risks", BoardFilter(chosen.programme)),
        "export": _offer(ExportJob.Subject.RISKS, chosen, "risks_export"),
    }
    return render(request, "training/board_risks.html", context)


@board_view
def export(request: HttpRequest, form: BoardForm, roots: list[Department]) -> HttpResponse:
    """The people behind a figure as a table to take away; the trail keeps who took it."""
    chosen = form.chosen()
    record_export(request.user, chosen, people_behind(chosen, roots).count())
    return _download(people_table(chosen, roots))


@board_view(form_class=RiskForm)
def risks_export(request: HttpRequest, form: RiskForm, roots: list[Department]) -> HttpResponse:
    """Those at risk as a table to take away; the trail keeps who took it."""
    record_export(request.user, form.chosen())
    return _download(risks_table(form.chosen(), roots))


def record_export(actor: User, chosen: BoardFilter | HoursFilter, people: int | None = None) -> None:
    """Keeps in the trail that `actor` took away a list of people."""
    details = {"people": people, **chosen.details}
    record_event(action=AuditAction.PEOPLE_EXPORTED, actor=actor, about=chosen.about, details=details)


@require_GET
def person_record(request: HttpRequest, pk: int) -> HttpResponse:
    """What one person finished and tried, for those who may see them; the person sees who looked."""
    cadre = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    record_look(viewer=request.user, cadre=cadre)
    trail = [{"title": _("Board"), "url": reverse("training:board")}] if user_can_view_board(request.user) else []
    context = {
        "cadre": cadre,
        "record": read_record(user=cadre),
        "certificates": Certificate.objects.filter(user=cadre).with_state(),
        "trail": [*trail, {"title": cadre.name, "url": ""}],
    }
    return render(request, "training/person_record.html", context)


def trail(viewer: User, chosen: BoardFilter) -> list[dict[str, str]]:
    """The way from the top of what `viewer` may see down to the department."""
    start = BoardFilter(chosen.programme, on=chosen.on)
    steps = [{"title": _("Board"), "url": board_url(start)}]
    if chosen.department is not None:
        above = Department.objects.visible_to(viewer).filter(path__in=chosen.department.ancestor_paths())
        steps += [
            {"title": one.name, "url": board_url(BoardFilter(chosen.programme, one, on=chosen.on))} for one in above
        ]
    return steps


def _at_department(chosen: BoardFilter, roots: list[Department]) -> BoardFilter:
    """What a page of figures takes from an address; who enters the tree at one department is in it."""
    department = chosen.department or (roots[0] if len(roots) == 1 else None)
    return BoardFilter(chosen.programme, department, on=chosen.on)


def _address(name: str, chosen: BoardFilter, **changes: Any) -> str:
    return f"{reverse(f'training:{name}')}?{chosen.query(**changes)}"


def _offer(subject: str, chosen: BoardFilter, at_once: str = "", count: int = 0) -> dict[str, str]:
    """What the page offers to take away: a download at once if the list is short, and a file by a worker."""
    is_short = bool(at_once) and count <= settings.EXPORT_AT_ONCE
    return {"subject": subject, "query": chosen.query(), "url": _address(at_once, chosen) if is_short else ""}


def _download(table: Table) -> HttpResponse:
    return csv_response(name=table.name, headings=table.headings, rows=csv_rows(table, table.rows))
