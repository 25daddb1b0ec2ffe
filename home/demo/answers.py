"""What a demo person answers: rightly, or as people do who have half understood."""

from functools import cache
from random import Random

from home.demo.content import read_folder
from training.enums import QuestionKind
from training.kinds import KINDS
from training.models import Answer


def choose_values(random: Random, answer: Answer, skill: float) -> list[str]:
    """The values of a form: right with the chance `skill`, which falls with the difficulty; else a tempting mistake."""
    version = answer.version
    rules = KINDS[version.kind]
    right = rules.write(version.parts, answer.option_order, rules.solution(version.parts))
    is_right = random.random() < skill - 0.04 * (version.question.difficulty - 3)
    if version.kind == QuestionKind.SHORT_ANSWER:
        return [_write(answer, is_good=is_right)]
    if is_right:
        return right
    if rules.is_ticked:
        places = [str(place) for place in range(len(answer.option_order))]
        wrong = random.choice([place for place in places if place not in right])
        # A wrong choice beside the right ones, or instead of the only one.
        return [wrong] if len(right) == 1 else [*right[1:], wrong]
    return MISTAKES[version.kind](random, right)


def _swap(random: Random, right: list[str]) -> list[str]:
    """Two neighbours in each other's place."""
    first, second = random.sample(range(len(right)), 2)
    swapped = list(right)
    swapped[first], swapped[second] = right[second], right[first]
    return swapped


def _forget(random: Random, right: list[str]) -> list[str]:
    """The last gap stays empty, or none is known."""
    return [*right[:-1], ""] if len(right) > 1 else ["不清楚"]


def is_thin(answer: Answer) -> bool:
    """Whether a short answer says little of what its rubric asks for."""
    thin = _texts()[answer.version.stem][False]
    return bool(answer.response) and any(answer.response[0].splitlines()[0] in text.splitlines() for text in thin)


def _write(answer: Answer, *, is_good: bool) -> str:
    """A short answer in a cadre's own words, the same each time for the same person.

    Where all texts have as many lines, each line answers one point and is chosen for itself.
    """
    attempt = answer.attempt
    own = Random(f"{attempt.user.staff_number} {attempt.number} {answer.version.stem}")  # noqa: S311 - no secret
    texts = [text.splitlines() for text in _texts()[answer.version.stem][is_good]]
    if len({len(lines) for lines in texts}) > 1:
        return "\n".join(own.choice(texts))
    return "\n".join(own.choice(choices) for choices in zip(*texts, strict=True))


@cache
def _texts() -> dict[str, dict[bool, list[str]]]:
    """The good and the thin answers to each short-answer question, by its stem."""
    entries = [entry for file in read_folder("questions") for entry in file["questions"]]
    short = [entry for entry in entries if entry["kind"] == QuestionKind.SHORT_ANSWER]
    return {entry["stem"]: {True: entry["good_answers"], False: entry["thin_answers"]} for entry in short}


MISTAKES = {
    QuestionKind.ORDERING: _swap,
    QuestionKind.MATCHING: _swap,
    QuestionKind.FILL_IN: _forget,
}
