"""Hours of many people at once: the database adds up, `training.hours.account` decides, as for one person."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import BigIntegerField, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce, Round
from django.utils import timezone

from cadres.enums import RankBand
from cadres.models import Department, Posting, User
from cadres.models.department import subtree_filter
from training.enums import HoursCategory, HoursState
from training.hours.account import Sums, YearAccount
from training.hours.tally import HoursTally, add_up_people
from training.hours.terms import terms_in_force
from training.models import Attendance, CourseCompletion, HoursRule, OutsideReview

#: Hours of one person from one source, in hundredths, from the first day of each year that is asked for.
Hundredths = tuple[int, ...]
Users = QuerySet | list[int]
#: The hours of so many people are asked for by their ids.
FEW = 500


@dataclass(frozen=True, eq=False)
class Standing:
    """The account of a year, its hours, and how it stands: one for all whose rank band and hours are alike.

    Two of them are never equal, so that people are counted by them quickly.
    """

    account: YearAccount
    hours: Decimal
    state: HoursState


@dataclass(frozen=True)
class PersonHours:
    """One person's account of a year, with the post under which they are counted."""

    posting: int
    user: int
    department: int
    standing: Standing

    @property
    def account(self) -> YearAccount:
        return self.standing.account

    @property
    def state(self) -> HoursState:
        return self.standing.state


@dataclass(frozen=True)
class Source:
    """A table of hours that were granted: whose they are, and the day on which they count."""

    category: HoursCategory
    rows: QuerySet
    user: str
    day: str
    is_moment: bool = False

    def from_year(self, year: int) -> Q:
        """The rows of `year` and later."""
        return Q(**{f"{self.day}__gte": self._first(year)})

    def until_year(self, year: int) -> Q:
        """The rows of `year` and earlier."""
        return Q(**{f"{self.day}__lt": self._first(year + 1)})

    def _first(self, year: int) -> datetime.date:
        if self.is_moment:
            return timezone.make_aware(datetime.datetime(year, 1, 1))
        return datetime.date(year, 1, 1)


def sources() -> list[Source]:
    """Everything that counts, each thing once (docs/duties.md, Hours)."""
    attended = Attendance.objects.valid()
    accepted = OutsideReview.objects.counting()
    return [
        Source(HoursCategory.ONLINE, CourseCompletion.objects.all(), "user", "earned_at", is_moment=True),
        Source(HoursCategory.WORKSHOP, attended, "user", "attended_on"),
        Source(HoursCategory.OUTSIDE, accepted, "training__user", "training__ended_on"),
    ]


def counted_posts(year: int, today: datetime.date) -> QuerySet[Posting]:
    """Whom the hours of `year` are about, each by the post counted on its last day, or today while it runs.

    Who is retired today is no part of this year, but of earlier ones.
    """
    posts = Posting.objects.counted(min(datetime.date(year, 12, 31), today))
    return posts.filter(user__is_active=True) if year >= today.year else posts


def narrow_posts(
    posts: QuerySet[Posting], *, departments: Iterable[Department], directly: bool = False, text: str = ""
) -> QuerySet[Posting]:
    """Those of `posts` in `departments` or below (`directly`: not below), `text` in name or number."""
    departments = list(departments)
    posts = posts.filter(Q(department__in=departments) if directly else subtree_filter(departments, "department__path"))
    if text:
        posts = posts.filter(Q(user__name__icontains=text) | Q(user__staff_number__icontains=text))
    return posts


def in_order(posts: QuerySet[Posting]) -> QuerySet[Posting]:
    """Department by department in the order of the tree, and in each by name in pinyin."""
    return posts.order_by("department__path", "user__name_sort_key", "user__staff_number", "pk")


def read_hours(posts: QuerySet[Posting], *, year: int, today: datetime.date) -> list[PersonHours]:
    """The account of each of `posts` in their order; the number of queries does not grow with them."""
    return [PersonHours(*row) for row in _read_standings(posts, Reckoning(year, today))]


def read_account(*, user: User, year: int, today: datetime.date) -> YearAccount:
    """The account of one person; without a counted post nothing is asked of them."""
    found = read_hours(counted_posts(year, today).filter(user=user), year=year, today=today)
    if found:
        return found[0].account
    reckoning = Reckoning(year, today)
    sums = [_read_sums(source, [user.pk], reckoning).get(user.pk, reckoning.nothing) for source in reckoning.sources]
    return reckoning.standing("", sums).account


