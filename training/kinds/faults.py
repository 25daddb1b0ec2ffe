"""What can be wrong with a question, in words."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Fault:
    """Something that keeps a question from being asked fairly."""

    code: str
    params: dict[str, str | int] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return str(FAULTS[self.code]) % self.params


FAULTS: dict[str, str | Promise] = {
    "no_stem": _("Write the stem: the question as it is read."),
    "stem_too_long": _("The stem is longer than %(count)s characters. Shorten it."),
    "too_few_parts": _("Give at least %(count)s entries."),
    "too_many_parts": _("Give at most %(count)s entries."),
    "empty_part": _("Entry %(number)s has no text."),
    "part_too_long": _("Entry %(number)s is longer than %(count)s characters."),
    "same_text": _("Two choices have the same text."),
    "not_two_choices": _("A true-or-false question has exactly two choices."),
    "not_one_key": _("Mark exactly one choice as right."),
    "keys_or_wrong_missing": _("Mark at least one choice as right, and leave at least one wrong."),
    "no_best": _("Mark at least one reaction as the best, and leave at least one that is not."),
    "unknown_grade": _("Entry %(number)s: the grade is none of best, acceptable, harmful."),
    "gaps_differ": _("The stem has %(gaps)s gaps (____) and there are %(parts)s entries. Give one entry for each gap."),
    "no_accepted": _("Gap %(number)s: give at least one accepted answer."),
    "too_many_accepted": _("Gap %(number)s: give at most %(count)s accepted answers."),
    "same_left": _("Two entries have the same left side."),
    "no_right": _("Entry %(number)s has no right side."),
    "surplus_not_last": _("Entries without a left side stand after the others."),
    "one_right_only": _("All right sides are the same: there is nothing to match."),
    "no_faulty_turn": _("Mark at least one turn as faulty, and leave at least one that is not."),
    "no_speaker": _("Turn %(number)s: say who speaks."),
    "no_points": _("Criterion %(number)s: the points are a whole number from 1 to 10."),
}
