"""What the home app refuses, in words for the person who made the request."""

from django.utils.translation import gettext_lazy as _


class CorrectionRefused(Exception):
    """This cannot be done with a request for correction; nothing was changed. `message` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = REFUSED_CORRECTIONS[code]

    def __str__(self) -> str:
        return str(self.message)


REFUSED_CORRECTIONS = {
    "not_yours": _("This request is not yours to answer."),
    "answered": _("Somebody else has answered this request in the meantime."),
    "unknown_section": _("There is no such part of the record."),
    "unknown_entry": _("There is no such entry in this part of your record."),
}
