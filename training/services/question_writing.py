"""Writing many questions into the bank at once: a file may hold 2,000, and one by one they would take a minute."""

from collections.abc import Iterable, Sequence

from django.db.models import Prefetch
from modelsearch.backends import get_search_backends
from wagtail.models import ReferenceIndex

from cadres.models import User
from content.models import Topic
from training.enums import QuestionStatus
from training.importing.draft import DraftQuestion
from training.kinds import KINDS
from training.models import Question, QuestionVersion

BATCH = 200
_CHANGED = ["stem", "parts", "reason", "skill", "difficulty", "test_only"]

#: A question as a file has it with the skill and the topics it names, and the known question that it is to replace.
Entry = tuple[DraftQuestion, Topic, list[Topic], Question | None]


def write_questions(entries: Sequence[Entry], *, owner: User, status: str) -> list[int]:
    """Makes each entry a new question, or the next version of the known one. The caller holds the transaction.

    New ones belong to `owner` and come in with `status`, but as drafts when they have no reason. Known ones keep their
    owner and status, and what the file says nothing about. Answers the keys in the order of `entries`; bulk writes send
    no signals, so `index_questions` has to be told.
    """
    known = _with_last_version([question.pk for *_others, question in entries if question])
    new, changed, topics = [], [], []
    for draft, skill, named, replaced in entries:
        question = known[replaced.pk] if replaced else Question(kind=draft.kind, owner=owner)
        _fill(question, draft, skill)
        if replaced:
            changed.append(question)
        else:
            question.status = status if draft.reason else QuestionStatus.DRAFT
            new.append(question)
        topics.append((question, named))
    Question.objects.bulk_create(new, batch_size=BATCH)
    Question.objects.bulk_update(changed, _CHANGED, batch_size=BATCH)
    _freeze([*new, *changed])
    _set_topics(topics)
    return [question.pk for question, _named in topics]


def index_questions(pks: Sequence[int]) -> None:
    """Tells the search index and the index of references about questions that were written in bulk."""
    questions = list(Question.objects.filter(pk__in=pks))
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(Question, questions)
    for question in questions:
        ReferenceIndex.create_or_update_for_object(question)


def _with_last_version(pks: Sequence[int]) -> dict[int, Question]:
    """The questions by key, held against other changes; the first of `frozen` is the last version of each."""
    versions = Prefetch("versions", QuestionVersion.objects.order_by("-number"), to_attr="frozen")
    return Question.objects.select_for_update(no_key=True).prefetch_related(versions).in_bulk(pks)


def _fill(question: Question, draft: DraftQuestion, skill: Topic) -> None:
    block = KINDS[draft.kind].block
    question.stem, question.skill = draft.stem, skill
    question.parts = [{"type": block, "value": part} for part in draft.parts]
    question.reason = draft.reason or question.reason
    question.difficulty = draft.difficulty or question.difficulty
    if draft.test_only is not None:
        question.test_only = draft.test_only


def _freeze(questions: Iterable[Question]) -> None:
    """As `Question.save` does for one."""
    fresh = (
        question.next_version(next(iter(getattr(question, "frozen", [])), None))
        for question in questions
        if question.status == QuestionStatus.READY
    )
    QuestionVersion.objects.bulk_create([version for version in fresh if version], batch_size=BATCH)


def _set_topics(topics: Iterable[tuple[Question, list[Topic]]]) -> None:
    """Where a file names topics they take the place of those there are."""
    named = [(question, found) for question, found in topics if found]
    link = Question.topics.through
    link.objects.filter(question__in=[question for question, _found in named]).delete()
    link.objects.bulk_create(
        [
            link(question=question, topic=topic)
            for question, found in named
            for topic in {topic.pk: topic for topic in found}.values()
        ],
        batch_size=BATCH,
    )
