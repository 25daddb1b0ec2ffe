"""What pages about duties ask of make-ups."""

from typing import Any

from django.template import Library

from training.make_up_report import PlanLine, days_words, open_make_ups_of, plan_lines
from training.models import Duty, MakeUp
from training.permissions import user_can_list_make_ups

register = Library()
register.filter(days_words)
register.simple_tag(open_make_ups_of)


@register.simple_tag(takes_context=True)
def lists_make_ups(context: dict[str, Any]) -> bool:
    """Whether the list of make-ups opens for the reader."""
    return user_can_list_make_ups(context["request"].user)


@register.simple_tag
def make_ups_of_duty(duty: Duty) -> list[MakeUp]:
    """Every make-up of a duty in order; who sees the duty sees them."""
    return list(duty.make_ups.select_related("closure").order_by("number"))


@register.simple_tag
def next_check(make_up: MakeUp) -> PlanLine | None:
    """What the person has to do next to close the make-up."""
    _advised, checks = plan_lines(make_up=make_up, viewer=make_up.duty.user)
    return next((line for line in checks if not line.is_met), None)
