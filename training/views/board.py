"""The overseer's board: figures by department, the names behind them, and one person's record."""

from collections.abc import Callable
from dataclasses import dataclass
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
from training.enums import ProgressState
from training.exports import people_csv
from training.forms import BoardFilter, BoardForm
from training.models import Programme
from training.permissions import user_can_view_board
from training.services import reports
from training.services.records import read_record
from training.tally import Tally, roll_up

PEOPLE_PER_PAGE = 50


@dataclass(frozen=True)
class BoardRow:
    """One line of the board: a department with all below it, or the people directly in one."""

    label: str
    tally: Tally
    people: BoardFilter
    url: str = ""

    @property
    def cells(self) -> list[dict[str, object]]:
        """The figures, each with the address of the list of exactly those people."""
        figures = [("", self.tally.assigned), *((state.value, getattr(self.tally, state.value)) for state in STATES)]
        return [{"value": value, "url": people_url(self.people, state=state)} for state, value in figures]

    @property
    def bar(self) -> list[dict[str, object]]:
        """The drawn parts: state, start and width in thousandths of the assigned."""
        met, begun = self.tally.share(self.tally.met), self.tally.share(self.tally.in_progress)
        return [
            {"state": ProgressState.MET.value, "start": 0, "width": met},
            {"state": ProgressState.IN_PROGRESS.value, "start": met, "width": begun},
        ]


#: The order of the columns.
STATES = [ProgressState.MET, ProgressState.IN_PROGRESS, ProgressState.NOT_STARTED]


def board_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For GET by those who may see figures; others are refused. Hands the view the checked form."""

    @require_GET
    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        if not user_can_view_board(request.user):
            raise PermissionDenied
        programme = Programme.objects.assigned().first() or Programme.objects.first()
        if programme is None:
            return render(request, "training/board.html")
        form = BoardForm({"programme": programme.pk, **request.GET.dict()}, user=request.user)
        if not form.is_valid():
            raise Http404
        return view(request, form)

    return checked


@board_view
def board(request: HttpRequest, form: BoardForm) -> HttpResponse:
    """Departments with assigned, finished, in progress and not started; each figure leads to its list."""
    chosen = form.chosen()
    roots = reports.topmost_departments(request.user)
    department = chosen.department or (roots[0] if len(roots) == 1 else None)
    chosen = BoardFilter(chosen.programme, department)
    rows, total = board_rows(chosen, roots)
    context = {
        "form": form,
        "programme": chosen.programme,
        "trail": [*trail(request.user, chosen)[:-1], {"title": total.label}],
        "rows": rows,
        "total": total,
        "as_of": timezone.now(),
        "export_url": f"{reverse('training:board_export')}?{chosen.query()}",
    }
    return render(request, "training/board.html", context)


@board_view
def people(request: HttpRequest, form: BoardForm) -> HttpResponse:
    """The names behind a figure."""
    chosen = form.chosen()
    found = Paginator(people_behind(chosen, request.user), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
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
def export(request: HttpRequest, form: BoardForm) -> HttpResponse:
    """The same people as a table to take away."""
    chosen = form.chosen()
    return people_csv(programme=chosen.programme, people=people_behind(chosen, request.user))


@require_GET
def person_record(request: HttpRequest, pk: int) -> HttpResponse:
    """What one person finished and tried, for those who may see them."""
    cadre = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    return render(request, "training/person_record.html", {"cadre": cadre, "record": read_record(user=cadre)})


def people_behind(chosen: BoardFilter, viewer: User) -> QuerySet[Posting]:
    """The people of whom `chosen` speaks, as far as `viewer` sees them, with results, by name."""
    people = reports.counted_people(chosen.programme)
    found = reports.narrow(
        people,
        departments=[chosen.department] if chosen.department else reports.topmost_departments(viewer),
        directly=chosen.directly,
        state=chosen.state,
        text=chosen.text,
    )
    return reports.with_results(found, chosen.programme)


def people_url(chosen: BoardFilter, **changes: object) -> str:
    return f"{reverse('training:board_people')}?{chosen.query(**changes)}"


def board_rows(chosen: BoardFilter, roots: list[Department]) -> tuple[list[BoardRow], BoardRow]:
    """The lines of the department (or of `roots`, without one) and their sum."""
    department = chosen.department
    shown = [department] if department else roots
    own = reports.tally_departments(reports.narrow(reports.counted_people(chosen.programme), departments=shown))
    totals = roll_up(own, Department.steplen)
    rows = [department_row(chosen, child, totals) for child in (department.get_children() if department else roots)]
    if department is None:
        return rows, BoardRow(_("My departments"), sum((row.tally for row in rows), Tally()), chosen)
    direct = BoardRow(
        _("Directly in %(department)s") % {"department": department.name},
        own.get(department.path, Tally()),
        BoardFilter(chosen.programme, department, directly=True),
    )
    return [direct, *rows], BoardRow(department.name, totals.get(department.path, Tally()), chosen)


def department_row(chosen: BoardFilter, department: Department, totals: dict[str, Tally]) -> BoardRow:
    inside = BoardFilter(chosen.programme, department)
    url = "" if department.is_leaf() else board_url(inside)
    return BoardRow(department.name, totals.get(department.path, Tally()), inside, url)


def board_url(chosen: BoardFilter) -> str:
    return f"{reverse('training:board')}?{chosen.query()}"


def trail(viewer: User, chosen: BoardFilter) -> list[dict[str, str]]:
    """The way from the top of what `viewer` may see down to the department."""
    steps = [{"title": _("Board"), "url": board_url(BoardFilter(chosen.programme))}]
    if chosen.department is not None:
        above = Department.objects.visible_to(viewer).filter(path__in=chosen.department.ancestor_paths())
        steps += [{"title": one.name, "url": board_url(BoardFilter(chosen.programme, one))} for one in above]
    return steps
