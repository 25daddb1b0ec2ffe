"""The overseer's board: figures by department, the names behind them, and one person's record."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cadres.models import Department, Posting, User
from training.board import board_rows, board_url, formulas
from training.exports import people_csv
from training.forms import BoardFilter, BoardForm
from training.permissions import user_can_view_board
from training.services import reports
from training.services.records import read_record

PEOPLE_PER_PAGE = 50


def board_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For GET by those who may see figures; others are refused.

    Hands the view the checked form and the topmost departments of the viewer.
    """

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
        form = BoardForm(query, user=request.user, programmes=programmes)
        if not form.is_valid():
            raise Http404
        return view(request, form, roots)

    return checked


@board_view
def board(request: HttpRequest, form: BoardForm, roots: list[Department]) -> HttpResponse:
    """Departments with assigned, finished, in progress and not started; each figure leads to its list."""
    chosen = form.chosen()
    department = chosen.department or (roots[0] if len(roots) == 1 else None)
    chosen = BoardFilter(chosen.programme, department)
    rows, total = board_rows(chosen, roots)
    context = {
        "form": form,
        "programme": chosen.programme,
        "trail": [*trail(request.user, chosen)[:-1], {"title": total.label}],
        "rows": rows,
        "total": total,
        "formulas": formulas(),
        "as_of": timezone.now(),
        "export_url": f"{reverse('training:board_export')}?{chosen.query()}",
    }
    return render(request, "training/board.html", context)


@board_view
def people(request: HttpRequest, form: BoardForm, roots: list[Department]) -> HttpResponse:
    """The names behind a figure."""
    chosen = form.chosen()
    found = Paginator(people_behind(chosen, roots), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "programme": chosen.programme,
        "required": chosen.programme.courses().count(),
        "page_obj": found,
        "query": chosen.query(),
        "as_of": timezone.now(),
        "trail": [*trail(request.user, chosen), {"title": _("People")}],
        "export_url": f"{reverse('training:board_export')}?{chosen.query()}",
        "clear_url": f"{reverse('training:board_people')}?{BoardFilter(chosen.programme).query()}",
    }
    return render(request, "training/board_people.html", context)


@board_view
def export(request: HttpRequest, form: BoardForm, roots: list[Department]) -> HttpResponse:
    """The same people as a table to take away."""
    chosen = form.chosen()
    return people_csv(programme=chosen.programme, people=people_behind(chosen, roots))


@require_GET
def person_record(request: HttpRequest, pk: int) -> HttpResponse:
    """What one person finished and tried, for those who may see them."""
    cadre = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    trail = [{"title": _("Board"), "url": reverse("training:board")}] if user_can_view_board(request.user) else []
    context = {"cadre": cadre, "record": read_record(user=cadre), "trail": [*trail, {"title": cadre.name, "url": ""}]}
    return render(request, "training/person_record.html", context)


def people_behind(chosen: BoardFilter, roots: list[Department]) -> QuerySet[Posting]:
    """The people of whom `chosen` speaks (without a department: all in `roots` or below), with results, by name."""
    people = reports.counted_people(chosen.programme)
    found = reports.narrow(
        people,
        departments=[chosen.department] if chosen.department else roots,
        directly=chosen.directly,
        state=chosen.state,
        text=chosen.text,
    )
    return reports.with_results(found, chosen.programme)


def trail(viewer: User, chosen: BoardFilter) -> list[dict[str, str]]:
    """The way from the top of what `viewer` may see down to the department."""
    steps = [{"title": _("Board"), "url": board_url(BoardFilter(chosen.programme))}]
    if chosen.department is not None:
        above = Department.objects.visible_to(viewer).filter(path__in=chosen.department.ancestor_paths())
        steps += [{"title": one.name, "url": board_url(BoardFilter(chosen.programme, one))} for one in above]
    return steps
