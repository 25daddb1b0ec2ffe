"""What the figures of a question warn of. Each flag is a reason to look at the question, never a verdict on it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from training.enums import MultipleMarking, QuestionKind
from training.kinds import KINDS, Part
from training.services.statistics import ItemFigures, whole

#: In percent of the mark: from here on nearly everybody knows it, and up to there nearly nobody does.
TOO_EASY = 95
TOO_HARD = 20
#: Marks that have nothing to do with each other correlate by chance, around 0 with a standard deviation of
#: 1 ÷ √(people - 1) (Pitman, Significance tests which may be applied to samples from any populations, 1937). Two of
#: these are what a discrimination has to differ from 0 by to tell something (Crocker and Algina 1986, chapter 14):
#: 60 for 12 people, 32 for 40, 20 for 101. Moodle has the same limits for any number of people (efficiency below 15 in
#: the quiz report, discrimination below 30 in the bank) and so marks in small groups what is chance.
STANDARD_ERRORS = 2
#: A wrong choice that less than 5 percent choose does no work (Tarrant, Ware and Mohammed, An assessment of functioning
#: and non-functioning distractors, BMC Medical Education 2009, 9:40): nobody is less than that from 20 people on.
IDLE_FROM_PEOPLE = 20

#: Kinds of which one choice is made at random by those who know nothing.
ONE_CHOICE = {QuestionKind.SINGLE, QuestionKind.TRUE_FALSE, QuestionKind.SITUATIONAL}
#: Kinds whose wrong choices are there to be chosen by those who do not know. The other statement of a true-or-false
#: question cannot be replaced, and a good turn of a dialogue is no trap.
WITH_DISTRACTORS = {QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.SITUATIONAL}


class Flag(StrEnum):
    """A warning; the gravest first."""

    KEY_LOOKS_WRONG = "key_looks_wrong"
    NEGATIVE_DISCRIMINATION = "negative_discrimination"
    TOO_HARD = "too_hard"
    TOO_EASY = "too_easy"
    IDLE_CHOICE = "idle_choice"


@dataclass(frozen=True)
class Warned:
    """A flag with the indices of the parts of which it speaks; empty when it is the whole question."""

    flag: Flag
    parts: tuple[int, ...] = ()


def find_flags(*, kind: str, parts: Sequence[Part], figures: ItemFigures) -> list[Warned]:
    """All flags of a question, the gravest first; none while its figures are not told.

    Figures are compared as they are shown, in whole numbers.
    """
    if figures.percent is None:
        return []
    doubtful, idle = doubtful_choices(figures), idle_choices(kind, figures)
    found = {
        Flag.KEY_LOOKS_WRONG: bool(doubtful),
        Flag.NEGATIVE_DISCRIMINATION: is_negative_beyond_chance(figures),
        Flag.TOO_HARD: figures.percent <= max(TOO_HARD, whole(100 * facility_by_chance(kind, parts))),
        Flag.TOO_EASY: figures.percent >= TOO_EASY,
        # Where everybody knows better, nobody is tempted: that is said already.
        Flag.IDLE_CHOICE: bool(idle) and figures.percent < TOO_EASY,
    }
    about = {Flag.KEY_LOOKS_WRONG: doubtful, Flag.IDLE_CHOICE: idle}
    return [Warned(flag, tuple(about.get(flag, ()))) for flag, is_found in found.items() if is_found]


def is_negative_beyond_chance(figures: ItemFigures) -> bool:
    """Whether the weaker do better by more than chance brings about with so many people; see `STANDARD_ERRORS`."""
    if figures.index is None:
        return False
    return figures.index <= -100 * STANDARD_ERRORS / math.sqrt(figures.people - 1)


def is_negative_by_chance(figures: ItemFigures) -> bool:
    """Whether the weaker seem to do better, but by no more than chance brings about with so few people."""
    return figures.index is not None and figures.index < 0 and not is_negative_beyond_chance(figures)


def doubtful_choices(figures: ItemFigures) -> list[int]:
    """The wrong choices that the better group prefers to a right one.

    A question whose key is a slip shows just this: most of the upper 27 percent choose what is marked as wrong.
    """
    keys = [part.better for part in figures.parts if part.is_key and part.better is not None]
    return [
        index
        for index, part in enumerate(figures.parts)
        if part.is_key is False and part.better is not None and keys and part.better > min(keys)
    ]


def idle_choices(kind: str, figures: ItemFigures) -> list[int]:
    """The wrong choices that nobody chose, where they are meant to be tempting and enough people were asked."""
    if kind not in WITH_DISTRACTORS or figures.people < IDLE_FROM_PEOPLE:
        return []
    return [index for index, part in enumerate(figures.parts) if part.is_key is False and not part.share]


def facility_by_chance(kind: str, parts: Sequence[Part]) -> float:
    """The mean mark of those who choose at random where one choice is made; 0 elsewhere."""
    if kind not in ONE_CHOICE:
        return 0.0
    marks = [KINDS[kind].mark(parts, [index], MultipleMarking.EXACT) or 0 for index in range(len(parts))]
    return float(sum(marks) / len(marks))
