"""Make-up trainings: opening them, by the task of the night or by a person, and closing them (semantics 13)."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cadres.models import User
from training.enums import EXCUSED_CAUSES, NOT_ASKED, DutyStatus, Grading, MakeUpCause, MakeUpOutcome
from training.errors import MakeUpRefused
from training.models import (
    Duty,
    MakeUp,
    MakeUpClosure,
    QuizAttempt,
    QuizCycle,
    ReCheck,
)
from training.services.batches import in_batches
from training.services.due_dates import extend_duties
from training.services.duties import refresh_duties
from training.services.make_up_plans import Lack, plan_make_ups, read_lacks, unmet_quizzes
from training.services.telling import tell_of_opened

#: People for whom plans are drawn at once.
OPENED_AT_ONCE = 500
Note = MakeUpClosure.Note


@dataclass(frozen=True)
class Opening:
    """What is decided when a make-up is opened. Without `deadline` the rule of the programme says how many days."""

    cause: str
    by: User | None = None
    reason: str = ""
    deadline: datetime.date | None = None
    consequence: str = ""


def default_consequence() -> str:
    """What follows a missed make-up when nobody says otherwise, in the language of the site."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Your department talks with you about what stood in the way and agrees with you how to go on.")


@transaction.atomic
def open_make_up(*, duty: Duty, opening: Opening, at: datetime.datetime | None = None) -> MakeUp:
    """Opens a make-up for `duty`. A second click gets the first one.

    Raises MakeUpRefused when nothing is missing, nothing is asked, or another one is open; PermissionError for one's
    own duty.
    """
    at = at or timezone.now()
    on = timezone.localdate(at)
    lock_duties([duty.user_id])
    duty = Duty.objects.select_related("version", "user").get(pk=duty.pk)
    if opening.by is not None and opening.by.pk == duty.user_id:
        raise PermissionError("Nobody decides about their own training.")
    there = duty.make_ups.open().first()
    if there is not None:
        if (there.opened_by, there.opened_for, there.reason) == (opening.by, opening.cause, opening.reason):
            return there
        raise MakeUpRefused("open_already")
    _check(duty, opening, on)
    lack = read_lacks([duty])[0]
    if not (lack.failed or lack.open_units):
        raise MakeUpRefused("nothing_missing")
    return _open([lack], opening, at)[0]


def open_due_make_ups(*, at: datetime.datetime | None = None) -> int:
    """Opens a make-up for each duty that is overdue or has a required quiz without attempts left; returns how many.

    Safe to repeat. Where one was missed, or a person cancelled one, a person decides how it goes on.
    """
    at, opened = at or timezone.now(), 0
    on = timezone.localdate(at)
    pks = list(_candidates(on).order_by("pk").values_list("pk", flat=True))
    for batch in in_batches(pks, OPENED_AT_ONCE):
        with transaction.atomic():
            chosen = Duty.objects.filter(pk__in=batch)
            lock_duties(chosen.values("user"))
            rows = _unbarred(chosen.unmet())
            lacks = read_lacks(list(rows.select_related("version", "user").order_by("pk")))
            failed = [lack for lack in lacks if lack.failed]
            late = [lack for lack in lacks if lack.open_units and not lack.failed and lack.duty.is_past_due(on)]
            opened += len(_open(failed, Opening(MakeUpCause.FAILED), at))
            opened += len(_open(late, Opening(MakeUpCause.OVERDUE), at))
    return opened


def settle_make_ups(
    *, make_ups: QuerySet[MakeUp] | None = None, at: datetime.datetime | None = None
) -> list[MakeUpClosure]:
    """Closes those open ones (among `make_ups`, if given) that evidence or the clock decides. Safe to repeat."""
    at = at or timezone.now()
    chosen = (MakeUp.objects.all() if make_ups is None else make_ups).open()
    closures = []
    for pks in in_batches(list(chosen.order_by("pk").values_list("pk", flat=True)), OPENED_AT_ONCE):
        with transaction.atomic():
            rows = MakeUp.objects.select_for_update(of=("self",)).filter(pk__in=pks).open()
            found = list(rows.select_related("duty__version", "duty__user").order_by("pk"))
            closures += _settle(found, at)
    return closures


def lock_duties(users: Iterable[int] | QuerySet) -> None:
    """Holds all duties of `users` (ids) in one order, before anything of theirs changes: nobody waits in a circle."""
    list(Duty.objects.select_for_update().filter(user__in=users).order_by("pk").values_list("pk", flat=True))


