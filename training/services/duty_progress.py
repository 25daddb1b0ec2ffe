"""Where one person stands with each of their duties, step by step."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from cadres.models import User
from content.charts import Ring
from content.models import PortalPage
from training.duties.rule import Requirement
from training.duties.standing import Standing
from training.enums import SETTLED, DutyStatus, ProgressState, RequirementKind
from training.learning import CourseStanding, course_standings
from training.models import CoursePage, Duty, DutyClaim, Programme
from training.models.duty import DutyQuerySet
from training.services.duties import standings_of


@dataclass(frozen=True)
class Step:
    """One requirement of a duty. `page` is what it is about, when that is published and open to the person."""

    standing: Standing
    course: CourseStanding | None = None
    page: PortalPage | None = None

    @property
    def requirement(self) -> Requirement:
        return self.standing.part

    @property
    def title(self) -> str:
        return self.page.title if self.page else self.requirement.title

    @property
    def state(self) -> ProgressState:
        return self.standing.state

    @property
    def is_met(self) -> bool:
        return self.standing.is_met

    @property
    def url(self) -> str:
        """Where to read about it; empty when it is not open."""
        return self.page.get_url() if self.page else ""

    @property
    def next_page(self) -> PortalPage | None:
        """Where to go on: the next unit, or the page itself when it only has to be closed; None: nothing is open."""
        if self.page is None or (self.course is not None and not self.course.units):
            return None
        following = self.course.next_unit if self.course else None
        return following.unit if following else self.page


@dataclass(frozen=True)
class DutyProgress:
    """One duty of one person, its status today, and its steps in order."""

    duty: Duty
    status: DutyStatus
    standing: Standing
    steps: list[Step]

    @property
    def programme(self) -> Programme:
        return self.duty.programme

    @property
    def due_on(self) -> datetime.date | None:
        return self.duty.due_on

    @property
    def claims(self) -> list[DutyClaim]:
        """Who asks it, in force today."""
        return self.duty.claims_in_force

    @property
    def is_settled(self) -> bool:
        """Whether nothing is asked of the person."""
        return self.status in SETTLED

    @property
    def finished(self) -> int:
        """How many of the steps are met."""
        return sum(step.is_met for step in self.steps)

    @property
    def ring(self) -> Ring:
        return Ring(self.finished, len(self.steps))

    @property
    def missing(self) -> list[Step]:
        """What would close the duty."""
        return [step for step in self.steps if not step.is_met]

    @property
    def next_step(self) -> Step | None:
        """The first missing step in which there is something open to do."""
        return next((step for step in self.missing if step.next_page is not None), None)


def read_duties(*, user: User) -> list[DutyProgress]:
    """The newest cycle of each duty of `user`: the earliest due date first, those without a date last.

    The number of queries does not grow with the duties.
    """
    found = _read(user.duties.newest(), owner=user, viewer=user)
    return sorted(found, key=lambda one: (one.due_on or datetime.date.max, one.programme.title))


def read_duty(*, duty: Duty, viewer: User) -> DutyProgress:
    """Where `duty` stands; what is closed to `viewer` has no address."""
    return _read(Duty.objects.filter(pk=duty.pk), owner=duty.user, viewer=viewer)[0]


def read_due(*, user: User) -> list[DutyProgress]:
    """Those of `read_duties` that ask something of the person."""
    return still_due(read_duties(user=user))


def still_due(duties: Iterable[DutyProgress]) -> list[DutyProgress]:
    """What is not settled, in the given order."""
    return [one for one in duties if not one.is_settled]


def needed_leaves(standing: Standing) -> list[Standing]:
    """The requirements that are done or still to be done: of a choice that is made, the ways not taken are left out."""
    if not standing.is_group:
        return [standing]
    below = [one for one in standing.below if one.is_met] if standing.is_met else standing.below
    return [leaf for one in below for leaf in needed_leaves(one)]


def _read(rows: DutyQuerySet, *, owner: User, viewer: User) -> list[DutyProgress]:
    in_force = DutyClaim.objects.in_force().select_related("assignment")
    rows = rows.select_related("programme", "version", "department", "user")
    duties = list(rows.prefetch_related(Prefetch("claims", queryset=in_force, to_attr="claims_in_force")))
    standings = standings_of(duties) if duties else []
    steps = _steps(owner, viewer, standings)
    return [
        DutyProgress(duty, duty.status_on(), standing, own)
        for duty, standing, own in zip(duties, standings, steps, strict=True)
    ]


def _steps(owner: User, viewer: User, standings: list[Standing]) -> list[list[Step]]:
    leaves = [needed_leaves(standing) for standing in standings]
    targets = {(leaf.part.kind, leaf.part.target) for own in leaves for leaf in own}
    page_ids = [target for kind, target in targets if kind != RequirementKind.ATTENDANCE]
    pages = PortalPage.objects.live().visible_to(viewer).specific().in_bulk(page_ids) if page_ids else {}
    courses = [target for kind, target in targets if kind == RequirementKind.COURSE]
    found = CoursePage.objects.filter(pk__in=courses)
    by_course = {one.course.pk: one for one in course_standings(user=owner, courses=found)} if courses else {}
    return [
        [Step(leaf, by_course.get(leaf.part.target), pages.get(leaf.part.target)) for leaf in own] for own in leaves
    ]
