"""Who has finished: the people behind the board, and its figures."""

from collections.abc import Iterable

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from cadres.models import Department, Posting, User
from cadres.models.department import subtree_filter
from training.enums import ProgressState
from training.models import (
    CourseCompletion,
    LessonAcknowledgement,
    Programme,
    ProgrammeAssignment,
    ProgrammeCompletion,
    QuizAttempt,
)
from training.tally import Tally, tally_states


def counted_people(programme: Programme) -> QuerySet[Posting]:
    """Everybody to whom `programme` is assigned, each once, by the post under which they are counted today.

    Rows are postings that carry a `state`: met = the programme is completed; in_progress = some evidence in one of
    its courses; not_started = none. Retired people and people without a counted post are left out. Every figure of
    the board and every list behind one is a filter of this.
    """
    done = ProgrammeCompletion.objects.filter(programme=programme, user=OuterRef("user"))
    return (
        _counted_posts()
        .filter(user__in=_reached(programme))
        .annotate(
            state=Case(
                When(Exists(done), then=Value(ProgressState.MET.value)),
                When(_has_begun(programme), then=Value(ProgressState.IN_PROGRESS.value)),
                default=Value(ProgressState.NOT_STARTED.value),
            )
        )
    )


def programmes_by_reach(departments: Iterable[Department]) -> list[Programme]:
    """All programmes: those that count somebody in `departments` or below first, then those assigned elsewhere.

    The board opens with the first of them.
    """
    counted = narrow(_counted_posts(), departments=departments).order_by().values("user")
    held = Posting.objects.current().filter(user__in=counted, department__path__startswith=OuterRef("department__path"))
    assignments = ProgrammeAssignment.objects.filter(programme=OuterRef("pk"))
    reach = [Exists(assignments.filter(Exists(held))).desc(), Exists(assignments).desc()]
    return list(Programme.objects.order_by(*reach, "title"))


def topmost_departments(user: User) -> list[Department]:
    """Where `user` enters the tree: the visible departments above which they may see nothing."""
    visible = Department.objects.visible_to(user)
    if user.is_administrator:
        return list(visible.filter(depth=1))
    own = list(visible.filter(pk__in=[department.pk for department in user.current_departments]))
    return [one for one in own if not any(other.contains(one) for other in own if other.pk != one.pk)]


def narrow(
    people: QuerySet[Posting],
    *,
    departments: Iterable[Department],
    directly: bool = False,
    state: str = "",
    text: str = "",
) -> QuerySet[Posting]:
    """Those of `people` in `departments` or below (`directly`: not below), in `state`, `text` in name or number."""
    departments = list(departments)
    people = people.filter(
        Q(department__in=departments) if directly else subtree_filter(departments, "department__path")
    )
    if state:
        people = people.filter(state=state)
    if text:
        people = people.filter(Q(user__name__icontains=text) | Q(user__staff_number__icontains=text))
    return people


def tally_departments(people: QuerySet[Posting]) -> dict[str, Tally]:
    """How many of `people` stand where, by path of the department in which they are counted: one query."""
    counts = people.order_by().values_list("department__path", "state").annotate(people=Count("pk"))
    return tally_states(counts)


def with_results(people: QuerySet[Posting], programme: Programme) -> QuerySet[Posting]:
    """`people` by name in pinyin order, with `courses_finished` and `earned_at` for a list or a table."""
    done = ProgrammeCompletion.objects.filter(programme=programme, user=OuterRef("user"))
    finished = CourseCompletion.objects.filter(user=OuterRef("user"), course__programme_links__programme=programme)
    count = finished.order_by().values("user").annotate(count=Count("pk")).values("count")
    return (
        people.select_related("user", "department")
        .annotate(
            courses_finished=Coalesce(Subquery(count, output_field=IntegerField()), 0),
            earned_at=Subquery(done.values("earned_at")[:1]),
        )
        .order_by("user__name_sort_key", "user__staff_number")
    )


def _counted_posts() -> QuerySet[Posting]:
    """The post under which each active person is counted today: one for each."""
    later = Q(starts_on__gt=OuterRef("starts_on")) | Q(starts_on=OuterRef("starts_on"), pk__gt=OuterRef("pk"))
    newer = Posting.objects.current().primary().filter(later, user=OuterRef("user"))
    return Posting.objects.current().primary().filter(~Exists(newer), user__is_active=True)


def _reached(programme: Programme) -> QuerySet[Posting]:
    """The ids of the people whom an assignment reaches through any post they hold."""
    departments = Department.objects.filter(programme_assignments__programme=programme)
    held = Posting.objects.current().filter(subtree_filter(departments, "department__path"))
    return held.values("user")


def _has_begun(programme: Programme) -> Q:
    """Whether the posting's person left any evidence in a course of `programme`."""
    units = programme.units().values("pk")
    user = OuterRef("user")
    return (
        Q(Exists(LessonAcknowledgement.objects.filter(user=user, lesson__in=units)))
        | Q(Exists(QuizAttempt.objects.tests().filter(user=user, quiz__in=units)))
        | Q(Exists(CourseCompletion.objects.filter(user=user, course__programme_links__programme=programme)))
    )
