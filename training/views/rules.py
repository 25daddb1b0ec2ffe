"""A new version of a programme's rule: what it would change, and applying it."""

import hashlib
import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cadres.models import User
from training.enums import RuleEffect
from training.errors import RuleRefused
from training.models import Programme
from training.permissions import user_can_keep_programmes
from training.rule_forms import ApplyForm, EffectForm
from training.rule_report import department_lines
from training.services.rules import apply_rule, plan_rule

CHANGES_PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def rule_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What the draft of a programme would do to those who have the duty; sent, it is applied."""
    if not user_can_keep_programmes(request.user):
        raise PermissionDenied
    programme = get_object_or_404(Programme, pk=pk)
    if not programme.has_unapplied_changes:
        messages.info(request, _("What is written holds already; there is nothing to apply."))
        return redirect(_programme_url(programme))
    effect_form = EffectForm({"effect": request.GET.get("effect") or request.POST.get("effect") or RuleEffect.NOT_MET})
    effect = RuleEffect(effect_form.cleaned_data["effect"]) if effect_form.is_valid() else RuleEffect.NOT_MET
    plan = plan_rule(programme=programme, effect=effect)
    # The figures are for everybody who keeps programmes; names only for those who may see the people.
    seen = set(User.objects.visible_to(request.user).values_list("pk", flat=True))
    named = [change for change in plan.changes if change.duty.user_id in seen]
    fingerprint = _fingerprint(plan.data)
    initial = {"effect": effect.value, "fingerprint": fingerprint}
    begins_again = any(change.begins_again for change in plan.changes)
    form = ApplyForm(request.POST or None, initial=initial, begins_again=begins_again)
    if request.method == "POST" and form.is_valid():
        if _apply(request, programme, form):
            return redirect(_programme_url(programme))
        return redirect(request.get_full_path())
    context = {
        "programme": programme,
        "draft": programme.draft_rule(),
        "effect_form": effect_form,
        "form": form,
        "plan": plan,
        "departments": department_lines(plan),
        "page_obj": Paginator(named, CHANGES_PER_PAGE).get_page(request.GET.get("page")),
        "unnamed": len(plan.changes) - len(named),
        "query": urlencode({"effect": effect.value}),
    }
    return render(request, "training/rule_preview.html", context)


def _apply(request: HttpRequest, programme: Programme, form: ApplyForm) -> bool:
    """Applies the draft, if it is still the one that was looked at; else says what stands against it."""
    data = programme.draft_rule().as_data()
    try:
        if form.cleaned_data["fingerprint"] != _fingerprint(data):
            raise RuleRefused("changed_meanwhile")
        version = apply_rule(
            programme=programme,
            effect=RuleEffect(form.cleaned_data["effect"]),
            by=request.user,
            note=form.cleaned_data["note"],
            expected=data,
            due_on=form.cleaned_data.get("due_on"),
        )
    except RuleRefused as error:
        messages.error(request, error.message)
        return False
    people = version.duties.count()
    text = ngettext(
        "Version %(number)s holds now, for %(count)s person.",
        "Version %(number)s holds now, for %(count)s people.",
        people,
    )
    messages.success(request, text % {"number": version.number, "count": people})
    return True


def _programme_url(programme: Programme) -> str:
    return reverse("wagtailsnippets_training_programme:edit", args=[programme.pk])


def _fingerprint(data: dict[str, Any]) -> str:
    """Tells one rule from another."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
