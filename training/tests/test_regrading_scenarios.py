"""For any answers and keys the signed regrade does just what the dry run told."""

import datetime

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from training.enums import Grade, MultipleMarking, QuestionKind, RegradeMode
from training.errors import RegradeRefused
from training.models import QuestionVersion
from training.services.attempts import settle_result, submit_attempt
from training.services.regrade_plans import Proposal, dry_run
from training.tests.factories import QuestionFactory, QuizFactory
from training.tests.marking_steps import RIGHT, marks, refused, result, sign, take_test

NOON = datetime.datetime(2026, 3, 2, 4, tzinfo=datetime.UTC)
KEYED = [mode for mode in RegradeMode if mode in ("corrected_key", "both_keys")]
KINDS_WITH_KEYS = [
    QuestionKind.SINGLE,
    QuestionKind.MULTIPLE,
    QuestionKind.SITUATIONAL,
    QuestionKind.ORDERING,
    QuestionKind.DIALOGUE,
]


def planned(run):
    return {one.attempt.pk: one.change for one in run.affected}


@st.composite
def keyed(draw, kind, texts):
    """Parts of this kind with these texts and any key."""
    if kind == QuestionKind.ORDERING:
        return [{"text": text} for text in draw(st.permutations(texts))]
    if kind == QuestionKind.SITUATIONAL:
        return [{"text": text, "grade": draw(st.sampled_from(Grade.values))} for text in texts]
    if kind == QuestionKind.DIALOGUE:
        return [{"speaker": "李某", "text": text, "is_fault": draw(st.booleans()), "note": ""} for text in texts]
    key = draw(st.sampled_from(texts))
    return [
        {"text": text, "is_key": text == key or (kind == QuestionKind.MULTIPLE and draw(st.booleans()))}
        for text in texts
    ]


@st.composite
def responses(draw, kind, count):
    if kind == QuestionKind.ORDERING:
        return draw(st.just([]) | st.lists(st.integers(0, count), min_size=count, max_size=count))
    most = count if kind in (QuestionKind.MULTIPLE, QuestionKind.DIALOGUE) else 1
    return sorted(draw(st.sets(st.integers(0, count - 1), max_size=most)))


@st.composite
def scenarios(draw):
    kind = draw(st.sampled_from(KINDS_WITH_KEYS))
    texts = ["甲", "乙", "丙", "丁"][: draw(st.integers(3, 4))]
    return {
        "kind": kind,
        "shown": draw(keyed(kind, texts)),
        "corrected": draw(keyed(kind, texts)),
        "mode": draw(st.sampled_from(RegradeMode.values)),
        "only_raise": draw(st.booleans()),
        "responses": draw(st.lists(responses(kind, len(texts)), min_size=1, max_size=3)),
        "rule": draw(st.sampled_from(MultipleMarking.values)),
        "pass_mark": draw(st.integers(1, 100)),
        "skill_minimum": draw(st.none() | st.integers(1, 100)),
        "others": draw(st.lists(st.booleans(), min_size=3, max_size=3)),
    }


def sat(cast, made):
    """The faulty version, the corrected one, and a submitted attempt for each response."""
    question = QuestionFactory(kind=made["kind"], status="draft")
    shown = QuestionVersion.objects.create(
        question=question,
        number=1,
        kind=made["kind"],
        skill=question.skill,
        stem="题",
        parts=made["shown"],
        reason="因",
    )
    corrected = QuestionVersion.objects.create(
        question=question, number=2, kind=made["kind"], skill=question.skill, stem="题", parts=made["corrected"],
        reason="因",
    )  # fmt: skip
    quiz = QuizFactory(
        questions=2,
        pass_mark=made["pass_mark"],
        skill_minimum=made["skill_minimum"],
        multiple_marking=made["rule"],
    )
    people = [cast.learner, cast.junior, cast.outsider]
    attempts = []
    for user, response, is_right in zip(people, made["responses"], made["others"], strict=False):
        attempt = take_test(user, quiz, RIGHT if is_right else [], RIGHT, submit=False)
        attempt.answers.create(version=shown, position=3, option_order=[0, 1, 2, 3], response=response)
        attempts.append(submit_attempt(attempt=attempt))
    return shown, corrected, attempts


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(made=scenarios())
def test_dry_run_tells_exactly_what_the_signed_regrade_does(cast, made):
    with transaction.atomic():
        shown, corrected, attempts = sat(cast, made)
        before = {attempt.pk: (result(attempt), marks(attempt)) for attempt in attempts}
        proposal = Proposal(
            shown, made["mode"], corrected if made["mode"] in KEYED else None, only_raise=made["only_raise"]
        )
        if made["mode"] in KEYED and made["shown"] == made["corrected"]:
            with refused(RegradeRefused, "same_key"):
                dry_run(proposal=proposal)
            transaction.set_rollback(True)
            return
        run = dry_run(proposal=proposal)
        foreseen = planned(run)
        sign(proposal, cast.trainer, run=run)
        for attempt in attempts:
            points, maximum, passed = result(attempt)
            change = foreseen.get(attempt.pk)
            if change is None or change.needs_decision:
                assert ((points, maximum, passed), marks(attempt)) == before[attempt.pk]
            else:
                after = change.result_after
                assert (points, maximum, passed) == (after.points, after.maximum, after.passed)
                assert marks(attempt)[2] == change.after
                settle_result(attempt=attempt, at=attempt.submitted_at)
                assert result(attempt) == (after.points, after.maximum, after.passed)
            if made["only_raise"]:
                earlier = before[attempt.pk][0]
                assert passed >= earlier[2]
                assert points * earlier[1] >= earlier[0] * maximum
        # Nothing is left to do but what a person has to decide.
        assert all(one.change.needs_decision for one in dry_run(proposal=proposal).affected)
        transaction.set_rollback(True)
