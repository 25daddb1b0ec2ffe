"""What follows when a programme is saved in the admin."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from training.errors import RuleRefused
from training.models import Programme
from training.services.assignment import AssignmentReport, assign_people
from training.services.rules import apply_rule


def carry_out(request: HttpRequest, saved: Programme) -> HttpResponse | None:
    """A rule that nobody has a duty under holds at once; else its effect is looked at first. Newcomers are assigned."""
    # Read afresh: only what is stored knows the ids of its requirements, which are the keys of the rule.
    programme = Programme.objects.get(pk=saved.pk)
    if programme.has_unapplied_changes and programme.duties.exists():
        messages.warning(request, _("What is required has changed. It holds for nobody before it is applied."))
        return redirect("training:rule_preview", programme.pk)
    if programme.has_unapplied_changes:
        try:
            apply_rule(programme=programme, by=request.user)
        except RuleRefused as error:
            messages.error(request, error.message)
    _tell(request, assign_people(programme=programme))
    return None


def _tell(request: HttpRequest, report: AssignmentReport) -> None:
    if report.assigned:
        text = ngettext("Assigned to %(count)s person.", "Assigned to %(count)s people.", report.assigned)
        messages.success(request, text % {"count": report.assigned})
    if report.exceptions:
        text = ngettext(
            "For %(count)s person the time is too short; decide about the exception.",
            "For %(count)s people the time is too short; decide about the exceptions.",
            report.exceptions,
        )
        messages.warning(request, text % {"count": report.exceptions})
