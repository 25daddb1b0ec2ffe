"""Every byte that a learner receives before the key may be shown: no key, no mark, no reason, no id."""

import json

import pytest
from django.utils import timezone

from guides.tests.factories import GuideFactory
from training.enums import QuestionKind, ReviewDepth, ReviewTime
from training.errors import StartRefused
from training.kinds import KINDS
from training.models import QuizAttempt
from training.services.attempts import save_answer, start_attempt, submit_attempt
from training.tests.factories import QuestionFactory, QuizFactory, default_parts
from training.tests.test_attempt_views import address, send, whole_form
from training.tests.test_attempts import keys

pytestmark = pytest.mark.django_db

CANARY = "金丝雀"
#: No question of the tests has a number near it.
FIRST_ID = 9_170_001
#: How keys, grades and marks are called in the data, and how the review shows them.
WORDS = [
    "is_key", "is_fault", "is_right", "accepted", "grade", "solution", "criterion", "reveal", "option--key",
    "option--fault", "given--right", "given--wrong", "question__reason", "Right choice", "Harmful", "Acceptable",
]  # fmt: skip


def parts_with_canaries(kind: str) -> list[dict]:
    """Valid parts in which each text that only the review may show carries the canary."""
    parts = default_parts(kind)
    for part in parts:
        if kind == QuestionKind.FILL_IN:
            part["accepted"] = [part["accepted"][0], f"{CANARY}答案"]
        elif kind == QuestionKind.DIALOGUE and part["is_fault"]:
            part["note"] = f"{CANARY}说明"
        elif kind == QuestionKind.SHORT_ANSWER:
            part["criterion"] += CANARY
    return parts


@pytest.fixture
def bank(cast):
    """One question of each kind; what only the review may show carries the canary and the name of the kind."""
    guide = GuideFactory(title=f"{CANARY}指南")
    return [
        QuestionFactory(
            pk=FIRST_ID + number,
            kind=kind,
            parts=parts_with_canaries(kind),
            reason=f"{CANARY}理由-{kind}。",
            guide=guide,
        )
        for number, kind in enumerate(QuestionKind)
    ]


def received(response) -> str:
    """All of an answer: every hop, head and body."""
    hops = [*getattr(response, "redirect_chain", []), response.status_code, *response.headers.items()]
    return f"{hops}{response.content.decode()}"


def told(response) -> tuple:
    """What an answer to a save says, without the number and what is random."""
    body = {name: value for name, value in json.loads(response.content).items() if name != "sequence"}
    return response.status_code, body, sorted(set(response.headers) - {"Set-Cookie"})


def wrong_values(answer) -> list[str]:
    """Values that the kind takes and that are not the solution."""
    rules, version = KINDS[answer.version.kind], answer.version
    right = keys(answer)
    other = {
        "choices": lambda: [next(str(place) for place in range(len(answer.option_order)) if str(place) not in right)],
        "turns": lambda: [next(str(place) for place in range(len(answer.option_order)) if str(place) not in right)],
        "gaps": lambda: ["别的话"] * len(version.parts),
        "ranks": lambda: [*right[1:], right[0]],
        "pairs": lambda: [right[0]] * len(right),
        "text": lambda: ["别的话"],
    }
    return other[rules.control]()


