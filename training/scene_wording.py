"""What is wrong with a scene, and how trust and tension stand, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from training.scenes import SceneFault

FAULTS: dict[str, str | Promise] = {
    "no_moments": _("Write at least one moment: something the other person says."),
    "too_many_moments": _("Write at most %(count)s moments."),
    "no_key": _("Entry %(number)s needs a mark of its own."),
    "long_key": _("The mark of entry %(number)s is longer than %(count)s characters."),
    "same_key": _("Several entries have the mark “%(key)s”."),
    "no_speaker": _("Moment “%(key)s”: say who speaks."),
    "no_moment_text": _("Moment “%(key)s”: write what is said."),
    "reply_count": _("Moment “%(key)s”: give %(fewest)s to %(most)s replies."),
    "no_reply_text": _("Moment “%(key)s”, reply %(reply)s: write its wording."),
    "no_why": _("Moment “%(key)s”, reply %(reply)s: write why it works that way."),
    "no_target": _("Moment “%(key)s”, reply %(reply)s: say where it leads."),
    "unknown_target": _("Moment “%(key)s”, reply %(reply)s: there is nothing with the mark “%(target)s”."),
    "bad_points": _("Moment “%(key)s”, reply %(reply)s: points are whole numbers from 0 to %(most)s."),
    "wide_change": _("Moment “%(key)s”, reply %(reply)s: trust and tension change by at most %(most)s."),
    "no_ending_text": _("Ending “%(key)s”: write how the talk ends."),
    "no_ending_kind": _("Ending “%(key)s”: choose its kind."),
    "no_refer_ending": _("One ending has to be “stop and refer”: knowing when to stop is part of the skill."),
    "no_passing_ending": _("Mark at least one ending as one with which the talk may be passed."),
    "bad_state": _("Trust and tension begin between %(lowest)s and %(highest)s."),
    "unreached_moment": _("Moment “%(key)s”: no reply leads here."),
    "loop": _("From moment “%(key)s” the talk can come back to it. A talk only goes forward."),
    "no_way_out": _("From moment “%(key)s” the talk comes to no ending."),
    "unreached_ending": _("Ending “%(key)s”: no reply leads here."),
    "no_points": _("No reply earns a point: give points for the skills."),
    "cannot_pass": _("Nobody can pass: no path earns enough and comes to an ending that passes."),
}

#: For 0–2, 3–4, 5–6, 7–8 and 9–10.
TRUST_WORDS = [
    pgettext_lazy("trust", "Closed"),
    pgettext_lazy("trust", "Reserved"),
    pgettext_lazy("trust", "Willing to listen"),
    pgettext_lazy("trust", "Willing to speak"),
    pgettext_lazy("trust", "Open-hearted"),
]
TENSION_WORDS = [
    pgettext_lazy("tension", "Calm"),
    pgettext_lazy("tension", "Uneasy"),
    pgettext_lazy("tension", "Tense"),
    pgettext_lazy("tension", "Agitated"),
    pgettext_lazy("tension", "At breaking point"),
]


def fault_text(fault: SceneFault) -> str:
    """What is wrong and what to do about it, for the author."""
    return str(FAULTS[fault.code]) % fault.params


def trust_word(value: int) -> str:
    return str(TRUST_WORDS[_band(value)])


def tension_word(value: int) -> str:
    return str(TENSION_WORDS[_band(value)])


def _band(value: int) -> int:
    return max(value - 1, 0) // 2
