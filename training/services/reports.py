"""Who has finished: the people behind the board, and its figures."""

import datetime
from collections.abc import Iterable, Iterator

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from cadres.models import Department, Posting, User
from training.models import Duty, Programme, ProgrammeAssignment, ProgrammeCompletion
from training.services.duty_history import as_of
from training.stretches import stretches, touched
from training.tally import Tally, statuses_of, tally_statuses

#: People of so many departments are fetched at once for an export, if they are no more than this together.
CHUNK_PEOPLE = 2_000


def counted_duties(programme: Programme, on: datetime.date | None = None) -> QuerySet[Duty]:
    """The duties that count for `programme` on the day `on` (today, if not given), each person once.

    With `status`, `place` (id of the department to whose figures it belongs) and `due`. Today's stand on the row
    itself, those of an earlier day are made again from its history. Every figure of the board and every list behind
    one is a filter of this.
    """
    today = timezone.localdate()
    if on is not None and on < today:
        return as_of(programme.duties.all(), on)
    return programme.duties.counted(today).with_status(today).annotate(place=F("department_id"), due=F("due_on"))


def finished_people(programme: Programme) -> QuerySet[Posting]:
    """The active people who finished `programme`, assigned or not, each by the post under which they are counted."""
    return Posting.objects.counted().filter(
        Exists(ProgrammeCompletion.objects.valid().filter(programme=programme, user=OuterRef("user"))),
        user__is_active=True,
    )


def programmes_by_reach(departments: Iterable[Department]) -> list[Programme]:
    """All programmes: those that count somebody in `departments` or below first, then those assigned elsewhere.

    The board opens with the first of them.
    """
    below = Department.objects.below(departments).values("pk")
    counted = Duty.objects.counted().filter(programme=OuterRef("pk"), department__in=below)
    assigned = ProgrammeAssignment.objects.filter(programme=OuterRef("pk"))
    # Named first: PostgreSQL does not order by a bare "false", which is what no departments come to.
    reached = Programme.objects.annotate(is_counted=Exists(counted), is_assigned=Exists(assigned))
    return list(reached.order_by("-is_counted", "-is_assigned", "title"))


def topmost_departments(user: User) -> list[Department]:
    """Where `user` enters the tree: the visible departments above which they may see nothing."""
    visible = Department.objects.visible_to(user)
    if user.is_administrator:
        return list(visible.filter(depth=1))
    own = list(visible.filter(pk__in=[department.pk for department in user.current_departments]))
    return [one for one in own if not any(other.contains(one) for other in own if other.pk != one.pk)]


def narrow(
    duties: QuerySet[Duty],
    *,
    departments: Iterable[Department],
    directly: bool = False,
    state: str = "",
    text: str = "",
) -> QuerySet[Duty]:
    """Those of `duties` in `departments` or below (`directly`: not below), `text` in name or number.

    `state` is a DutyStatus or a BoardState.
    """
    departments = list(departments)
    inside = [one.pk for one in departments] if directly else Department.objects.below(departments).values("pk")
    duties = duties.filter(place__in=inside)
    if state:
        duties = duties.filter(status__in=statuses_of(state))
    if text:
        duties = duties.filter(Q(user__name__icontains=text) | Q(user__staff_number__icontains=text))
    return duties


def tally_departments(duties: QuerySet[Duty]) -> dict[str, Tally]:
    """How many of `duties` have which status, by path of the department.

    The database groups by number alone, which an index holds; the paths are put in here.
    """
    paths = dict(Department.objects.values_list("pk", "path"))
    counts = duties.order_by().values_list("place", "status").annotate(people=Count("*"))
    return tally_statuses((paths[place], status, people) for place, status, people in counts if place in paths)


class PeopleByDepartment:
    """`duties` department by department in the order of the tree, and in each by name in pinyin.

    A Paginator takes it for a list. How many there are in each department is counted once; a page then asks for its
    own departments alone, so that the last page costs what the first does and nothing is sorted as a whole.
    """

    def __init__(self, duties: QuerySet[Duty], on: datetime.date | None = None) -> None:
        self.duties, self.on = duties, on
        found = dict(duties.order_by().values_list("place").annotate(people=Count("*")))
        places = Department.objects.order_by("path").values_list("pk", flat=True)
        self.counts = {place: found[place] for place in places if place in found} if found else {}

    def count(self) -> int:
        return sum(self.counts.values())

    def __getitem__(self, wanted: slice) -> list[Duty]:
        places, first, number = touched(self.counts, wanted)
        return list(self._in(places)[first : first + number]) if places else []

    def chunks(self) -> Iterator[QuerySet[Duty]]:
        """All of them in order, some departments at a time."""
        return (self._in(places) for places in stretches(self.counts, CHUNK_PEOPLE))

    def _in(self, places: list[int]) -> QuerySet[Duty]:
        rank = Case(
            *(When(place=place, then=Value(number)) for number, place in enumerate(places)),
            output_field=IntegerField(),
        )
        held = Posting.objects.current(self.on).primary().filter(user=OuterRef("user")).order_by("-starts_on", "-pk")
        return (
            self.duties.filter(place__in=places)
            .select_related("user")
            .annotate(post=Subquery(held.values("post")[:1]), works_in=Subquery(held.values("department")[:1]))
            .order_by(rank, "user__name_sort_key", "user__staff_number", "pk")
        )