def tally_hours(posts: QuerySet[Posting], *, year: int, today: datetime.date) -> dict[str, HoursTally]:
    """How many of `posts` stand how, by path of the department."""
    alike: dict[int, Counter[Standing]] = defaultdict(Counter)
    for _posting, _user, department, standing in _read_standings(posts.order_by(), Reckoning(year, today)):
        alike[department][standing] += 1
    paths = dict(Department.objects.values_list("pk", "path"))
    return add_up_people(
        (paths[department], standing.state, standing.hours, people)
        for department, counts in alike.items()
        for standing, people in counts.items()
    )


class Reckoning:
    """What the rules say of the hours of `year`, seen from `today`.

    They are asked once for all who are alike: of one rank band, with the same hours in the year and in the period.
    """

    def __init__(self, year: int, today: datetime.date) -> None:
        self.year, self.today, self.sources = year, today, sources()
        table = HoursRule.objects.as_terms()
        self.terms = {band: terms_in_force(table, band, year) for band in RankBand.values}
        firsts = {band: terms.period(year).first if terms else year for band, terms in self.terms.items()}
        #: The years from which hours are added up: this one first, then the first ones of longer periods.
        self.firsts = [year, *sorted({first for first in firsts.values() if first != year})]
        self.nothing: Hundredths = (0,) * len(self.firsts)
        self._places = {band: self.firsts.index(first) for band, first in firsts.items()}
        self._standings: dict[tuple[str | int, ...], Standing] = {}

    def standing(self, band: str, sums: Iterable[Hundredths]) -> Standing:
        """How somebody of `band` stands who has `sums` from each source."""
        place = self._places.get(band, 0)
        alike = (band, *[one[0] for one in sums], *([one[place] for one in sums] if place else ()))
        found = self._standings.get(alike)
        if found is None:
            found = self._standings[alike] = self._reckon(band, sums, place)
        return found

    def _reckon(self, band: str, sums: Iterable[Hundredths], place: int) -> Standing:
        of_year, of_period = self._sums(one[0] for one in sums), self._sums(one[place] for one in sums)
        terms = self.terms.get(band)
        account = YearAccount(self.year, of_year, terms, of_period) if terms else YearAccount(self.year, of_year)
        return Standing(account, of_year.total, account.state(self.today.year))

    def _sums(self, hundredths: Iterable[int]) -> Sums:
        pairs = zip(self.sources, hundredths, strict=True)
        return Sums({source.category: Decimal(one).scaleb(-2) for source, one in pairs})


def _read_standings(posts: QuerySet[Posting], reckoning: Reckoning) -> Iterator[tuple[int, int, int, Standing]]:
    """Posting, person, department and standing of each of `posts` in their order."""
    rows = list(posts.values_list("pk", "user", "department", "rank_band"))
    users = _among(posts, [row[1] for row in rows])
    online, workshop, outside = (_read_sums(source, users, reckoning).get for source in reckoning.sources)
    nothing, standing = reckoning.nothing, reckoning.standing
    for posting, user, department, band in rows:
        sums = (online(user, nothing), workshop(user, nothing), outside(user, nothing))
        yield posting, user, department, standing(band, sums)


def _among(posts: QuerySet[Posting], users: list[int]) -> Users | None:
    """The people of `posts` for a look-up: by id a few, and nobody named where most of all people are meant."""
    if len(users) <= FEW:
        return users
    return None if len(users) * 2 > User.objects.count() else posts.order_by().values("user")


def _read_sums(source: Source, users: Users | None, reckoning: Reckoning) -> dict[int, Hundredths]:
    """The hours of those of `users` (None: of all people) who have any, up to the end of the year that is asked."""
    firsts = reckoning.firsts
    rows = source.rows.filter(source.from_year(min(firsts)), source.until_year(reckoning.year))
    if users is not None:
        rows = rows.filter(**{f"{source.user}__in": users})
    # Whole numbers: SQLite adds up decimals as floating point, and making decimals takes longer than adding them up.
    columns = {
        f"from_{first}": Cast(
            Round(Coalesce(Sum("hours", filter=source.from_year(first)), Decimal(0)) * 100), BigIntegerField()
        )
        for first in firsts
    }
    return {user: tuple(hours) for user, *hours in rows.order_by().values_list(source.user).annotate(**columns)}