def close_met_make_ups(*, duties: Iterable[Duty], at: datetime.datetime) -> None:
    """Closes the open make-ups of `duties`, which are met now."""
    rows = MakeUp.objects.select_for_update(of=("self",)).open().filter(duty__in=[duty.pk for duty in duties])
    close_rows([MakeUpClosure(make_up=one, outcome=MakeUpOutcome.MET, closed_at=at) for one in rows.order_by("pk")])


def close_rows(closures: Sequence[MakeUpClosure]) -> None:
    """Keeps how make-ups ended. Call it holding their locks."""
    for closure in closures:
        closure.make_up.outcome = closure.outcome
    MakeUp.objects.bulk_update([closure.make_up for closure in closures], ["outcome"])
    MakeUpClosure.objects.bulk_create(closures)


def move_due_date(*, make_up: MakeUp, reason: str, by: User | None, at: datetime.datetime) -> None:
    """Moves the due date of an excused person to the deadline of the make-up; the old date stays known.

    Call it holding the locks of the person's duties.
    """
    duty = Duty.objects.get(pk=make_up.duty_id)
    if not duty.is_met and duty.due_on is not None and duty.due_on < make_up.deadline:
        # Of the make-up the person is told: the due date only goes along with its deadline.
        extend_duties(duties=[duty], new_due_on=make_up.deadline, reason=reason, by=by, at=at, is_told=False)


def open_rechecks(make_ups: Sequence[tuple[MakeUp, Iterable[int]]], at: datetime.datetime) -> None:
    """Lets each person take those quizzes (ids) anew, with all attempts and questions they have not seen."""
    wanted = [(make_up, (make_up.duty.user_id, quiz)) for make_up, quizzes in make_ups for quiz in quizzes]
    if not wanted:
        return
    owners = {key: make_up.duty for make_up, key in reversed(wanted)}
    users, quizzes = {user for user, _quiz in owners}, {quiz for _user, quiz in owners}
    newest = _newest_cycles(users, quizzes)
    opened = QuizCycle.objects.bulk_create(
        QuizCycle(user_id=user, quiz_id=quiz, number=newest.get((user, quiz), 1) + 1, duty=duty, opened_at=at)
        for (user, quiz), duty in owners.items()
    )
    cycles = dict(zip(owners, opened, strict=True))
    ReCheck.objects.bulk_create(ReCheck(make_up=make_up, cycle=cycles[key]) for make_up, key in wanted)
    refresh_duties(duties=Duty.objects.filter(user__in=users), at=at)


def _check(duty: Duty, opening: Opening, on: datetime.date) -> None:
    if duty.is_met:
        raise MakeUpRefused("met")
    if duty.status_on(on) in NOT_ASKED:
        raise MakeUpRefused("not_asked")
    if opening.deadline is not None and opening.deadline < on:
        raise MakeUpRefused("in_the_past")


def _candidates(on: datetime.date) -> QuerySet[Duty]:
    """The duties that the task of the night looks at: no one else can need a make-up."""
    duties = Duty.objects.newest().unmet().filter(user__is_active=True).with_status(on)
    # Of what is not met, only a renewal that was not made in time has expired.
    decided = Q(status__in=[DutyStatus.FAILED, DutyStatus.OVERDUE, DutyStatus.EXPIRED])
    blocked = ~Q(status__in=NOT_ASKED) & Q(user__in=_users_without_attempts())
    return _unbarred(duties.filter(decided | blocked))


def _unbarred(duties: QuerySet[Duty]) -> QuerySet[Duty]:
    """Those for which the task of the night may open one."""
    is_persons = Q(outcome=MakeUpOutcome.CANCELLED, closure__closed_by__isnull=False)
    barring = MakeUp.objects.filter(Q(outcome__in=["", MakeUpOutcome.MISSED]) | is_persons)
    return duties.filter(~Exists(barring.filter(duty=OuterRef("pk"))))


def _users_without_attempts() -> QuerySet:
    """People who have used up the attempts of some cycle of some quiz and, by the best of them, not passed."""
    ended = QuizAttempt.objects.tests().filter(submitted_at__isnull=False, quiz__attempts_allowed__isnull=False)
    tracks = ended.order_by().values("user", "quiz", "cycle", "quiz__attempts_allowed", "quiz__grading")
    counted = tracks.annotate(ended=Count("pk"), passes=Count("pk", filter=Q(passed=True)))
    failed = counted.filter(ended__gte=F("quiz__attempts_allowed"))
    return failed.filter(Q(passes=0) | ~Q(quiz__grading=Grading.BEST)).values("user")


