"""The way of a file of questions: dry run, mending, acceptance."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from modelsearch.backends import get_search_backend
from wagtail.models import ReferenceIndex

from cadres.sheets.errors import UnreadableFile
from content.models import Topic
from training.enums import QuestionKind, QuestionStatus
from training.importing.examples import EXAMPLES
from training.importing.gift_writing import cannot_carry, write_gift
from training.importing.sheet_writing import write_sheet
from training.importing.writing import OutForm, sort_out, write_questions
from training.models import Question, QuestionImport
from training.services import question_import as service
from training.services.question_export import as_drafts
from training.services.question_import import Action, Outcome

from .drafts import fair_drafts
from .factories import QuestionFactory, skill
from .question_files import codes, row, xlsx_file

pytestmark = pytest.mark.django_db
State = QuestionImport.State


def start(user, *rows, data=None, name="题目.xlsx", status=QuestionStatus.READY, skill=None):
    data = xlsx_file(*rows) if data is None else data
    return service.start_import(uploaded_by=user, file_name=name, data=data, status=status, skill=skill)


def outcomes(made):
    return [line.outcome for line in service.report(made)]


def state_of_the_bank():
    return list(Question.objects.order_by("pk").values()), Question.topics.through.objects.count()


def bank():
    return as_drafts(Question.objects.select_related("skill").prefetch_related("topics").order_by("pk"))


def test_dry_run_writes_nothing_into_the_bank(cast):
    QuestionFactory()
    before = state_of_the_bank()
    made = start(cast.trainer, row(), row("另一题", answer="X"))
    assert outcomes(made) == [Outcome.NEW, Outcome.REFUSED]
    assert state_of_the_bank() == before


def test_unreadable_file_leaves_no_trace(cast):
    with pytest.raises(UnreadableFile):
        start(cast.trainer, data=b"rubbish")
    assert not QuestionImport.objects.exists()


def test_accepted_questions_belong_to_who_accepted(cast):
    made = start(cast.trainer, row(topics="谈中；年轻干部", difficulty="4"))
    counts = service.accept_import(question_import=made, decided_by=cast.trainer)
    question = Question.objects.get()
    assert counts == {Outcome.NEW: 1}
    assert (question.owner, question.status, question.skill, question.difficulty) == (
        cast.trainer, QuestionStatus.READY, skill("timing"), 4
    )  # fmt: skip
    assert {topic.name for topic in question.topics.all()} == {"谈中", "年轻干部"}
    assert question.current_version().parts == [{"text": "对方", "is_key": True}, {"text": "自己", "is_key": False}]
    made.refresh_from_db()
    assert (made.state, made.decided_by, made.counts) == (State.ACCEPTED, cast.trainer, {"new": 1})


@pytest.mark.parametrize("status", [QuestionStatus.DRAFT, QuestionStatus.READY])
def test_question_without_a_reason_is_a_draft(cast, status):
    made = start(cast.trainer, row(), row("另一题", reason=""), status=status)
    service.accept_import(question_import=made, decided_by=cast.trainer)
    assert list(Question.objects.order_by("pk").values_list("status", flat=True)) == [status, QuestionStatus.DRAFT]


def test_accepted_report_tells_what_became_of_each_question(cast):
    known, other = QuestionFactory(stem="谁先说话？"), QuestionFactory(stem="另一题")
    made = start(cast.trainer, row("新的题"), row(), row("另一题"), row("第四题", answer="E"), row("新的题！"))
    service.choose_actions(question_import=made, actions={2: Action.VERSION})
    made.refresh_from_db()
    before = [(line.draft, codes(line), line.twin) for line in service.report(made)]
    service.accept_import(question_import=made, decided_by=cast.trainer)
    made.refresh_from_db()
    lines = service.accepted_report(made)
    fresh = Question.objects.get(stem="新的题")
    assert [(line.outcome, line.known) for line in lines] == [
        (Outcome.NEW, fresh),
        (Outcome.VERSION, known),
        (Outcome.DUPLICATE, other),
        (Outcome.REFUSED, None),
        (Outcome.DUPLICATE, None),
    ]
    assert [(line.draft, codes(line), line.twin) for line in lines] == before


def test_report_of_an_acceptance_that_kept_none_is_empty(cast):
    made = start(cast.trainer, row())
    assert service.accepted_report(made) == []


def test_skill_for_questions_that_name_none(cast):
    made = start(cast.trainer, row(skill=""), row("另一题"))
    assert [codes(line) for line in service.report(made)] == [["no_skill"], []]
    service.set_defaults(question_import=made, status=QuestionStatus.DRAFT, skill=skill("art"))
    made.refresh_from_db()
    service.accept_import(question_import=made, decided_by=cast.trainer)
    assert [question.skill for question in Question.objects.order_by("pk")] == [skill("art"), skill("timing")]
    assert set(Question.objects.values_list("status", flat=True)) == {QuestionStatus.DRAFT}


@pytest.mark.parametrize("stem", ["谁先说话？", "谁先说话", " 谁 先说话？？", "【谁先说话】"])
def test_known_stem_is_found_whatever_its_punctuation(cast, stem):
    known = QuestionFactory(stem="谁先说话？")
    line = service.report(start(cast.trainer, row(stem)))[0]
    assert (line.outcome, line.known, line.can_replace) == (Outcome.DUPLICATE, known, True)


def test_known_question_gets_a_new_version_when_asked_to(cast):
    known = QuestionFactory(stem="谁先说话？", owner=cast.administrator)
    made = start(cast.trainer, row(difficulty=""))
    service.choose_actions(question_import=made, actions={1: Action.VERSION})
    made.refresh_from_db()
    assert service.accept_import(question_import=made, decided_by=cast.trainer) == {Outcome.VERSION: 1}
    known.refresh_from_db()
    assert (Question.objects.count(), known.versions.count(), known.owner) == (1, 2, cast.administrator)
    assert [part["text"] for part in known.plain_parts()] == ["对方", "自己"]


def test_known_question_keeps_what_the_file_is_silent_about(cast):
    during = Topic.objects.get(name="谈中")
    known = QuestionFactory(stem="谁先说话？", reason="旧的理由", difficulty=5, topics=[during], test_only=True)
    made = start(cast.trainer, row(reason="", difficulty=""), status=QuestionStatus.DRAFT)
    service.choose_for_known(question_import=made, action=Action.VERSION)
    made.refresh_from_db()
    service.accept_import(question_import=made, decided_by=cast.trainer)
    known.refresh_from_db()
    assert (known.status, known.reason, known.difficulty, known.test_only, list(known.topics.all())) == (
        QuestionStatus.READY, "旧的理由", 5, True, [during]
    )  # fmt: skip
    assert known.current_version().number == 2


@pytest.mark.parametrize(("said", "kept"), [(True, True), (False, False), (None, True)])
def test_known_question_is_for_tests_only_as_the_file_says(cast, said, kept):
    known = QuestionFactory(stem="谁先说话？", test_only=said is not True)
    draft = replace(EXAMPLES[QuestionKind.SINGLE], stem=known.stem, test_only=said)
    made = start(cast.trainer, data=write_sheet([draft], in_chinese=True, title="题目"))
    service.choose_for_known(question_import=made, action=Action.VERSION)
    made.refresh_from_db()
    assert service.accept_import(question_import=made, decided_by=cast.trainer) == {Outcome.VERSION: 1}
    known.refresh_from_db()
    assert known.test_only is kept


def test_known_question_that_says_the_same_gets_no_version(cast):
    made = start(cast.trainer, row())
    service.accept_import(question_import=made, decided_by=cast.trainer)
    again = start(cast.trainer, row())
    service.choose_for_known(question_import=again, action=Action.VERSION)
    again.refresh_from_db()
    service.accept_import(question_import=again, decided_by=cast.trainer)
    assert Question.objects.get().versions.count() == 1


def test_accepted_questions_are_found_by_the_search(cast):
    made = start(cast.trainer, row("乙丙丁戊？"), row("另一题"))
    service.accept_import(question_import=made, decided_by=cast.trainer)
    found = get_search_backend().search("乙丙丁戊？", Question)
    assert [question.stem for question in found] == ["乙丙丁戊？"]
    assert ReferenceIndex.get_references_to(skill("timing")).filter(base_content_type__model="question").count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_acceptance_asks_the_database_equally_often(cast, django_assert_num_queries, monkeypatch, count):
    monkeypatch.setattr("training.services.question_writing.index_questions", lambda pks: None)
    made = start(cast.trainer, *(row(f"第{number}题？", topics="谈中") for number in range(count)))
    with django_assert_num_queries(13):
        service.accept_import(question_import=made, decided_by=cast.trainer)


def test_known_question_keeps_its_kind(cast):
    QuestionFactory(stem="谁先说话？", kind=QuestionKind.MULTIPLE)
    made = start(cast.trainer, row())
    service.choose_actions(question_import=made, actions={1: Action.VERSION})
    made.refresh_from_db()
    assert outcomes(made) == [Outcome.DUPLICATE]


def test_same_stem_twice_in_a_file_comes_in_once(cast):
    made = start(cast.trainer, row(), row("谁先说话", "甲", "乙"))
    assert [(line.outcome, line.twin) for line in service.report(made)] == [(Outcome.NEW, None), (Outcome.DUPLICATE, 1)]
    service.choose_actions(question_import=made, actions={1: Action.SKIP, 2: Action.CREATE})
    made.refresh_from_db()
    assert service.accept_import(question_import=made, decided_by=cast.trainer) == {Outcome.SKIPPED: 1, Outcome.NEW: 1}
    assert [part["text"] for part in Question.objects.get().plain_parts()] == ["甲", "乙"]


def test_question_that_reached_the_bank_meanwhile_is_not_taken_in_again(cast):
    first, second = start(cast.trainer, row()), start(cast.trainer, row())
    service.accept_import(question_import=first, decided_by=cast.trainer)
    assert service.accept_import(question_import=second, decided_by=cast.trainer) == {Outcome.DUPLICATE: 1}
    assert Question.objects.count() == 1


def test_refused_question_is_mended_in_place(cast):
    made = start(cast.trainer, row(answer="X"), row("另一题"))
    typed = {
        "kind": "single",
        "stem": "谁先\r\n说话？ ",
        "entries": ["对方", "自己", ""],
        "answer": "b",
        "reason": "先听。",
    }
    labels = {"skill": "把握时机", "topics": "", "difficulty": "5", "use": "仅供测验"}
    service.mend_question(question_import=made, number=1, **typed, **labels)
    made.refresh_from_db()
    assert outcomes(made) == [Outcome.NEW, Outcome.NEW]
    service.accept_import(question_import=made, decided_by=cast.trainer)
    first = Question.objects.order_by("pk").first()
    keys = [part["is_key"] for part in first.plain_parts()]
    assert (first.stem, first.difficulty, first.test_only, keys) == ("谁先\n说话？", 5, True, [False, True])


def test_refused_question_stays_out_whatever_is_chosen(cast):
    made = start(cast.trainer, row(answer="X"), row("另一题"))
    service.choose_actions(question_import=made, actions={1: Action.CREATE})
    made.refresh_from_db()
    assert service.accept_import(question_import=made, decided_by=cast.trainer) == {Outcome.REFUSED: 1, Outcome.NEW: 1}
    assert Question.objects.get().stem == "另一题"


def test_choice_for_a_place_that_is_not_there_changes_nothing(cast):
    made = start(cast.trainer, row())
    service.choose_actions(question_import=made, actions={0: Action.SKIP, 2: Action.SKIP, 99: Action.SKIP})
    made.refresh_from_db()
    assert outcomes(made) == [Outcome.NEW]


def decided(made, how, user):
    (service.accept_import if how == "accept" else service.discard_import)(question_import=made, decided_by=user)


@pytest.mark.parametrize("how", ["accept", "discard"])
def test_decided_import_changes_no_more(cast, how):
    made = start(cast.trainer, row())
    decided(made, how, cast.trainer)
    before = state_of_the_bank()
    verbs = [
        lambda: decided(made, "accept", cast.trainer),
        lambda: decided(made, "discard", cast.trainer),
        lambda: service.choose_actions(question_import=made, actions={1: None}),
        lambda: service.set_defaults(question_import=made, status="draft", skill=None),
        lambda: service.mend_question(
            question_import=made, number=1, kind="", stem="甲", entries=[], answer="", reason="", skill="", topics="",
            difficulty="", use="",
        ),
    ]  # fmt: skip
    for verb in verbs:
        with pytest.raises(service.ImportDecided):
            verb()
    assert state_of_the_bank() == before


def test_acceptance_is_all_or_nothing(cast, monkeypatch):
    made = start(cast.trainer, row(), row("另一题"))

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("training.services.question_writing._set_topics", fail)
    with pytest.raises(RuntimeError):
        service.accept_import(question_import=made, decided_by=cast.trainer)
    made.refresh_from_db()
    assert (Question.objects.count(), made.state) == (0, State.READY)


@pytest.mark.parametrize("count", [1, 3])
def test_report_asks_the_database_equally_often(cast, django_assert_num_queries, count):
    made = start(cast.trainer, *(row(f"第{number}题？") for number in range(count)))
    QuestionFactory.create_batch(count)
    with django_assert_num_queries(2):
        service.report(made)


def test_imports_are_seen_by_who_handed_them_in_and_by_administrators(cast):
    from training.permissions import user_can_keep_bank, user_can_view_import

    made = [start(cast.trainer, row()), start(cast.administrator, row())]
    for part, person in cast.people().items():
        seen = set(QuestionImport.objects.visible_to(person))
        assert seen == {each for each in made if user_can_view_import(person, each)}
        assert user_can_keep_bank(person) == (part in ("trainer", "administrator"))
    assert set(QuestionImport.objects.visible_to(cast.trainer)) == {made[0]}
    assert set(QuestionImport.objects.visible_to(cast.administrator)) == set(made)


def test_bank_is_the_same_after_excel_bank_gift_bank(cast):
    """Excel → bank → GIFT → bank, each kind once, with the first questions taken out of the way in between."""
    given = list(EXAMPLES.values())
    made = start(cast.trainer, data=write_sheet(given, in_chinese=True, title="题目"))
    service.accept_import(question_import=made, decided_by=cast.trainer)
    first = bank()
    assert [draft.content() for draft in first] == [draft.content() for draft in given]
    gift = write_gift(first)
    for question in Question.objects.all():
        question.stem = f"旧 {question.stem}"
        question.save()
    again = start(cast.trainer, data=gift.encode(), name="题目.txt")
    service.accept_import(question_import=again, decided_by=cast.trainer)
    second = [draft for draft in bank() if not draft.stem.startswith("旧")]
    assert [draft.content() for draft in second] == [draft.content() for draft in given]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(draft=fair_drafts.filter(lambda draft: not cannot_carry(draft)))
def test_bank_gives_back_what_it_took(cast, draft):
    draft.skill, draft.topics, draft.difficulty = "确定重点", ["谈后"], draft.difficulty or 3
    draft.test_only = bool(draft.test_only)
    known = set(Question.objects.values_list("pk", flat=True))
    made = start(cast.trainer, data=write_sheet([draft], in_chinese=True, title="题目"))
    service.choose_actions(question_import=made, actions={1: Action.CREATE})
    made.refresh_from_db()
    service.accept_import(question_import=made, decided_by=cast.trainer)
    taken = Question.objects.exclude(pk__in=known).select_related("skill").prefetch_related("topics")
    assert [found.content() for found in as_drafts(taken)] == [draft.content()]


@pytest.mark.parametrize(
    ("form", "left"),
    [(OutForm.SHEET, []), (OutForm.MOODLE, ["not_finished"]), (OutForm.GIFT, ["not_finished", "gift_one_gap"])],
)
def test_export_tells_what_stays_behind(cast, form, left):
    QuestionFactory()
    QuestionFactory(status=QuestionStatus.DRAFT, parts=[{"text": "一", "is_key": False}])
    QuestionFactory(
        kind=QuestionKind.FILL_IN, stem="备____和备____", parts=[{"accepted": ["人"]}, {"accepted": ["时"]}]
    )
    found = sort_out(bank(), form)
    assert [reason for _draft, reason in found.left_out] == left
    assert write_questions(bank(), form, in_chinese=True, title="题目")
