"""Make-up trainings of a person, with all that became of them."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.held import Entry, Fact, Group, Part, Section, each, register
from audit.held_facts import entry_of
from audit.services import Person
from training.models import MakeUp, MakeUpAppeal, ReCheck

MAKE_UP_FACTS = [
    "number", "opened_for", "reason", "covers_duty", "consequence", "first_deadline", "opened_by", "opened_at", "cause",
    "deadline", "outcome",
]  # fmt: skip


def _make_ups(person: Person) -> QuerySet[MakeUp]:
    rows = MakeUp.objects.filter(duty__user=person.pk)
    rows = rows.select_related("duty__programme", "opened_by", "closure__closed_by")
    below = ["extensions__granted_by", "appeals__filed_by", "appeals__decision__decided_by", "rechecks__cycle__quiz"]
    return rows.prefetch_related(*below).order_by("-opened_at", "-pk")


def _make_up(row: MakeUp) -> Entry:
    plan = row.plan
    titles = [step.about.title for step in (*plan.advised, *plan.checks)]
    facts = [
        Fact("programme", _("Programme"), row.duty.programme.title, row.duty.programme.title),
        Fact("plan", _("Plan"), row.plan_data, " · ".join(titles)),
    ]
    closure, extended = getattr(row, "closure", None), ["old_deadline", "new_deadline", "reason"]
    closed = [entry_of(closure, "outcome", "note", "closed_by", "closed_at")] if closure else []
    granted = [entry_of(one, *extended, "granted_by", "granted_at") for one in row.extensions.all()]
    parts = [
        Part("rechecks", _("Quizzes asked again"), [_recheck(one) for one in row.rechecks.all()]),
        Part("extensions", _("Extensions"), granted),
        Part("appeals", _("Reports of a technical cause"), [_appeal(one) for one in row.appeals.all()]),
        Part("closure", _("How it ended"), closed),
    ]
    url = reverse("training:make_up", args=[row.pk])
    return entry_of(row, *MAKE_UP_FACTS, title=row.duty.programme.title, facts=facts, parts=parts, url=url)


def _recheck(row: ReCheck) -> Entry:
    return entry_of(row.cycle, "quiz", "number", "opened_at")


def _appeal(row: MakeUpAppeal) -> Entry:
    decision = getattr(row, "decision", None)
    names = ["is_accepted", "reason", "decided_by", "decided_at"]
    parts = [Part("decision", _("Decision"), [entry_of(decision, *names)] if decision else [])]
    return entry_of(row, "reason", "filed_by", "filed_at", parts=parts)


register(
    Section(
        key="make_ups",
        group=Group.TRAINING,
        label=_("Make-up training"),
        about=_("What you were asked to make up, by when, and how it ended."),
        covers=(
            "training.MakeUp.duty",
            "training.ReCheck.make_up",
            "training.ReCheck.cycle",
            "training.MakeUpExtension.make_up",
            "training.MakeUpAppeal.make_up",
            "training.MakeUpAppealDecision.appeal",
            "training.MakeUpClosure.make_up",
        ),
        rows=_make_ups,
        entries=each(_make_up),
    )
)
