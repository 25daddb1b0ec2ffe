"""What flags and figures of the statistics mean, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from training.services.flags import Flag

#: What each flag says, and what to do about it.
FLAGS: dict[Flag, tuple[str | Promise, str | Promise]] = {
    Flag.KEY_LOOKS_WRONG: (
        _("Key looks wrong"),
        _(
            "Those who did best in the rest of the quiz choose what is marked as wrong more often than a right choice. "
            "Check the key. If it is wrong, correct the question and have its answers marked anew; if it is right, "
            "look for a second way to read the stem, and reword it."
        ),
    ),
    Flag.NEGATIVE_DISCRIMINATION: (
        _("Negative discrimination"),
        _(
            "Those who do well in the rest of the quiz do worse here than the others, and by more than chance explains "
            "with so many people. Check the key first, then look for a trap in the wording or a case that experienced "
            "people see in another way. Reword the question or retire it."
        ),
    ),
    Flag.TOO_HARD: (
        pgettext_lazy("question", "Too hard"),
        _(
            "Nearly nobody gets it right, or no more people than by guessing. Does the course teach it? If not, add it "
            "there or retire the question; if so, make the stem plainer."
        ),
    ),
    Flag.TOO_EASY: (
        pgettext_lazy("question", "Too easy"),
        _(
            "Nearly everybody gets it right, so it tells nobody apart. Keep it if everybody must know this; else make "
            "the wrong choices what people really do."
        ),
    ),
    Flag.IDLE_CHOICE: (
        _("Choice that nobody takes"),
        _("Nobody chose it, so it does no work. Put a mistake there that people really make, or drop it."),
    ),
}

#: Each figure by its key: its name, and how it is counted.
FORMULAS: dict[str, tuple[str | Promise, str | Promise]] = {
    "people": (
        _("People counted"),
        _(
            "Who has finished a test, each with the first one at a quiz. Later ones and practice do not count, nor "
            "does one of which a trainer still has to mark something."
        ),
    ),
    "mean": (_("Mean score"), _("Sum of the scores in percent ÷ people counted.")),
    "passed": (_("Passed at once"), _("People who passed with the first test ÷ people counted.")),
    "deviation": (
        _("Spread"),
        _(
            "Standard deviation of the scores, in percent points: as a rule two people in three lie no further than "
            "this from the mean."
        ),
    ),
    "alpha": (
        _("Cronbach's alpha"),
        _(
            "k·c ÷ (v + (k − 1)·c), with k questions for each person, v the mean variance of a question and c the mean "
            "covariance of two questions among those who were asked both. From 0.75 on the questions measure one thing "
            "well; it stays lower in short quizzes and where nearly everybody passes."
        ),
    ),
    "error": (
        _("Standard error"),
        _(
            "√((v − c) ÷ k), in percent points: as a rule two scores in three lie no further than this from what the "
            "person would reach on average in many such quizzes."
        ),
    ),
    "draw": (
        _("Luck of the draw"),
        _(
            "How much harder one draw is than another, in percent points: the standard deviation of the mean facility "
            "of the questions that each person was asked. Narrower rows in the blueprint make it smaller."
        ),
    ),
    "facility": (_("Facility"), _("Mean mark ÷ full mark, in percent: 100 is a question that everybody gets right.")),
    "discrimination": (
        _("Discrimination"),
        _(
            "100 × correlation of the mark on this question with the mark on the rest of the quiz. From 20 on the "
            "question tells people apart; below 0 the weaker do better. With few people chance moves it far: a "
            "negative one is worth a look from −200 ÷ √(people − 1) down. There is none where all marks are alike."
        ),
    ),
    "groups": (
        _("The better and the weaker"),
        _(
            "The 27 percent who did best or worst in the rest of the quiz, each at least as many people as any figure "
            "is told of; whoever did as well as the last of them is among them. There are none where the people are "
            "too few for two such groups."
        ),
    ),
}
