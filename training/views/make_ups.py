"""Make-ups for those who follow them up and for the person: the list, its table, one make-up, and the letter."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from training.enums import EXCUSED_CAUSES, MakeUpOutcome
from training.make_up_export import make_ups_csv
from training.make_up_forms import Chosen, MakeUpFilterForm, PersonForm
from training.make_up_report import report_on
from training.models import MakeUp
from training.models.make_up import MakeUpQuerySet
from training.permissions import user_can_keep_programmes, user_can_list_make_ups, user_can_view_cadre

MAKE_UPS_PER_PAGE = 50


@dataclass(frozen=True)
class Figure:
    """A number above the list and the address of the make-ups that it counts."""

    label: str
    value: int
    url: str


@require_safe
def make_ups(request: HttpRequest) -> HttpResponse:
    """Who has to make up what by when; for trainers, and for those who look after a department."""
    form, rows = _listed(request)
    shown = form.narrow(rows).select_related("duty__user", "duty__programme", "duty__department", "closure")
    page = Paginator(shown, MAKE_UPS_PER_PAGE).get_page(request.GET.get("page"))
    kept = MakeUp.objects.kept_by(request.user).open().filter(pk__in=[one.pk for one in page])
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page_obj": page,
        "query": query.urlencode(),
        "kept": set(kept.values_list("pk", flat=True)),
        "figures": _figures(form, rows),
        "excused": form.within(rows).filter(cause__in=EXCUSED_CAUSES).count(),
        "may_open": user_can_keep_programmes(request.user),
        "export_url": f"{reverse('training:export_make_ups')}?{query.urlencode()}",
        "trail": trail(),
        "as_of": timezone.now(),
    }
    return render(request, "training/make_ups.html", context)


@require_safe
def export_make_ups(request: HttpRequest) -> HttpResponse:
    """The same make-ups as a table to take away."""
    form, rows = _listed(request)
    return make_ups_csv(form.narrow(rows))


@require_safe
def find_person(request: HttpRequest) -> HttpResponse:
    """For whom a make-up is to be opened: people by name or number, with what is missing of their duties."""
    if not user_can_keep_programmes(request.user):
        raise PermissionDenied
    form = PersonForm(request.GET if "text" in request.GET else None, keeper=request.user)
    context = {
        "form": form,
        "duties": list(form.duties()) if form.is_bound else [],
        "trail": trail({"title": _("Open a make-up"), "url": ""}),
    }
    return render(request, "training/make_up_person.html", context)


@require_safe
def make_up(request: HttpRequest, pk: int) -> HttpResponse:
    """One make-up: the plan with what is done, the deadline, what happened, and what may be decided."""
    found = visible_make_up(request, pk)
    context = {
        "report": report_on(make_up=found, viewer=request.user),
        "make_up": found,
        "is_own": found.duty.user_id == request.user.pk,
        "may_view_person": user_can_view_cadre(request.user, found.duty.user),
        "trail": trail_of(request, found),
    }
    return render(request, "training/make_up.html", context)


@require_safe
def make_up_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter to the person, to be printed."""
    found = visible_make_up(request, pk)
    context = {
        "report": report_on(make_up=found, viewer=request.user),
        "make_up": found,
        "today": timezone.localdate(),
        "trail": [*trail_of(request, found, is_end=False), {"title": _("Letter"), "url": ""}],
    }
    return render(request, "training/make_up_letter.html", context)


def visible_make_up(request: HttpRequest, pk: int) -> MakeUp:
    """The make-up, if it is open to the reader."""
    rows = MakeUp.objects.visible_to(request.user).select_related(
        "duty__user", "duty__programme", "duty__version", "duty__department", "opened_by", "closure__closed_by"
    )
    return get_object_or_404(rows, pk=pk)


def trail(*steps: dict[str, str]) -> list[dict[str, str]]:
    """The way to a page below the list; the list itself, without steps, is at its beginning."""
    return [{"title": _("Make-up training"), "url": reverse("training:make_ups") if steps else ""}, *steps]


def trail_of(request: HttpRequest, found: MakeUp, *, is_end: bool = True) -> list[dict[str, str]]:
    """The way to a make-up, by the list or by the own page; `is_end`: it is the page that is shown."""
    step = {"title": str(found.duty.user.name), "url": "" if is_end else reverse("training:make_up", args=[found.pk])}
    if user_can_list_make_ups(request.user):
        return trail(step)
    own = {"title": _("Make-up training"), "url": step["url"]}
    return [{"title": _("My page"), "url": reverse("home:desk")}, own]


def _listed(request: HttpRequest) -> tuple[MakeUpFilterForm, MakeUpQuerySet]:
    if not user_can_list_make_ups(request.user):
        raise PermissionDenied
    return MakeUpFilterForm(request.GET, user=request.user), MakeUp.objects.visible_to(request.user)


def _figures(form: MakeUpFilterForm, rows: MakeUpQuerySet) -> list[Figure]:
    """Open, made up in time and missed among the chosen people; what counts against nobody is left out."""
    counted = form.within(rows).counting()
    met, missed = Q(outcome=MakeUpOutcome.MET), Q(outcome=MakeUpOutcome.MISSED)
    numbers = counted.aggregate(
        open=Count("pk", filter=Q(outcome="")), met=Count("pk", filter=met), missed=Count("pk", filter=missed)
    )
    chosen = form.cleaned_data if form.is_valid() else {}
    department = chosen.get("department")
    same = {"department": department.pk if department else "", "text": chosen.get("text", "")}
    same = {name: value for name, value in same.items() if value}
    base = reverse("training:make_ups")
    return [
        Figure(str(state.label), numbers[state.value], f"{base}?{urlencode({'state': state.value, **same})}")
        for state in (Chosen.OPEN, Chosen.MET, Chosen.MISSED)
    ]