def _open(lacks: list[Lack], opening: Opening, at: datetime.datetime) -> list[MakeUp]:
    """Opens a make-up for each of `lacks`, whose duties are locked."""
    if not lacks:
        return []
    on = timezone.localdate(at)
    whole = [_covers_duty(lack, opening.cause, on) for lack in lacks]
    plans = plan_make_ups(lacks, whole=whole)
    numbers = MakeUp.objects.filter(duty__in=[lack.duty.pk for lack in lacks]).order_by().values_list("duty")
    newest = dict(numbers.annotate(newest=Max("number")))
    made = MakeUp.objects.bulk_create(
        MakeUp(
            duty=lack.duty,
            number=newest.get(lack.duty.pk, 0) + 1,
            plan_data=plan.as_data(),
            covers_duty=is_whole,
            opened_at=at,
            **_terms(opening, lack.duty, on),
        )
        for lack, plan, is_whole in zip(lacks, plans, whole, strict=True)
    )
    if opening.cause in EXCUSED_CAUSES:
        for make_up in made:
            move_due_date(make_up=make_up, reason=opening.reason, by=opening.by, at=at)
    open_rechecks([(one, lack.failed) for one, lack in zip(made, lacks, strict=True)], at)
    tell_of_opened(make_ups=made, at=at)
    return made


def _terms(opening: Opening, duty: Duty, on: datetime.date) -> dict[str, Any]:
    deadline = opening.deadline or on + datetime.timedelta(days=duty.rule.make_up_days)
    return {
        "opened_for": opening.cause,
        "cause": opening.cause,
        "reason": opening.reason,
        "consequence": opening.consequence or default_consequence(),
        "first_deadline": deadline,
        "deadline": deadline,
        "opened_by": opening.by,
    }


def _covers_duty(lack: Lack, cause: str, on: datetime.date) -> bool:
    """Whether everything that is missing is to be made up, and not only failed quizzes because the rest has time."""
    is_about_quizzes = bool(lack.failed) and cause in {MakeUpCause.FAILED, MakeUpCause.TECHNICAL}
    return lack.duty.is_past_due(on) or not is_about_quizzes


def _newest_cycles(users: set[int], quizzes: set[int]) -> dict[tuple[int, int], int]:
    """The number of the newest cycle, opened or tried, by person and quiz."""
    newest: dict[tuple[int, int], int] = {}
    for rows, name in [(QuizCycle.objects.all(), "number"), (QuizAttempt.objects.tests(), "cycle")]:
        found = rows.filter(user__in=users, quiz__in=quizzes).order_by().values_list("user", "quiz")
        for user, quiz, number in found.annotate(newest=Max(name)):
            newest[user, quiz] = max(newest.get((user, quiz), 1), number)
    return newest


def _settle(make_ups: list[MakeUp], at: datetime.datetime) -> list[MakeUpClosure]:
    unmet = [one for one in make_ups if not one.duty.is_met]
    lacks = dict(zip([one.pk for one in unmet], read_lacks([one.duty for one in unmet]), strict=True))
    closures = []
    for make_up in make_ups:
        outcome, note = _decide(make_up, lacks.get(make_up.pk), timezone.localdate(at))
        if outcome:
            closures.append(MakeUpClosure(make_up=make_up, outcome=outcome, note=note, closed_at=at))
    close_rows(closures)
    return closures


def _decide(make_up: MakeUp, lack: Lack | None, on: datetime.date) -> tuple[str, str]:
    """How an open make-up ends on the day `on`, and by what; empty while it goes on. The first line that holds."""
    if lack is None:
        return MakeUpOutcome.MET, ""
    asked = {step.about.target for step in make_up.plan.checks if step.about.kind == "quiz"}
    is_passed = not make_up.covers_duty and not asked & unmet_quizzes(lack.detail)
    lines = [
        (is_passed, MakeUpOutcome.MET, ""),
        (make_up.duty.is_released or make_up.duty.status_on(on) in NOT_ASKED, MakeUpOutcome.CANCELLED, Note.NOT_ASKED),
        (bool(asked & lack.failed.keys()), MakeUpOutcome.MISSED, Note.USED_UP),
        (make_up.deadline < on, MakeUpOutcome.MISSED, Note.DEADLINE),
    ]
    return next(((outcome, str(note)) for holds, outcome, note in lines if holds), ("", ""))
