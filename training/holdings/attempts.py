"""Attempts of a person, with questions and answers exactly as far as their own page shows them now."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit.held import Entry, Fact, Group, Part, Section, Withheld, register
from audit.held_facts import entry_of, fact
from audit.held_rows import rows_section
from audit.services import Person
from cadres.models import User
from training.models import Answer, MarkChange, QuizAttempt, QuizCycle, QuizOverride
from training.paper import asked_question, reviewed_question
from training.regrade_notes import done_changes, note_of
from training.standing import QuizStanding, quiz_standing

ATTEMPT_FACTS = [
    "quiz_title", "mode", "cycle", "number", "content_version", "pass_mark", "skill_minimum", "multiple_marking",
    "started_at", "deadline_at", "submitted_at", "is_timed_out", "marked_at", "points", "maximum", "passed", "receipt",
]  # fmt: skip
OVERRIDE_FACTS = ["quiz", "extra_attempts", "time_percent", "closes_at", "reason", "granted_by", "granted_at"]


def _attempts(person: Person) -> QuerySet[QuizAttempt]:
    rows = QuizAttempt.objects.filter(user=person.pk).select_related("user", "quiz", "spot_check_member__spot_check")
    return rows.order_by("-started_at", "pk")


def _entries(person: Person, rows: Sequence[QuizAttempt], is_whole: bool) -> list[Entry]:
    if not is_whole:
        return [_attempt(row, []) for row in rows]
    answers = Answer.objects.select_related("version__skill", "version__question__guide").order_by("position")
    answers = answers.prefetch_related("rubric_marks", "version__regrades__corrected")
    whole = QuizAttempt.objects.filter(pk__in=[row.pk for row in rows]).select_related(
        "user", "quiz", "spot_check_member__spot_check"
    )
    found = whole.prefetch_related(Prefetch("answers", answers)).in_bulk()
    reader = User.objects.get(pk=person.pk)
    quizzes = {row.quiz_id: row.quiz for row in rows}
    standings = {pk: quiz_standing(user=reader, quiz=quiz) for pk, quiz in quizzes.items()}
    changes: dict[Any, list[MarkChange]] = {}
    for change in done_changes().filter(answer__attempt__in=found):
        changes.setdefault(change.answer.attempt_id, []).append(change)
    return [
        _attempt(found[row.pk], _parts(found[row.pk], standings[row.quiz_id], changes.get(row.pk, []))) for row in rows
    ]


def _attempt(row: QuizAttempt, parts: list[Part]) -> Entry:
    url = reverse("training:attempt", args=[row.pk])
    score = fact("score", gettext("Percent"), row.score)
    return entry_of(row, *ATTEMPT_FACTS, title=row.quiz_title, facts=[score], parts=parts, url=url)


def _parts(row: QuizAttempt, standing: QuizStanding, changes: Sequence[MarkChange]) -> list[Part]:
    """Questions while the attempt is open; afterwards the review, if it is time for one, at its depth."""
    answers = list(row.answers.all())
    if row.is_open:
        return [Part("answers", _("Questions and answers"), [_asked(answer) for answer in answers])]
    depth = standing.depth_of(row)
    shown = [_reviewed(answer, depth) for answer in answers] if depth else []
    notes = [note_of(change, depth=depth) for change in changes]
    marked = [Entry(id=str(note.position), title="", facts=_note_facts(note)) for note in notes]
    return [
        Part("answers", _("Questions and answers"), shown),
        Part("regrades", _("Marked anew"), marked),
    ]


def _asked(answer: Answer) -> Entry:
    question = asked_question(answer)
    given = [_given(item.text, item.value, question.offers) for item in question.items if item.is_chosen or item.value]
    facts = [*_question_facts(question), fact("given", gettext("Your answer"), given)]
    return Entry(id=str(answer.position), title=question.stem, facts=[*facts, _saved(answer)])


def _given(text: str, value: str, offers: Sequence[Any]) -> str:
    chosen = next((offer.text for offer in offers if offer.value == value), value)
    return f"{text}: {chosen}" if text and chosen else text or chosen


def _reviewed(answer: Answer, depth: str) -> Entry:
    question = reviewed_question(answer, depth=depth)
    given = [_given(item.text, item.given, []) for item in question.items if item.is_chosen or item.given]
    facts = [
        *_question_facts(question),
        fact("given", gettext("Your answer"), given),
        fact("mark", gettext("Mark"), question.mark),
        fact("is_dropped", gettext("Left out by a regrade"), question.is_dropped),
        fact("comments", gettext("Comments"), question.comments),
        *_key_facts(question),
        _saved(answer),
    ]
    return Entry(id=str(answer.position), title=question.stem, facts=facts)


def _question_facts(question: Any) -> list[Fact]:
    return [
        fact("position", gettext("Question"), question.position),
        fact("kind", gettext("Kind"), question.kind, question.kind_label),
        fact("stem", gettext("Question text"), question.stem),
    ]


def _key_facts(question: Any) -> list[Fact]:
    """What was right and why: only where the review of this depth shows it."""
    if not question.shows_key:
        return []
    right = [_given(item.text, item.right, []) for item in question.items if item.is_key or item.right]
    return [fact("right", gettext("Right"), right), fact("reason", gettext("Why"), question.reason)]


def _saved(answer: Answer) -> Fact:
    return fact("saved_at", gettext("Saved at"), answer.saved_at)


def _note_facts(note: Any) -> list[Fact]:
    return [
        fact("position", gettext("Question"), note.position),
        fact("before", gettext("Before"), note.before),
        fact("after", gettext("After"), note.after),
        fact("signed_at", gettext("Signed at"), note.signed_at),
        fact("reason", gettext("Reason"), note.reason),
    ]


def _withdrawn(row: QuizOverride) -> list[Part]:
    taken = getattr(row, "withdrawal", None)
    entries = [entry_of(taken, "withdrawn_by", "withdrawn_at")] if taken else []
    return [Part("withdrawal", _("Withdrawn"), entries)]


register(
    Section(
        key="attempts",
        group=Group.TRAINING,
        label=_("Quiz attempts"),
        about=_("Tests, practice and spot checks. Your answers are in the file and on the page of each attempt."),
        covers=(
            "training.QuizAttempt.user",
            "training.Answer.attempt",
            "training.RubricMark.answer",
            "training.MarkingDecision.answer",
            "training.MarkChange.answer",
            "training.PassDecision.change",
        ),
        rows=_attempts,
        entries=_entries,
        withheld=(
            Withheld(
                _("The questions and answers of attempts whose review is not open"),
                _("Each quiz says when they are shown: at once, when it is decided, when it has closed, or never."),
            ),
            Withheld(
                _("What trainers gave for short answers while marking goes on, and who marked"),
                _("A result is told when it stands. Markers and those who are marked do not know each other."),
            ),
            Withheld(
                _("A pass that a regrade would take, while nobody has decided about it"),
                _("Nothing has changed until a person has decided."),
            ),
        ),
    )
)
register(
    rows_section(
        key="overrides",
        group=Group.TRAINING,
        label=_("Wider limits for you"),
        about=_("More attempts, more time or a later end, granted to you by name."),
        model=QuizOverride,
        by="user",
        names=OVERRIDE_FACTS,
        related=("quiz", "granted_by", "withdrawal__withdrawn_by"),
        parts=_withdrawn,
        covers=("training.OverrideWithdrawal.override",),
    )
)
register(
    rows_section(
        key="quiz_cycles",
        group=Group.TRAINING,
        label=_("New rounds of quizzes"),
        about=_("Where you may take a quiz anew with all attempts."),
        model=QuizCycle,
        by="user",
        names=["quiz", "number", "opened_at"],
        related=("quiz",),
        covers=("training.QuizCycle.duty",),
    )
)
