"""The desk (我的): what is due for one person and what is done."""

import datetime
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cadres.enums import Role
from cadres.models import User
from content.charts import Ring
from home.models import CorrectionRequest
from training.models import Certificate
from training.services.duty_progress import DutyProgress, read_due
from training.services.records import read_record
from training.spot_report import with_results
from training.views.certificates import pdf_response

NO_PARTS = Ring(0, 0)


@dataclass(frozen=True)
class DueLine:
    """One thing that is due: what it is, where to go on with it, by when, how it stands, and why, in plain words.

    `state` is one of those of components/status.html; `ring` counts the parts that are required.
    """

    title: str
    url: str
    due_on: datetime.date | None
    state: str
    explanation: str
    ring: Ring = NO_PARTS


def due_lines(user: User, limit: int = 3) -> list[DueLine]:
    """What is due for `user`, most urgent first, at most `limit` lines."""
    return [_due_line(progress) for progress in read_due(user=user)[:limit]]


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What is due and why, what is done, what is open, and which records are held; for every signed-in person."""
    record = read_record(user=request.user)
    context = {
        "record": record,
        "due": [{"line": _due_line(progress), "progress": progress} for progress in record.due],
        "certificates": Certificate.objects.filter(user=request.user).with_state(),
        "spot_checks": with_results(request.user.spot_check_members.all()).order_by("-spot_check__drawn_at"),
        "corrections": CorrectionRequest.objects.waiting().answerable_by(request.user).count(),
        "roles": [role.label for role in Role if role in request.user.roles],
    }
    return render(request, "home/desk.html", context)


@require_safe
def certificate_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF of one of the reader's own certificates."""
    return pdf_response(get_object_or_404(Certificate.objects.filter(user=request.user).with_state(), pk=pk))


def _due_line(progress: DutyProgress) -> DueLine:
    step = progress.next_step
    return DueLine(
        title=progress.programme.title,
        # Where nothing is open to do, the desk says why.
        url=step.next_page.get_url() if step else reverse("home:desk"),
        due_on=progress.due_on,
        state=progress.status,
        explanation=_explanation(progress),
        ring=progress.ring,
    )


def _explanation(progress: DutyProgress) -> str:
    count, step = len(progress.steps), progress.next_step
    facts = {"finished": progress.finished, "count": count}
    if step is None:
        text = ngettext(
            "%(finished)s of %(count)s part finished. What is missing is not open to you: ask your trainer.",
            "%(finished)s of %(count)s parts finished. What is missing is not open to you: ask your trainer.",
            count,
        )
        return text % facts
    facts |= {"course": step.title, "unit": step.next_page.title}
    if step.course is not None and step.next_page == step.page:
        text = ngettext(
            "%(finished)s of %(count)s part finished. Everything in “%(course)s” is done: open it and finish it.",
            "%(finished)s of %(count)s parts finished. Everything in “%(course)s” is done: open it and finish it.",
            count,
        )
    elif step.course is None:
        text = ngettext(
            "%(finished)s of %(count)s part finished. Next: %(unit)s.",
            "%(finished)s of %(count)s parts finished. Next: %(unit)s.",
            count,
        )
    else:
        text = ngettext(
            "%(finished)s of %(count)s part finished. Next: %(unit)s (%(course)s).",
            "%(finished)s of %(count)s parts finished. Next: %(unit)s (%(course)s).",
            count,
        )
    return text % facts
