"""One make-up as its page shows it: the plan with what is done of it, the re-checks, and what happened so far."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cadres.models import User
from content.models import PortalPage, Topic
from training.duties.make_up_plan import Plan, Step
from training.duty_words import date_words
from training.enums import AttemptMode, ProgressState, RequirementKind
from training.models import MakeUp, MakeUpAppeal, QuizAttempt, QuizPage
from training.permissions import user_can_appeal_make_up, user_can_keep_make_up
from training.services.drawing import Supply, recheck_supply
from training.services.evidence import Detail
from training.services.make_up_plans import read_lacks


@dataclass(frozen=True)
class PlanLine:
    """One step of a plan, as components/path.html shows it. Advice leaves no trace and so has no state of its own."""

    title: str
    url: str
    state: str
    kind_label: str
    meta: str = ""

    @property
    def is_met(self) -> bool:
        return self.state == ProgressState.MET


@dataclass(frozen=True)
class SkillLine:
    """A skill that was missed, with what was shown and what is needed, in percent."""

    topic: Topic
    share: int
    needed: int


@dataclass(frozen=True)
class ReCheckNote:
    """What who keeps the make-up should know of a quiz that is asked again."""

    quiz: QuizPage
    attempts: int
    supply: Supply | None
    closes_at: datetime.datetime | None


@dataclass(frozen=True)
class Event:
    """Something that happened: when, what, why in the words of that day, and by whom (empty: the task of the night)."""

    at: datetime.datetime
    text: str
    reason: str = ""
    by: str = ""


@dataclass(frozen=True)
class MakeUpReport:
    """A make-up and what is known about it; `appeal` is the one that waits for its decision."""

    make_up: MakeUp
    skills: list[SkillLine]
    advised: list[PlanLine]
    checks: list[PlanLine]
    rechecks: list[ReCheckNote]
    events: list[Event]
    appeal: MakeUpAppeal | None
    may_keep: bool
    may_appeal: bool

    @property
    def finished(self) -> int:
        """How many of the checks are met."""
        return sum(line.is_met for line in self.checks)


def report_on(*, make_up: MakeUp, viewer: User) -> MakeUpReport:
    """What the page of `make_up` shows to `viewer`, who may see it."""
    may_keep = user_can_keep_make_up(viewer, make_up)
    appeals = list(make_up.appeals.select_related("filed_by", "decision__decided_by"))
    waiting = next((one for one in appeals if not hasattr(one, "decision")), None)
    advised, checks = plan_lines(make_up=make_up, viewer=viewer)
    return MakeUpReport(
        make_up=make_up,
        skills=_skill_lines(make_up.plan),
        advised=advised,
        checks=checks,
        rechecks=_recheck_notes(make_up) if may_keep and make_up.is_open else [],
        events=_events(make_up, appeals),
        appeal=waiting,
        may_keep=may_keep,
        may_appeal=waiting is None and not make_up.is_excused and user_can_appeal_make_up(viewer, make_up),
    )


def plan_lines(*, make_up: MakeUp, viewer: User) -> tuple[list[PlanLine], list[PlanLine]]:
    """The advice and the checks of a plan as they stand now; what is closed to `viewer` has no address."""
    plan, detail = make_up.plan, read_lacks([make_up.duty])[0].detail
    states = _states(detail)
    pages = PortalPage.objects.live().visible_to(viewer).in_bulk([step.about.target for step in _pages(plan)])
    names = {topic.pk: topic.name for topic in Topic.objects.skills()}

    def line(step: Step, state: str) -> PlanLine:
        about = step.about
        page = pages.get(about.target) if about.kind != RequirementKind.ATTENDANCE else None
        is_own = viewer.pk == make_up.duty.user_id
        skills = [names[skill] for skill in step.skills if skill in names]
        return PlanLine(
            title=page.title if page else about.title,
            url=page.get_url() if page and is_own else "",
            state=state,
            kind_label=kind_words(about.kind),
            meta=pgettext("between skills", ", ").join(skills),
        )

    return (
        [line(step, "advice") for step in plan.advised],
        # What a later version of the rule no longer asks is not known any more; it is not held against anybody.
        [line(step, states.get((step.about.kind, step.about.target), ProgressState.MET)) for step in plan.checks],
    )


def kind_words(kind: str) -> str:
    """What a step of a plan is."""
    words = {
        "lesson": _("Lesson"),
        "practice": _("Practice"),
        RequirementKind.COURSE: _("Course"),
        RequirementKind.QUIZ: _("Quiz"),
        RequirementKind.SCENE: _("Scene"),
        RequirementKind.ATTENDANCE: _("Attendance"),
    }
    return words[kind]


def open_make_ups_of(user: User) -> list[MakeUp]:
    """The open make-ups of `user`, the most urgent first, for the desk (training/make_up_card.html)."""
    rows = MakeUp.objects.open().filter(duty__user=user)
    return list(rows.select_related("duty__programme", "duty__version", "duty__user").order_by("deadline", "pk"))


def _pages(plan: Plan) -> Iterable[Step]:
    steps = [*plan.advised, *plan.checks]
    return [step for step in steps if step.about.kind != RequirementKind.ATTENDANCE]


def _states(detail: Detail) -> dict[tuple[str, int], str]:
    """How each requirement and each unit of a required course stands, by kind and id."""
    states = {(leaf.part.kind, leaf.part.target): leaf.state.value for leaf in detail.standing.leaves()}
    for units in detail.units.values():
        for unit, fact in units:
            for kind in ("lesson", RequirementKind.QUIZ.value, RequirementKind.SCENE.value):
                states.setdefault((kind, unit.pk), fact.state.value)
    return states


def _skill_lines(plan: Plan) -> list[SkillLine]:
    missed = {one.skill: one for one in plan.skills}
    topics = Topic.objects.skills().filter(pk__in=missed)
    return [SkillLine(topic, missed[topic.pk].share, missed[topic.pk].needed) for topic in topics]


def _recheck_notes(make_up: MakeUp) -> list[ReCheckNote]:
    """For each quiz that is asked again: how often it was tried, and what the bank has for the next time."""
    user, found = make_up.duty.user, []
    for recheck in make_up.rechecks.select_related("cycle__quiz"):
        quiz = recheck.cycle.quiz
        attempts = QuizAttempt.objects.tests().filter(user=user, quiz=quiz, cycle=recheck.cycle.number)
        closes_at = quiz.terms_for(user).closes_at
        tried = attempts.count()
        found.append(
            ReCheckNote(
                quiz=quiz,
                attempts=tried,
                supply=None if attempts.filter(passed=True).exists() else recheck_supply(quiz, user=user),
                closes_at=closes_at if closes_at and closes_at.date() <= make_up.deadline else None,
            )
        )
    return found


def _events(make_up: MakeUp, appeals: list[MakeUpAppeal]) -> list[Event]:
    """What happened, the oldest first."""
    opened = _("Opened: %(cause)s. Deadline: the end of %(date)s.")
    opener = make_up.opened_by.name if make_up.opened_by else ""
    facts = {"cause": make_up.get_opened_for_display(), "date": date_words(make_up.first_deadline)}
    events = [Event(make_up.opened_at, opened % facts, make_up.reason, opener)]
    for one in make_up.extensions.select_related("granted_by"):
        words = {"old": date_words(one.old_deadline), "new": date_words(one.new_deadline)}
        text = _("Extended from %(old)s to %(new)s.") % words
        events.append(Event(one.granted_at, text, one.reason, one.granted_by.name))
    for one in appeals:
        events.append(Event(one.filed_at, _("A technical cause is reported."), one.reason, one.filed_by.name))
        if hasattr(one, "decision"):
            made = one.decision
            text = (
                _("The technical cause is accepted.") if made.is_accepted else _("The technical cause is not accepted.")
            )
            events.append(Event(made.decided_at, text, made.reason, made.decided_by.name))
    events += _attempt_events(make_up)
    if hasattr(make_up, "closure"):
        closure = make_up.closure
        closer = closure.closed_by.name if closure.closed_by else ""
        text = _("Closed: %(outcome)s.") % {"outcome": closure.get_outcome_display()}
        events.append(Event(closure.closed_at, text, closure.note_text, closer))
    return sorted(events, key=lambda event: event.at)


def _attempt_events(make_up: MakeUp) -> list[Event]:
    cycles = dict(make_up.rechecks.values_list("cycle__quiz", "cycle__number"))
    tried = QuizAttempt.objects.filter(user=make_up.duty.user_id, quiz__in=cycles, mode=AttemptMode.TEST)
    results = {
        True: _("Re-check “%(quiz)s”: passed."),
        False: _("Re-check “%(quiz)s”: not passed."),
        None: _("Re-check “%(quiz)s”: waits to be marked."),
    }
    return [
        Event(one.submitted_at, results[one.passed] % {"quiz": one.quiz_title})
        for one in tried.filter(submitted_at__isnull=False)
        if one.cycle == cycles[one.quiz_id]
    ]


def days_words(make_up: MakeUp) -> str:
    """How many days an open make-up still has."""
    days = make_up.days_left()
    if days < 1:
        return _("The deadline has passed.")
    return ngettext("%(count)s day left", "%(count)s days left", days) % {"count": days}
