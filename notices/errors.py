"""What the rules of notices refuse, in words for the person who made the request."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class CalendarLinkChanged(Exception):
    """A link was to be replaced that is not in force any more; nothing was changed."""

    code = "changed"
    message: str | Promise = _("Your calendar address has been changed meanwhile. Nothing was done.")