def test_nothing_of_keys_and_reasons_leaves_the_server_before_submission(learner, cast, bank, time_machine):
    # Else the seconds that are left would differ between replies.
    time_machine.move_to(timezone.now(), tick=False)
    quiz = QuizFactory(questions=bank, time_limit=60)
    attempt = start_attempt(user=cast.learner, quiz=quiz)
    responses = [learner.get(page.get_url()) for page in (quiz, quiz.course)]
    responses += [learner.get(address(attempt)), learner.get(address(attempt, "time_left"))]
    for answer in attempt.answers.all():
        replies = [
            send(learner, attempt, {"values": values, "sequence": number}, answer.position)
            for number, values in enumerate([keys(answer), wrong_values(answer), []], start=1)
        ]
        assert {told(reply)[0] for reply in replies} == {200}
        assert len({str(told(reply)) for reply in replies}) == 1, answer.version.kind
        responses += replies
        responses.append(send(learner, attempt, {"values": keys(answer), "sequence": 1}, answer.position))
        responses.append(send(learner, attempt, {"values": ["x"] * 59, "sequence": 9}, answer.position))
    responses += [
        learner.post(address(attempt, "submit_attempt"), {"action": "save"}, follow=True),
        learner.post(address(attempt, "submit_attempt"), {"action": "submit"}, follow=True),
        learner.post(address(attempt, "submit_attempt"), {"action": "reveal-1", "mode": "practice"}, follow=True),
    ]
    for response in responses:
        text = received(response)
        assert CANARY not in text
        assert [word for word in WORDS if word in text] == []
        assert [str(question.pk) for question in bank if str(question.pk) in text] == []
    assert QuizAttempt.objects.get().is_open


def test_page_is_the_same_whether_answers_are_right_or_wrong(learner, cast, bank):
    """Length and markup tell nothing: only what the reader chose differs."""
    quiz = QuizFactory(questions=[question for question in bank if question.kind in ("single", "situational")])
    attempt = start_attempt(user=cast.learner, quiz=quiz)
    pages = []
    for sequence, values_of in enumerate([keys, wrong_values], start=1):
        for answer in attempt.answers.all():
            save_answer(attempt=attempt, position=answer.position, values=values_of(answer), sequence=sequence)
        page = learner.get(address(attempt)).content.decode().replace(" checked", "")
        pages.append([line for line in page.splitlines() if "csrf" not in line and "sequence-" not in line])
    assert pages[0] == pages[1]


def test_reveal_in_a_test_shows_nothing(learner, cast, bank):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory(questions=bank))
    response = learner.post(address(attempt, "submit_attempt"), {"action": "reveal-1"}, follow=True)
    assert CANARY not in received(response)
    assert QuizAttempt.objects.get().is_open
    assert list(attempt.answers.filter(revealed_at__isnull=False)) == []


def test_result_shows_no_key_before_its_time(learner, cast, bank):
    quiz = QuizFactory(questions=bank, review_time=ReviewTime.DECIDED, attempts_allowed=2)
    attempt = start_attempt(user=cast.learner, quiz=quiz)
    response = learner.post(address(attempt, "submit_attempt"), {"action": "submit_incomplete"}, follow=True)
    assert not QuizAttempt.objects.get().is_open
    for seen in (response, learner.get(address(attempt)), learner.get(quiz.get_url())):
        assert CANARY not in received(seen)
        assert "question--reviewed" not in received(seen)
    last = start_attempt(user=cast.learner, quiz=quiz)
    # None is left to begin, but the last one still asks the same questions.
    assert CANARY not in received(learner.get(address(attempt)))
    submit_attempt(attempt=last)
    assert received(learner.get(address(attempt))).count(f"{CANARY}理由") == len(bank)


def test_result_with_marks_alone_shows_no_key(learner, cast, bank):
    quiz = QuizFactory(questions=bank, review_depth=ReviewDepth.MARKS)
    attempt = start_attempt(user=cast.learner, quiz=quiz)
    text = received(learner.post(address(attempt, "submit_attempt"), whole_form(attempt), follow=True))
    # The right short answer of the tests repeats its rubric: what the reader typed is the reader's own.
    assert text.count(CANARY) == text.count(f"{CANARY}</p>") + text.count(f"{CANARY} ")
    assert f"{CANARY}理由" not in text
    assert [word for word in WORDS if word in text] == []
    assert text.count("question--reviewed") == len(bank)


def test_practice_shows_the_key_of_what_was_asked_for_alone(learner, cast, bank):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory(questions=bank, practice=True), mode="practice")
    assert CANARY not in received(learner.get(address(attempt)))
    for position, question in enumerate(bank, start=1):
        response = learner.post(address(attempt, "submit_attempt"), {"action": f"reveal-{position}"})
        assert response.url == f"{address(attempt)}#question-{position}"
        shown = [one.kind for one in bank if f"{CANARY}理由-{one.kind}。" in received(learner.get(address(attempt)))]
        assert shown == [one.kind for one in bank[:position]]
        assert send(learner, attempt, {"values": [], "sequence": 5}, position).status_code == 409
        assert question.kind in shown
    assert QuizAttempt.objects.get().is_open


