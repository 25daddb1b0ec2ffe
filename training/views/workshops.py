"""Workshops as those who look after people see them: when they were held, who was there, and who attests it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from training.duty_words import date_words
from training.errors import DutyRefused
from training.models import Attendance, Workshop, WorkshopSession
from training.permissions import user_can_keep_programmes, user_can_view_sessions, user_can_withdraw_attendance
from training.services.attendance import attest_attendance, record_session, withdraw_attendance
from training.services.voiding import resting_on_attendance
from training.views.voiding import WithdrawPage, withdraw_page
from training.workshop_forms import ATTEST_AT_ONCE, AttendeesForm, AttestForm, SessionForm

SESSIONS_PER_PAGE = 25
PEOPLE_PER_PAGE = 50
POST_TOO = ["GET", "HEAD", "POST"]


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """When workshops were held, the last one first."""
    if not user_can_view_sessions(request.user):
        raise PermissionDenied
    found = WorkshopSession.objects.visible_to(request.user).with_counts(request.user)
    shown = found.select_related("workshop", "department")
    context = {
        "page_obj": Paginator(shown, SESSIONS_PER_PAGE).get_page(request.GET.get("page")),
        "may_keep": user_can_keep_programmes(request.user),
        **_kinds(),
        "trail": _trail(),
    }
    return render(request, "training/workshop_sessions.html", context)


@require_http_methods(POST_TOO)
def new_session(request: HttpRequest) -> HttpResponse:
    """A session that was held."""
    if not user_can_keep_programmes(request.user):
        raise PermissionDenied
    form = SessionForm(request.POST if request.method == "POST" else None, keeper=request.user)
    if form.is_bound and form.is_valid():
        try:
            made = record_session(by=request.user, **form.cleaned_data)
        except DutyRefused as error:
            form.add_error("held_on", error.message)
        else:
            messages.success(request, _("The session is kept. Now tick who was there."))
            return redirect("training:attest_attendance", made.pk)
    context = {"form": form, **_kinds(), "trail": _trail((_("New session"), ""))}
    return render(request, "training/workshop_session_new.html", context)


@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """One session with those who were there, as far as the reader sees them."""
    found = _session(request, pk)
    rows = found.attendances.visible_to(request.user).order_by("user__name_sort_key", "user__staff_number", "number")
    shown = rows.select_related("user", "attested_by", "withdrawal__withdrawn_by")
    page = Paginator(shown, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    kept = Attendance.objects.kept_by(request.user).filter(pk__in=[one.pk for one in page])
    context = {
        "session": found,
        "page_obj": page,
        "there": rows.valid().count(),
        "kept": set(kept.values_list("pk", flat=True)),
        "may_attest": user_can_keep_programmes(request.user),
        "trail": _trail((str(found.workshop), "")),
    }
    return render(request, "training/workshop_session.html", context)


@require_http_methods(POST_TOO)
def attest(request: HttpRequest, pk: int) -> HttpResponse:
    """Looks for people and attests that they were there, several or all who are found at once."""
    found = _session(request, pk)
    if not user_can_keep_programmes(request.user):
        raise PermissionDenied
    who = {"keeper": request.user, "session": found}
    form = AttestForm(request.POST, **who) if request.method == "POST" else None
    if form is not None and form.is_valid():
        return _attest(request, found, form)
    search = AttendeesForm(_search(request, found), **who)
    people = search.people()
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "session": found,
        "form": form,
        "search": search,
        "page_obj": Paginator(people.with_posts_today(), PEOPLE_PER_PAGE).get_page(request.GET.get("page")),
        "ticked": set(request.POST.getlist("person")),
        "most": ATTEST_AT_ONCE,
        "query": query.urlencode(),
        "trail": _trail(_step(found), (_("Tick who was there"), "")),
    }
    return render(request, "training/workshop_attest.html", context)


@require_http_methods(POST_TOO)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes back what was attested by mistake."""
    rows = Attendance.objects.visible_to(request.user).select_related("user", "session__workshop")
    found = get_object_or_404(rows.select_related("withdrawal"), pk=pk)
    if not user_can_withdraw_attendance(request.user, found):
        raise PermissionDenied
    facts = {"name": found.user.name, "title": found.workshop_title, "date": date_words(found.attended_on)}
    page = WithdrawPage(
        title=_("Withdraw the attendance"),
        about=_("%(name)s, “%(title)s” on %(date)s. Withdrawn, it is no evidence and its hours do not count.") % facts,
        done=_("The attendance is withdrawn. The person gets a notice."),
        url=reverse("training:workshop_session", args=[found.session_id]),
        trail=_trail(_step(found.session), (_("Withdraw"), "")),
    )

    def act(**chosen: Any) -> None:
        withdraw_attendance(attendance=found, by=request.user, **chosen)

    return withdraw_page(request, page, resting_on_attendance(found), act)


def _kinds() -> dict[str, Any]:
    """Whether there are workshops of which a session can be held, and where they are written."""
    return {"is_any": Workshop.objects.exists(), "kinds_url": reverse(Workshop.snippet_viewset.get_url_name("list"))}


def _attest(request: HttpRequest, found: WorkshopSession, form: AttestForm) -> HttpResponse:
    try:
        rows = attest_attendance(session=found, people=form.chosen(), by=request.user)
    except PermissionError as error:
        raise PermissionDenied from error
    text = ngettext("%(count)s person attested.", "%(count)s people attested.", len(rows))
    messages.success(request, text % {"count": len(rows)})
    return redirect("training:workshop_session", found.pk)


def _search(request: HttpRequest, found: WorkshopSession) -> Any:
    """Whom the page looks for: first those of the department that held it."""
    asked = request.POST if request.method == "POST" else request.GET
    return asked if {"text", "department"} & set(asked) else {"department": found.department_id}


def _session(request: HttpRequest, pk: int) -> WorkshopSession:
    if not user_can_view_sessions(request.user):
        raise PermissionDenied
    rows = WorkshopSession.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("workshop", "department", "made_by"), pk=pk)


def _step(found: WorkshopSession) -> tuple[str, str]:
    return str(found.workshop), reverse("training:workshop_session", args=[found.pk])


def _trail(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page below the list; without steps it is the list itself."""
    first = (_("Workshops"), reverse("training:workshop_sessions") if steps else "")
    return [{"title": title, "url": url} for title, url in (first, *steps)]
