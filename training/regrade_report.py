"""What a regrade does, line by line, for one reader: with names in their own subtree, the others without."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import QuerySet

from cadres.models import User
from training.models import MarkChange, PassDecision, QuizAttempt, Regrade
from training.permissions import user_can_view_board
from training.services.marking import Verdict
from training.services.regrade_plans import Affected


@dataclass(frozen=True)
class Line:
    """One person's mark and result before and after; scores in percent. None as in `regrade_rules.Change`.

    `person` is None where the reader may not know who it is.
    """

    person: User | None
    quiz: str
    number: int
    submitted_at: datetime.datetime | None
    before: Decimal | None
    after: Decimal | None
    score_before: Decimal | None
    score_after: Decimal | None
    passed_before: bool
    passed_after: bool
    change: MarkChange | None = None

    @property
    def newly_passes(self) -> bool:
        return self.passed_after and not self.passed_before

    @property
    def would_lose(self) -> bool:
        return self.passed_before and not self.passed_after

    @property
    def decision(self) -> PassDecision | None:
        return getattr(self.change, "decision", None) if self.change else None


@dataclass(frozen=True)
class Report:
    """All lines, `others` of them without names; `has_departments` tells whether there are any names for the reader."""

    lines: list[Line]
    others: int = 0
    has_departments: bool = True


def report_for(reader: User, lines: Iterable[Line]) -> Report:
    """`lines` as `reader` may read them: passes that are lost or won first, then by name, the nameless last."""
    lines = list(lines)
    people = User.objects.visible_to(reader).filter(pk__in={line.person.pk for line in lines if line.person})
    visible = set(people.values_list("pk", flat=True))
    told = [line if line.person and line.person.pk in visible else replace(line, person=None) for line in lines]
    return Report(
        lines=sorted(told, key=_place),
        others=sum(line.person is None for line in told),
        has_departments=user_can_view_board(reader),
    )


def planned_lines(affected: Iterable[Affected]) -> list[Line]:
    """What a dry run found."""
    return [
        _line(
            one.attempt,
            (one.change.before, one.change.after),
            (one.change.result_before, one.change.result_after),
        )
        for one in affected
    ]


def recorded_lines(regrade: Regrade) -> list[Line]:
    """What a signed regrade did or filed. One query."""
    return [recorded_line(change) for change in with_people(regrade.changes.all())]


def with_people(changes: QuerySet[MarkChange]) -> QuerySet[MarkChange]:
    """`changes` with all that a line tells."""
    return changes.select_related("answer__attempt__user", "decision__decided_by")


def recorded_line(change: MarkChange) -> Line:
    """One line of the ledger; fetch the change by `with_people`."""
    before = _verdict(change.points_before, change.maximum_before, change.passed_before)
    after = _verdict(change.points_after, change.maximum_after, change.passed_after)
    return _line(change.answer.attempt, (change.before, change.after), (before, after), change)


def _place(line: Line) -> tuple[bool, bool, bool, str]:
    """Where a line stands in a report."""
    name = line.person.name_sort_key if line.person else ""
    return (not line.would_lose, not line.newly_passes, line.person is None, name)


def _line(
    attempt: QuizAttempt,
    marks: tuple[Decimal | None, Decimal | None],
    results: tuple[Verdict | None, Verdict | None],
    change: MarkChange | None = None,
) -> Line:
    return Line(
        person=attempt.user,
        quiz=attempt.quiz_title,
        number=attempt.number,
        submitted_at=attempt.submitted_at,
        before=marks[0],
        after=marks[1],
        score_before=_score(results[0]),
        score_after=_score(results[1]),
        passed_before=bool(results[0] and results[0].passed),
        passed_after=bool(results[1] and results[1].passed),
        change=change,
    )


def _verdict(points: Decimal | None, maximum: int | None, passed: bool | None) -> Verdict | None:
    return None if points is None or maximum is None else Verdict(points, maximum, bool(passed))


def _score(result: Verdict | None) -> Decimal | None:
    """In percent with one decimal, rounded down as everywhere."""
    return (result.points * 1000 // result.maximum) / 10 if result and result.maximum else None
