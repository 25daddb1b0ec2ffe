"""What a day changes in duties without anybody's doing: people come, go and move, and completions run out."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from cadres.models import Posting
from training.duties.dates import last_day_to_renew, renewal_opens
from training.enums import ProgressState, RequirementKind
from training.learning import required_units
from training.models import CoursePage, Duty, DutyMove, Programme, QuizCycle, QuizPage, RuleVersion
from training.services.assignment import assign_people
from training.services.batches import BATCH, in_batches, in_batches_by_key
from training.services.exemptions import exempt_days, project_exemptions_of_the_day
from training.services.reach import counted_departments


@dataclass
class DayReport:
    """What was changed, in numbers of people."""

    assigned: int = 0
    exceptions: int = 0
    left: int = 0
    returned: int = 0
    moved: int = 0
    renewals: int = 0


def update_duties(*, on: datetime.date | None = None) -> DayReport:
    """Brings all duties up to the day `on` (today, if not given). Safe to repeat, and to run late."""
    on, report = on or timezone.localdate(), DayReport()
    report.left, report.returned = mark_leavers(on=on), mark_returners(on=on)
    report.moved = follow_moves(on=on)
    for programme in Programme.objects.filter(assignments__isnull=False).distinct():
        assigned = assign_people(programme=programme, on=on)
        report.assigned += assigned.assigned
        report.exceptions += assigned.exceptions
    project_exemptions_of_the_day(on=on)
    report.renewals = open_renewals(on=on)
    return report


def _held(on: datetime.date) -> QuerySet[Posting]:
    return Posting.objects.current(on).filter(user=OuterRef("user"))


def mark_leavers(*, on: datetime.date) -> int:
    """Open duties of people who are retired or hold no post: they left on the last day of their last post."""
    gone = Q(user__is_active=False) | ~Exists(_held(on))
    last_day = Posting.objects.filter(user=OuterRef("user"), ends_on__isnull=False, ends_on__lt=on).order_by("-ends_on")
    duties = Duty.objects.unmet().filter(gone, left_on__isnull=True)
    days = duties.annotate(last_day=Subquery(last_day.values("ends_on")[:1])).values_list("pk", "last_day")
    by_day: dict[datetime.date, list[int]] = {}
    for pk, day in days.order_by("pk").iterator(chunk_size=BATCH):
        by_day.setdefault(day or on, []).append(pk)
    for day, pks in by_day.items():
        for batch in in_batches(pks):
            Duty.objects.filter(pk__in=batch).update(left_on=day)
    return sum(map(len, by_day.values()))


def mark_returners(*, on: datetime.date) -> int:
    """Who is back has the duty again, with its old date."""
    return Duty.objects.filter(Exists(_held(on)), left_on__isnull=False, user__is_active=True).update(left_on=None)


def follow_moves(*, on: datetime.date) -> int:
    """Open duties go with the person to the department in which they are counted now.

    From the day after the due date the statistic stays where it was (semantics 11).
    """
    post = _held(on).primary().order_by("-starts_on", "-pk")
    still_open = Q(due_on__isnull=True) | Q(due_on__gte=on) | Q(department__isnull=True)
    elsewhere = (
        Duty.objects.counted(on)
        .filter(still_open)
        .annotate(now_in=Subquery(post.values("department")[:1]), moved_on=Subquery(post.values("starts_on")[:1]))
        .filter(now_in__isnull=False)
        .filter(Q(department__isnull=True) | ~Q(department=F("now_in")))
    )
    moved = 0
    for duties in in_batches_by_key(elsewhere):
        with transaction.atomic():
            DutyMove.objects.bulk_create(
                DutyMove(duty=duty, came_from_id=duty.department_id, went_to_id=duty.now_in, moved_on=duty.moved_on)
                for duty in duties
            )
            for duty in duties:
                duty.department_id = duty.now_in
            Duty.objects.bulk_update(duties, ["department"])
        moved += len(duties)
    return moved


def open_renewals(*, on: datetime.date) -> int:
    """Opens the next cycle of completions whose renewal window has begun; it counts from the day after they run out.

    The quizzes of the rule may be taken anew with all attempts. Of who left, nothing is asked again.
    """
    opened = 0
    met = Duty.objects.newest().asked().filter(progress=ProgressState.MET, left_on__isnull=True, user__is_active=True)
    for version in RuleVersion.objects.filter(Exists(Duty.objects.filter(version=OuterRef("pk")))):
        ends = met.filter(version=version, valid_until__lte=last_day_to_renew(on, version.rule.renewal_days))
        for duties in in_batches_by_key(ends):
            with transaction.atomic():
                _renew(duties, version, on)
            opened += len(duties)
    return opened


def _renew(duties: list[Duty], met_by: RuleVersion, on: datetime.date) -> None:
    """Opens the next cycle of `duties`, which were all met by the rule `met_by`; the newest rule is asked.

    The statistic of a cycle that ended stays where it was; the new one begins in the department of today, and with the
    exemption that holds (semantics 10 and 11).
    """
    fresh = []
    newest = RuleVersion.objects.in_force().get(programme=met_by.programme_id)
    people = [duty.user_id for duty in duties]
    departments = counted_departments(people, on)
    exempt = exempt_days(programme=met_by.programme_id, users=people, on=on)
    for duty in duties:
        opens = renewal_opens(duty.valid_until, met_by.rule.renewal_days)
        fresh.append(
            Duty(
                user_id=duty.user_id,
                programme_id=duty.programme_id,
                version=newest,
                cycle=duty.cycle + 1,
                department_id=departments.get(duty.user_id, duty.department_id),
                **exempt[duty.user_id],
                evidence_from=timezone.make_aware(datetime.datetime.combine(opens, datetime.time.min)),
                due_on=duty.valid_until,
                valid_until=duty.valid_until,
                counts_from=duty.valid_until + datetime.timedelta(days=1),
            )
        )
    Duty.objects.filter(pk__in=[duty.pk for duty in duties]).update(counts_until=F("valid_until"))
    open_quizzes(duties=Duty.objects.bulk_create(fresh))


def open_quizzes(*, duties: list[Duty]) -> None:
    """A new cycle of each quiz that the rules of `duties` name, by itself or within a course."""
    rules = {duty.version_id: duty.rule for duty in duties}
    quizzes = {pk: quizzes_of(rule.targets()) for pk, rule in rules.items()}
    every = {quiz for found in quizzes.values() for quiz in found}
    users = {duty.user_id for duty in duties}
    numbers: dict[tuple[int, int], int] = {}
    for user, quiz, number in QuizCycle.objects.filter(user__in=users, quiz__in=every).values_list(
        "user", "quiz", "number"
    ):
        numbers[user, quiz] = max(number, numbers.get((user, quiz), 1))
    QuizCycle.objects.bulk_create(
        QuizCycle(
            user_id=duty.user_id,
            quiz_id=quiz,
            number=numbers.get((duty.user_id, quiz), 1) + 1,
            duty=duty,
        )
        for duty in duties
        for quiz in sorted(quizzes[duty.version_id])
    )


def quizzes_of(targets: set[tuple[str, int]]) -> set[int]:
    courses = CoursePage.objects.filter(pk__in=[pk for kind, pk in targets if kind == RequirementKind.COURSE])
    units = [unit for own in required_units(courses).values() for unit in own]
    named = {pk for kind, pk in targets if kind == RequirementKind.QUIZ}
    return named | {unit.pk for unit in units if isinstance(unit, QuizPage)}
