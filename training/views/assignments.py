"""Taking an assignment of a programme back: what it would do, and doing it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from training.errors import DutyRefused
from training.models import ProgrammeAssignment
from training.permissions import user_can_keep_programmes
from training.rule_forms import TakeBackForm
from training.services.taking_back import plan_taking_back, take_back_assignment


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, pk: int, assignment_pk: int) -> HttpResponse:
    """Shows whom it concerns; sent with a reason, the assignment is taken back."""
    if not user_can_keep_programmes(request.user):
        raise PermissionDenied
    rows = ProgrammeAssignment.objects.select_related("programme", "department", "audience", "person")
    assignment = get_object_or_404(rows, pk=assignment_pk, programme=pk)
    form = TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            take_back_assignment(assignment=assignment, by=request.user, **form.cleaned_data)
        except DutyRefused as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The assignment is taken back. What was learned stays on record."))
            return redirect(reverse("wagtailsnippets_training_programme:edit", args=[pk]))
    context = {"assignment": assignment, "plan": plan_taking_back(assignment), "form": form}
    return render(request, "training/take_back.html", context)
