"""Duties in plain words: how a date came about, what a status means, what would change it."""

import datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.enums import NOT_ASKED, DueRule, DutyStatus
from training.models import Duty, DutyClaim
from training.services.duty_progress import DutyProgress


def date_words(day: datetime.date | str | None) -> str:
    """A day as it is written out; also one that stands in JSON."""
    if isinstance(day, str):
        day = datetime.date.fromisoformat(day)
    return formats.date_format(day, "DATE_FORMAT") if day else ""


def period_words(months: int, days: int) -> str:
    """A period of months and days."""
    parts = []
    if months:
        parts.append(ngettext("%(count)s month", "%(count)s months", months) % {"count": months})
    if days:
        parts.append(ngettext("%(count)s day", "%(count)s days", days) % {"count": days})
    return _(" and ").join(parts)


def claim_words(claim: DutyClaim) -> str:
    """Who asks it and how its date was computed."""
    reason: dict[str, Any] = claim.reason
    facts = {
        "whom": reason.get("whom", ""),
        "date": date_words(claim.due_on),
        "basis": date_words(reason.get("basis")),
        "period": period_words(reason.get("months", 0), reason.get("days", 0)),
    }
    match reason.get("rule"):
        case DueRule.FIXED:
            text = _("Assigned to: %(whom)s. Due on a fixed day: %(date)s.")
        case DueRule.AFTER_ASSIGNMENT:
            text = _("Assigned to: %(whom)s, on %(basis)s. Due %(period)s later: %(date)s.")
        case DueRule.AFTER_JOINING:
            text = _("Assigned to: %(whom)s. Joined on %(basis)s; due %(period)s later: %(date)s.")
        case DueRule.AFTER_PROMOTION:
            text = _("Assigned to: %(whom)s. Promoted on %(basis)s; due %(period)s later: %(date)s.")
        case _:
            text = _("Assigned to: %(whom)s, without a date.")
    return text % facts


def status_words(progress: DutyProgress, on: datetime.date) -> str:
    """What the status means here, in one or two sentences."""
    duty = progress.duty
    facts = {
        "finished": progress.finished,
        "count": len(progress.steps),
        "due": date_words(duty.due_on),
        "earned": date_words(duty.earned_at and duty.earned_at.date()),
        "until": date_words(duty.valid_until),
        "exempt": date_words(duty.exempt_until),
        "left": date_words(duty.left_on),
        "days": abs((duty.due_on - on).days) if duty.due_on else 0,
    }
    if duty.is_released:
        return _("It was taken back and is not counted any more. Nothing is asked here.")
    return STATUS_WORDS[progress.status](duty) % facts


def _met(duty: Duty) -> str:
    if duty.valid_until is None:
        return _("Finished on %(earned)s. It stays valid.")
    return _("Finished on %(earned)s, valid until %(until)s.")


def _exempt(duty: Duty) -> str:
    if duty.exempt_until is None:
        return _("Exempt until the exemption is ended. It does not count in any percentage.")
    return _("Exempt until %(exempt)s. It does not count in any percentage.")


STATUS_WORDS = {
    DutyStatus.NOT_STARTED: lambda duty: _("Nothing that is required has been begun."),
    DutyStatus.IN_PROGRESS: lambda duty: _("%(finished)s of %(count)s parts are done."),
    DutyStatus.FAILED_RETRY: lambda duty: _("A test was not passed; there are attempts left."),
    DutyStatus.FAILED: lambda duty: _("A test was not passed and no attempt is left. A make-up training leads on."),
    DutyStatus.OVERDUE: lambda duty: _("It was due by the end of %(due)s, %(days)s days ago, and is not finished."),
    DutyStatus.EXPIRED: lambda duty: _("What was finished was valid until %(until)s and has not been renewed."),
    DutyStatus.MET: _met,
    DutyStatus.EXEMPT: _exempt,
    DutyStatus.LEFT: lambda duty: _("Left on %(left)s, before it was due. It does not count in any percentage."),
}


def change_words(progress: DutyProgress) -> list[str]:
    """What would change the status, nearest first."""
    duty, status, found = progress.duty, progress.status, []
    if duty.is_released:
        return [_("When the programme is assigned again, it begins anew. What was learned stays.")]
    if status in NOT_ASKED:
        found.append(_("When the exemption or the absence ends, it counts again as it stands."))
    elif status == DutyStatus.MET:
        if duty.valid_until is not None:
            found.append(_("After %(until)s it is expired, unless it has been renewed.") % _until(duty))
        found.append(_("Nothing else: no later edit takes away what is finished."))
    else:
        for step in progress.missing:
            found.append(_("Still missing: %(title)s.") % {"title": step.title})
        if status == DutyStatus.FAILED:
            found.append(_("A make-up opens new attempts, with questions that have not been seen."))
        if status in {DutyStatus.NOT_STARTED, DutyStatus.IN_PROGRESS, DutyStatus.FAILED_RETRY} and duty.due_on:
            found.append(_("From the day after %(due)s it is overdue.") % {"due": date_words(duty.due_on)})
        found.append(_("A trainer may extend the date or enter an exemption, with a reason that stands here."))
    return found


def _until(duty: Duty) -> dict[str, str]:
    return {"until": date_words(duty.valid_until)}
