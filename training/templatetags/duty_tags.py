"""Words for duties and their rules."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from training.duties.rule import Requirement
from training.duty_words import claim_words
from training.enums import RequirementKind
from training.models import OutsideTraining

register = template.Library()
register.simple_tag(claim_words)


@register.simple_tag(takes_context=True)
def waiting_outside_training(context: dict[str, Any]) -> int:
    """How many claims of outside training wait for a decision by the reader."""
    return OutsideTraining.objects.reviewable_by(context["request"].user).count()


@register.simple_tag
def requirement_words(requirement: Requirement) -> str:
    """What is asked, in a sentence."""
    facts = {"title": requirement.title, "percent": requirement.skill_minimum}
    match requirement.kind:
        case RequirementKind.COURSE:
            return _("Finish the course “%(title)s”") % facts
        case RequirementKind.QUIZ if requirement.skill_minimum:
            return _("Pass the quiz “%(title)s” with at least %(percent)s%% in each skill") % facts
        case RequirementKind.QUIZ:
            return _("Pass the quiz “%(title)s”") % facts
        case RequirementKind.SCENE:
            return _("Pass the scene “%(title)s”") % facts
        case RequirementKind.ATTENDANCE:
            return _("Attend the workshop “%(title)s”") % facts
    raise ValueError(requirement.kind)
