"""Why an attempt may not begin now, in words, with what would change it."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from training.terms import StartRefusal


def refusal_text(refusal: StartRefusal) -> str:
    """The reason for the person who asked to begin."""
    return _TEXTS[refusal.code]() % {"moment": _moment(refusal)}


def _moment(refusal: StartRefusal) -> str:
    return date_format(timezone.localtime(refusal.until), "DATETIME_FORMAT") if refusal.until else ""


_TEXTS = {
    "not_open": lambda: _("The quiz opens on %(moment)s."),
    "closed": lambda: _("The quiz closed on %(moment)s. If you missed it for a good reason, ask your trainer."),
    "used_up": lambda: _("All attempts are used up. Your trainer can grant another one."),
    "test_open": lambda: _("A test that you have open asks all that could be practised here. Submit it first."),
    "wait": lambda: _("You can begin the next attempt on %(moment)s. Read the lessons again until then."),
}
