"""Questions from a file: read and reported, mended in place, then taken into the bank as a whole or discarded.

Nothing is in the bank before acceptance. The report is worked out anew each time it is shown: the bank may have
changed since the file was handed in. With acceptance it is kept as it was then.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadres.models import User
from content.enums import Facet
from content.models import Topic
from training.importing.checking import Vocabulary, check, is_refused, key_of
from training.importing.decoding import decode
from training.importing.draft import DraftQuestion, Finding
from training.importing.reading import read_questions
from training.importing.sheet import read_labels
from training.importing.text import tidy
from training.kinds.folding import fold
from training.models import Question, QuestionImport
from training.services.question_writing import BATCH, Entry, write_questions


class Action(StrEnum):
    """What becomes of a question of the file."""

    CREATE = "create"
    SKIP = "skip"
    VERSION = "version"


class Outcome(TextChoices):
    """How the report counts a question: it comes in, is there already, is left out on purpose, or has to be mended."""

    NEW = "new", pgettext_lazy("question", "New")
    VERSION = "version", _("New version")
    DUPLICATE = "duplicate", pgettext_lazy("question", "Known already")
    SKIPPED = "skipped", pgettext_lazy("question", "Left out")
    REFUSED = "refused", _("To be mended")


class ImportDecided(Exception):
    """The file was accepted or discarded before; nothing was changed."""


@dataclass(frozen=True)
class ReportLine:
    """One question of the file. `known` is the question of the bank with the same stem, `twin` the place of an earlier
    question of the file with the same stem. After acceptance `decided` is what became of it, and `known` is also the
    question that it has become."""

    number: int
    draft: DraftQuestion
    findings: list[Finding]
    action: Action | None
    known: Question | None = None
    twin: int | None = None
    decided: Outcome | None = None

    @property
    def is_known(self) -> bool:
        """Whether the bank, or the file further up, has a question with the same stem."""
        return self.known is not None or self.twin is not None

    @property
    def can_replace(self) -> bool:
        """Whether it can become a new version of the question that is there: only one of the same kind can."""
        return self.known is not None and self.known.kind == self.draft.kind and self.twin is None

    @property
    def outcome(self) -> Outcome:
        if self.decided is not None:
            return self.decided
        if is_refused(self.findings):
            return Outcome.REFUSED
        if self.action == Action.SKIP:
            return Outcome.SKIPPED
        if self.action == Action.VERSION and self.can_replace:
            return Outcome.VERSION
        return Outcome.DUPLICATE if self.is_known and self.action != Action.CREATE else Outcome.NEW

    @property
    def comes_in(self) -> bool:
        """Whether the bank gets it, as a new question or as a new version."""
        return self.outcome in (Outcome.NEW, Outcome.VERSION)


def start_import(*, uploaded_by: User, file_name: str, data: bytes, status: str, skill: Topic | None) -> QuestionImport:
    """Reads a file and keeps what it holds for a decision. Raises UnreadableFile, and keeps nothing then."""
    reading = read_questions(file_name, data)
    return QuestionImport.objects.create(
        uploaded_by=uploaded_by,
        # The end of the name tells what kind of file it is.
        file_name=file_name[-200:],
        form=reading.form,
        status=status,
        skill=skill,
        lines=[{"draft": draft.as_json(), "action": ""} for draft in reading.drafts],
        findings=[finding.as_json() for finding in reading.findings],
    )


def report(question_import: QuestionImport) -> list[ReportLine]:
    """Every question of the file with what is to be said about it now. Three queries, however many there are."""
    vocabulary = read_vocabulary()
    default_skill = question_import.skill.name if question_import.skill else ""
    bank = {key_of(question.stem): question for question in Question.objects.only("stem", "kind").order_by("-pk")}
    first_with: dict[str, int] = {}
    lines = []
    for number, stored in enumerate(question_import.lines, start=1):
        draft = DraftQuestion.from_json(stored["draft"])
        key = key_of(draft.stem)
        twin = first_with.setdefault(key, number) if key else number
        lines.append(
            ReportLine(
                number,
                draft,
                check(draft, vocabulary, default_skill=default_skill),
                Action(stored["action"]) if stored["action"] else None,
                known=bank.get(key) if key else None,
                twin=twin if twin != number else None,
            )
        )
    return lines


def accepted_report(question_import: QuestionImport) -> list[ReportLine]:
    """The report as it was when the file was accepted. Empty for a file that was discarded, and for one that was
    accepted before reports were kept. One query."""
    if not all("outcome" in stored for stored in question_import.lines):
        return []
    pks = {stored["question"] for stored in question_import.lines if stored["question"]}
    questions = Question.objects.only("stem", "kind").in_bulk(pks)
    return [
        ReportLine(
            number,
            DraftQuestion.from_json(stored["draft"]),
            [Finding.from_json(finding) for finding in stored["said"]],
            None,
            known=questions.get(stored["question"]),
            twin=stored["twin"],
            decided=Outcome(stored["outcome"]),
        )
        for number, stored in enumerate(question_import.lines, start=1)
    ]


def set_defaults(*, question_import: QuestionImport, status: str, skill: Topic | None) -> None:
    """Changes what the questions get that do not say it themselves. Raises ImportDecided."""
    with transaction.atomic():
        locked = _lock(question_import)
        locked.status, locked.skill = status, skill
        locked.save(update_fields=["status", "skill"])


def choose_for_known(*, question_import: QuestionImport, action: Action | None) -> None:
    """The same choice for every question whose stem the bank or the file has already. Raises ImportDecided."""
    lines = report(question_import)
    numbers = [line.number for line in lines if line.is_known]
    choose_actions(question_import=question_import, actions=dict.fromkeys(numbers, action))


def choose_actions(*, question_import: QuestionImport, actions: Mapping[int, Action | None]) -> None:
    """Keeps what is to become of the questions at these places; None goes back to the usual. Raises ImportDecided."""
    with transaction.atomic():
        locked = _lock(question_import)
        for number, action in actions.items():
            if 0 < number <= len(locked.lines):
                locked.lines[number - 1]["action"] = action.value if action else ""
        locked.save(update_fields=["lines"])


def mend_question(
    *,
    question_import: QuestionImport,
    number: int,
    kind: str,
    stem: str,
    entries: Sequence[str],
    answer: str,
    reason: str,
    skill: str,
    topics: str,
    difficulty: str,
    use: str,
) -> None:
    """Replaces the question at `number` by what was typed, in the notation of the Excel sheet. Raises ImportDecided."""
    with transaction.atomic():
        locked = _lock(question_import)
        old = locked.lines[number - 1]
        draft = DraftQuestion(where=old["draft"]["where"], kind=kind, stem=tidy(stem), reason=tidy(reason))
        read_labels(draft, skill=skill, topics=topics, difficulty=difficulty, use=use)
        decode(draft, entries, answer)
        locked.lines[number - 1] = {"draft": draft.as_json(), "action": old["action"]}
        locked.save(update_fields=["lines"])


def accept_import(*, question_import: QuestionImport, decided_by: User) -> dict[str, int]:
    """Takes into the bank what the report shows as new or as a new version; all of it or nothing.

    Answers how many questions there were of each `Outcome`. Raises ImportDecided on a second call.
    """
    from training.tasks import index_questions

    with transaction.atomic():
        _wait_for_other_decisions()
        locked = _lock(question_import)
        lines = report(locked)
        topics = {(topic.facet == Facet.SKILL, topic.name): topic for topic in Topic.objects.all()}
        taken = [line for line in lines if line.comes_in]
        vocabulary = read_vocabulary()
        entries = [_entry(line, locked.skill, vocabulary, topics) for line in taken]
        pks = write_questions(entries, owner=decided_by, status=locked.status)
        # Inside the transaction: the work is put off exactly when the questions are written.
        for start in range(0, len(pks), BATCH):
            index_questions.enqueue(pks[start : start + BATCH])
        counts = dict(Counter(line.outcome.value for line in lines))
        _keep_report(locked, lines, {line.number: pk for line, pk in zip(taken, pks, strict=True)})
        _decide(locked, decided_by, QuestionImport.State.ACCEPTED, counts)
        return counts


def _keep_report(question_import: QuestionImport, lines: Sequence[ReportLine], written: Mapping[int, int]) -> None:
    """Notes beside each question what was said about it and what became of it; `written` are the keys by place."""
    for stored, line in zip(question_import.lines, lines, strict=True):
        stored["outcome"] = line.outcome.value
        stored["said"] = [finding.as_json() for finding in line.findings]
        stored["question"] = written.get(line.number, line.known.pk if line.known else None)
        stored["twin"] = line.twin


def _entry(
    line: ReportLine, default_skill: Topic | None, vocabulary: Vocabulary, topics: dict[tuple[bool, str], Topic]
) -> Entry:
    draft = line.draft
    skill = topics[True, str(vocabulary.skill(draft.skill))] if draft.skill else default_skill
    # A question without a skill is refused before it gets here.
    assert skill is not None
    named = [topics[False, name] for topic in draft.topics if (name := vocabulary.topic(topic))]
    return draft, skill, named, line.known if line.outcome == Outcome.VERSION else None


def discard_import(*, question_import: QuestionImport, decided_by: User) -> None:
    """Drops the questions of the file; that it was handed in stays known. Raises ImportDecided on a second call."""
    with transaction.atomic():
        locked = _lock(question_import)
        locked.lines = locked.findings = []
        _decide(locked, decided_by, QuestionImport.State.DISCARDED, {})


def read_vocabulary() -> Vocabulary:
    """The skills and topics of the portal by name and code."""
    skills, topics = {}, {}
    for topic in Topic.objects.all():
        names = skills if topic.facet == Facet.SKILL else topics
        names[fold(topic.slug)] = names[fold(topic.name)] = topic.name
    return Vocabulary(skills, topics)


def _lock(question_import: QuestionImport) -> QuestionImport:
    locked = QuestionImport.objects.select_for_update(of=("self",)).select_related("skill").get(pk=question_import.pk)
    if not locked.is_open:
        raise ImportDecided
    return locked


def _wait_for_other_decisions() -> None:
    """Lets one file after the other into the bank: the report of the second must know what the first has brought."""
    waiting = QuestionImport.objects.filter(state=QuestionImport.State.READY).order_by("pk")
    list(waiting.select_for_update().values_list("pk"))


def _decide(question_import: QuestionImport, decided_by: User, state: str, counts: dict[str, int]) -> None:
    question_import.state, question_import.counts = state, counts
    question_import.decided_by, question_import.decided_at = decided_by, timezone.now()
    question_import.save(update_fields=["state", "counts", "decided_by", "decided_at", "lines", "findings"])
