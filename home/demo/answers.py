"""What a demo person answers: rightly, or as people do who have half understood."""

from random import Random

from training.enums import QuestionKind
from training.kinds import KINDS
from training.models import Answer


def choose_values(random: Random, answer: Answer, skill: float) -> list[str]:
    """The values of a form: right with the chance `skill`, which falls with the difficulty; else a tempting mistake."""
    version = answer.version
    rules = KINDS[version.kind]
    right = rules.write(version.parts, answer.option_order, rules.solution(version.parts))
    if random.random() < skill - 0.04 * (version.question.difficulty - 3):
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


def _say_little(random: Random, right: list[str]) -> list[str]:
    return ["先听他把话说完，再谈自己的看法。"]


MISTAKES = {
    QuestionKind.ORDERING: _swap,
    QuestionKind.MATCHING: _swap,
    QuestionKind.FILL_IN: _forget,
    QuestionKind.SHORT_ANSWER: _say_little,
}
