"""Who needs somebody's attention, and what to do next: plain rules, no database."""

import datetime
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from training.enums import DutyStatus, ProgressState

#: How long after its due date a duty on which somebody works is only reminded of.
PATIENCE = datetime.timedelta(days=14)


class Risk(models.TextChoices):
    """Why a person stands on the list of those at risk."""

    OVERDUE = "overdue", _("Overdue")
    FAILED = "failed", _("Not passed, no attempt left")
    EXPIRED = "expired", pgettext_lazy("duty", "Expired")
    SOON = "soon", _("Due soon and nothing begun")
    WAITING = "waiting", _("Waits for a decision about the date")

    @property
    def drawn_as(self) -> str:
        """The state whose sign stands for it."""
        return {"soon": "not_started"}.get(self.value, self.value)


class NextAct(models.TextChoices):
    """What is suggested to whoever looks after the person. A person decides; nothing follows by itself."""

    REMIND = "remind", _("Remind the person")
    TALK = "talk", _("Talk with the person about what is in the way")
    MAKE_UP = "make_up", _("Open a make-up training")
    EXTEND = "extend", _("Extend the date: the person was exempt for a part of the time")
    RENEW = "renew", _("Remind the person to renew it")
    DECIDE = "decide", _("Decide on the list of exceptions")


@dataclass(frozen=True)
class RiskFacts:
    """What the suggestion follows from. `was_exempt`: an exemption has taken from the time that there was."""

    status: DutyStatus
    progress: ProgressState
    due_on: datetime.date | None = None
    was_exempt: bool = False


def risk_of(facts: RiskFacts) -> Risk:
    """Under which heading the person stands, given that they are on the list."""
    named = {
        DutyStatus.OVERDUE: Risk.OVERDUE,
        DutyStatus.FAILED: Risk.FAILED,
        DutyStatus.EXPIRED: Risk.EXPIRED,
    }
    return named.get(facts.status, Risk.SOON)


def next_act(facts: RiskFacts, on: datetime.date) -> NextAct:
    """What to do next. The first line that holds decides."""
    is_overdue = facts.status == DutyStatus.OVERDUE
    is_fresh = facts.due_on is not None and on - facts.due_on <= PATIENCE
    lines = [
        (facts.status == DutyStatus.EXPIRED, NextAct.RENEW),
        (facts.status == DutyStatus.FAILED, NextAct.MAKE_UP),
        (facts.was_exempt, NextAct.EXTEND),
        (is_overdue and facts.progress == ProgressState.NOT_STARTED, NextAct.TALK),
        (is_overdue and facts.progress == ProgressState.IN_PROGRESS and is_fresh, NextAct.REMIND),
        (is_overdue, NextAct.MAKE_UP),
    ]
    return next((act for holds, act in lines if holds), NextAct.REMIND)