@pytest.mark.parametrize("position", ["0", "10", "99999999", "x", "", "-1"])
def test_reveal_of_a_question_that_was_not_asked_shows_nothing(learner, cast, bank, position):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory(questions=bank, practice=True), mode="practice")
    response = learner.post(address(attempt, "submit_attempt"), {"action": f"reveal-{position}"})
    assert response.status_code in {302, 404}
    assert QuizAttempt.objects.get().is_open
    assert list(attempt.answers.filter(revealed_at__isnull=False)) == []


@pytest.fixture
def withheld(learner, cast, bank):
    """A practised question and a submitted test, and a test at another quiz that asks the same and is open."""
    quiz = QuizFactory(questions=bank, practice=True, review_time=ReviewTime.SUBMITTED)
    other = QuizFactory(questions=[*bank[:1], QuestionFactory()], practice=True)
    practice = start_attempt(user=cast.learner, quiz=quiz, mode="practice")
    learner.post(address(practice, "submit_attempt"), {"action": "reveal-1"})
    submitted = submit_attempt(attempt=start_attempt(user=cast.learner, quiz=quiz))
    assert f"{CANARY}理由-single" in received(learner.get(address(practice)))
    assert f"{CANARY}理由-single" in received(learner.get(address(submitted)))
    return practice, submitted, start_attempt(user=cast.learner, quiz=other)


def test_practice_and_review_withhold_what_an_open_test_asks(learner, cast, withheld):
    practice, submitted, test = withheld
    learner.post(address(practice, "submit_attempt"), {"action": "reveal-2"})
    shown = received(learner.get(address(practice)))
    assert (f"{CANARY}理由-single" in shown, f"{CANARY}理由-multiple" in shown) == (False, True)
    assert CANARY not in received(learner.get(address(submitted)))
    assert "They are shown here when it is submitted" in received(learner.get(address(submitted)))
    submit_attempt(attempt=practice)
    assert CANARY not in received(learner.get(address(practice)))
    submit_attempt(attempt=test)
    for attempt in (practice, submitted):
        assert f"{CANARY}理由-single" in received(learner.get(address(attempt)))


def test_reveal_of_what_an_open_test_asks_is_put_off(learner, cast, bank):
    quiz = QuizFactory(questions=bank, practice=True)
    practice = start_attempt(user=cast.learner, quiz=quiz, mode="practice")
    test = start_attempt(user=cast.learner, quiz=QuizFactory(questions=bank[:1]))
    response = learner.post(address(practice, "submit_attempt"), {"action": "reveal-1"}, follow=True)
    assert "You see the reason when that test is submitted." in received(response)
    assert CANARY not in received(response)
    assert not practice.answers.filter(revealed_at__isnull=False).exists()
    submit_attempt(attempt=test)
    response = learner.post(address(practice, "submit_attempt"), {"action": "reveal-1"}, follow=True)
    assert f"{CANARY}理由-single" in received(response)


def test_practice_asks_nothing_that_an_open_test_asks(learner, cast, bank):
    quiz, whole = QuizFactory(questions=bank, practice=True), QuizFactory(questions=bank[:1], practice=True)
    test = start_attempt(user=cast.learner, quiz=whole)
    begun = start_attempt(user=cast.learner, quiz=quiz, mode="practice")
    assert [answer.version.question for answer in begun.answers.order_by("position")] == bank[1:]
    with pytest.raises(StartRefused) as refused:
        start_attempt(user=cast.learner, quiz=whole, mode="practice")
    assert refused.value.code == "test_open"
    assert start_attempt(user=cast.junior, quiz=whole, mode="practice").maximum == 1
    submit_attempt(attempt=test)
    assert start_attempt(user=cast.learner, quiz=whole, mode="practice").maximum == 1
