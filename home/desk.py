"""The desk (我的): what is due for one person and what is done."""

import datetime
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cadres.enums import Role
from cadres.models import User
from content.charts import Ring
from training.services.records import ProgrammeProgress, read_due, read_record

NO_COURSES = Ring(0, 0)


@dataclass(frozen=True)
class DueLine:
    """One thing that is due: what it is, where to go on with it, by when, how it stands, and why, in plain words.

    `state` is one of those of components/status.html; `ring` counts the required courses.
    """

    title: str
    url: str
    due_on: datetime.date | None
    state: str
    explanation: str
    ring: Ring = NO_COURSES


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
        "roles": [role.label for role in Role if role in request.user.roles],
    }
    return render(request, "home/desk.html", context)


def _due_line(progress: ProgrammeProgress) -> DueLine:
    step = progress.next_step
    return DueLine(
        title=progress.programme.title,
        # Where nothing is open to do, the desk says why.
        url=step.next_page.get_url() if step else reverse("home:desk"),
        due_on=progress.due_on,
        state=progress.mark,
        explanation=_explanation(progress),
        ring=progress.ring,
    )


def _explanation(progress: ProgrammeProgress) -> str:
    count, step = len(progress.steps), progress.next_step
    if count == 0:
        return _("No course is required yet. The trainer who made the programme adds them.")
    facts = {"finished": progress.courses_finished, "count": count}
    if step is None:
        text = ngettext(
            "%(finished)s of %(count)s course finished. What is missing is not open to you: ask your trainer.",
            "%(finished)s of %(count)s courses finished. What is missing is not open to you: ask your trainer.",
            count,
        )
        return text % facts
    facts |= {"course": step.title, "unit": step.next_page.title}
    if step.next_page == step.course:
        text = ngettext(
            "%(finished)s of %(count)s course finished. Everything in “%(course)s” is done: open it and finish it.",
            "%(finished)s of %(count)s courses finished. Everything in “%(course)s” is done: open it and finish it.",
            count,
        )
    else:
        text = ngettext(
            "%(finished)s of %(count)s course finished. Next: %(unit)s (%(course)s).",
            "%(finished)s of %(count)s courses finished. Next: %(unit)s (%(course)s).",
            count,
        )
    return text % facts
