"""What a person has finished, where they were, and what was certified: rows that are added and never changed."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.held import Entry, Group, Part, Section, Withheld, each, register
from audit.held_facts import entry_of
from audit.held_rows import rows_section
from audit.services import Person
from training.models import (
    Attendance,
    Certificate,
    CourseCompletion,
    ExportJob,
    LessonAcknowledgement,
    OutsideReview,
    OutsideTraining,
    ProgrammeCompletion,
    Question,
)
from training.models.completion import ProgrammeCompletionQuerySet

EARNED = ["hours", "earned_at", "recorded_at"]
CERTIFIED = [
    "serial", "code", "organisation", "holder_name", "masked_staff_number", "department_name", "programme_title",
    "requirements", "hours", "earned_at", "issued_at", "valid_until", "key_id",
]  # fmt: skip
CLAIMED = [
    "title", "organiser", "began_on", "ended_on", "hours", "proof_name", "programme", "requirement_title", "claimed_at",
]  # fmt: skip


def _withdrawn(row: Attendance) -> list[Part]:
    taken = getattr(row, "withdrawal", None)
    entries = [entry_of(taken, "reason", "withdrawn_by", "withdrawn_at")] if taken else []
    return [Part("withdrawal", _("Withdrawn"), entries)]


def _reviewed(row: OutsideTraining) -> list[Part]:
    review = getattr(row, "review", None)
    names = ["is_accepted", "hours", "reason", "reviewed_by", "reviewed_at"]
    taken = getattr(row, "withdrawal", None)
    return [
        Part("review", _("Review"), [entry_of(review, *names, parts=_review_withdrawn(review))] if review else []),
        Part("withdrawal", _("Withdrawn"), [entry_of(taken, "withdrawn_at")] if taken else []),
    ]


def _review_withdrawn(review: OutsideReview) -> list[Part]:
    taken = getattr(review, "withdrawal", None)
    entries = [entry_of(taken, "reason", "withdrawn_by", "withdrawn_at")] if taken else []
    return [Part("review_withdrawal", _("Acceptance taken back"), entries)]


def _completions(person: Person) -> ProgrammeCompletionQuerySet:
    rows = ProgrammeCompletion.objects.filter(user=person.pk).select_related("voidance__voided_by")
    return rows.prefetch_related("keepings__decided_by").order_by("-earned_at", "-pk")


def _completion(row: ProgrammeCompletion) -> Entry:
    voided = [entry_of(row.voidance, "reason", "voided_by", "voided_at")] if row.is_voided else []
    kept = [entry_of(one, "reason", "decided_by", "decided_at") for one in row.keepings.all()]
    parts = [Part("voidance", _("Voided: it does not count"), voided), Part("keepings", _("Let stand"), kept)]
    names = ["programme_title", "cycle", "number", "required", *EARNED]
    return entry_of(row, *names, title=row.programme_title, parts=parts)


def _revoked(row: Certificate) -> list[Part]:
    revocation = getattr(row, "revocation", None)
    entries = [entry_of(revocation, "reason", "revoked_by", "revoked_at")] if revocation else []
    return [Part("revocation", _("Revoked"), entries)]


register(
    rows_section(
        key="lessons",
        group=Group.TRAINING,
        label=_("Lessons"),
        about=_('Lessons that you marked with "I can use this".'),
        model=LessonAcknowledgement,
        by="user",
        names=["lesson_title", "content_version", "acknowledged_at"],
        order=("-acknowledged_at", "-pk"),
    )
)
register(
    rows_section(
        key="courses",
        group=Group.TRAINING,
        label=_("Finished courses"),
        about=_("Courses that you finished, with the hours of that day."),
        model=CourseCompletion,
        by="user",
        names=["course_title", "content_version", *EARNED],
        order=("-earned_at", "-pk"),
    )
)
register(
    Section(
        "programmes",
        Group.TRAINING,
        _("Finished programmes"),
        _("Programmes that you finished, what was asked and what met it."),
        (
            "training.ProgrammeCompletion.user",
            "training.CompletionVoidance.completion",
            "training.CompletionKeeping.completion",
        ),
        _completions,
        each(_completion),
    )
)
register(
    rows_section(
        key="attendances",
        group=Group.TRAINING,
        label=_("Workshops"),
        about=_("Where somebody attested that you were there."),
        model=Attendance,
        by="user",
        names=["workshop_title", "hours", "attended_on", "attested_by", "attested_at"],
        related=("attested_by", "withdrawal__withdrawn_by"),
        parts=_withdrawn,
        order=("-attended_on", "-pk"),
        covers=("training.AttendanceWithdrawal.attendance",),
    )
)
register(
    rows_section(
        key="outside_trainings",
        group=Group.TRAINING,
        label=_("Outside training"),
        about=_("What you learned elsewhere, the proof that you handed in, and the review."),
        model=OutsideTraining,
        by="user",
        names=CLAIMED,
        related=("programme", "review__reviewed_by", "review__withdrawal__withdrawn_by", "withdrawal"),
        parts=_reviewed,
        order=("-claimed_at", "-pk"),
        covers=(
            "training.OutsideReview.training",
            "training.OutsideReviewWithdrawal.review",
            "training.OutsideWithdrawal.training",
        ),
    )
)
register(
    rows_section(
        key="certificates",
        group=Group.TRAINING,
        label=_("Certificates"),
        about=_("What was certified about you, as it was printed."),
        model=Certificate,
        by="user",
        names=CERTIFIED,
        url=lambda row: reverse("home:certificate_file", args=[row.pk]) if row.may_be_printed else "",
        related=("revocation__revoked_by",),
        parts=_revoked,
        covers=(
            "training.CertificateRevocation.certificate",
            "training.Certificate.completion",
            "training.Certificate.supersedes",
        ),
        withheld=(
            Withheld(
                _("The signed text in the QR code of a certificate"),
                _("It repeats what is printed, in signs for machines; the file of the certificate has it."),
            ),
        ),
    )
)
register(
    rows_section(
        key="exports",
        group=Group.WRITING,
        label=_("Tables you asked for"),
        about=_("Lists that a worker wrote for you; they are thrown away after some days."),
        model=ExportJob,
        by="asked_by",
        names=["title", "asked_at", "subject", "form", "query", "language", "state", "rows_done", "rows_total"],
    )
)
register(
    rows_section(
        key="questions",
        group=Group.WRITING,
        label=_("Questions you look after"),
        about=_("Questions of the bank that stand in your name."),
        model=Question,
        by="owner",
        names=["stem", "kind", "status", "review_by"],
    )
)
