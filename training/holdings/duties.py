"""What is asked of a person: duties with all that moved them, exemptions, exceptions, assignments to them alone."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit.held import Entry, Fact, Group, Part, Section, each, register
from audit.held_facts import entry_of, fact
from audit.services import Person
from training.duty_words import claim_words
from training.enums import DutyStatus
from training.models import AssignmentException, Duty, DutyClaim, Exemption, ProgrammeAssignment
from training.models.duty import DutyQuerySet

BELOW_DUTY = [
    "claims__withdrawal__withdrawn_by",
    "steps",
    "moves__came_from",
    "moves__went_to",
    "extensions__granted_by",
]
DUTY_FACTS = [
    "programme", "cycle", "department", "assigned_at", "evidence_from", "due_on", "progress", "since", "earned_at",
    "valid_until", "exempt_from", "exempt_until", "left_on", "counts_from", "counts_until",
]  # fmt: skip


def _duties(person: Person) -> DutyQuerySet:
    rows = Duty.objects.filter(user=person.pk).select_related("programme", "version", "department")
    return rows.prefetch_related(*BELOW_DUTY).order_by("-assigned_at", "-pk")


def _duty(row: Duty) -> Entry:
    status = row.status_on()
    facts = [
        fact("status", gettext("Status"), status.value, DutyStatus(status).label),
        fact("rule_version", gettext("Version of the rule"), row.version.number),
    ]
    steps, moves = ["progress", "since", "recorded_at"], ["came_from", "went_to", "moved_on", "recorded_at"]
    extended = ["old_due_on", "new_due_on", "reason", "granted_by", "granted_at"]
    parts = [
        Part("claims", _("How the date came about"), [_claim(one) for one in row.claims.all()]),
        Part("steps", _("Progress over time"), [entry_of(one, *steps) for one in row.steps.all()]),
        Part("moves", _("Moves between departments"), [entry_of(one, *moves) for one in row.moves.all()]),
        Part("extensions", _("Extensions"), [entry_of(one, *extended) for one in row.extensions.all()]),
    ]
    url = reverse("training:duty", args=[row.pk])
    return entry_of(row, *DUTY_FACTS, title=row.programme.title, facts=facts, parts=parts, url=url)


def _claim(row: DutyClaim) -> Entry:
    reason = Fact("reason", _("Reason"), row.reason, claim_words(row))
    taken = row.withdrawal
    withdrawn = [entry_of(taken, "reason", "withdrawn_by", "withdrawn_at")] if taken else []
    return entry_of(row, "due_on", "made_at", facts=[reason], parts=[Part("withdrawal", _("Withdrawn"), withdrawn)])


def _exemption(row: Exemption) -> Entry:
    names = ["programme", "reason", "proof", "effective_from", "effective_until", "approved_by", "approved_at"]
    ending = getattr(row, "ending", None)
    ended = [entry_of(ending, "last_day", "reason", "ended_by", "ended_at")] if ending else []
    return entry_of(row, *names, title=row.programme.title, parts=[Part("ending", _("Ended early"), ended)])


def _exception(row: AssignmentException) -> Entry:
    title = row.assignment.programme.title if row.assignment else gettext("Assignment that was taken back")
    programme = fact("programme", _("Programme"), row.assignment.programme.title if row.assignment else None)
    names = ["due_on", "realistic_on", "minutes", "found_at", "decision", "decided_by", "decided_at"]
    return entry_of(row, *names, title=title, facts=[programme])


def _assignment(row: ProgrammeAssignment) -> Entry:
    names = ["programme", "due_rule", "due_on", "due_months", "due_days", "ends_on", "assigned_at"]
    return entry_of(row, *names, title=row.programme.title)


register(
    Section(
        key="duties",
        group=Group.TRAINING,
        label=_("Duties"),
        about=_("What you are asked to finish by when, how the date came about, and how it stands."),
        covers=(
            "training.Duty.user",
            "training.DutyClaim.duty",
            "training.DutyStep.duty",
            "training.DutyMove.duty",
            "training.DueExtension.duty",
        ),
        rows=_duties,
        entries=each(_duty),
    )
)
register(
    Section(
        key="exemptions",
        group=Group.TRAINING,
        label=_("Exemptions"),
        about=_("What you need not meet, why, and by whose approval."),
        covers=("training.Exemption.user", "training.ExemptionEnding.exemption"),
        rows=lambda person: Exemption.objects.filter(user=person.pk).select_related(
            "programme", "approved_by", "ending__ended_by"
        ),
        entries=each(_exemption),
    )
)
register(
    Section(
        key="assignment_exceptions",
        group=Group.TRAINING,
        label=_("Assignments with too little time"),
        about=_("Where the time was too short for what was asked, and what was decided."),
        covers=("training.AssignmentException.user",),
        rows=lambda person: (
            AssignmentException.objects.filter(user=person.pk)
            .select_related("assignment__programme", "decided_by")
            .order_by("-pk")
        ),
        entries=each(_exception),
    )
)
register(
    Section(
        key="assignments",
        group=Group.TRAINING,
        label=_("Assignments to you alone"),
        about=_("Programmes that were assigned to you by name."),
        covers=("training.ProgrammeAssignment.person",),
        rows=lambda person: (
            ProgrammeAssignment.objects.filter(person=person.pk).select_related("programme").order_by("-pk")
        ),
        entries=each(_assignment),
    )
)
