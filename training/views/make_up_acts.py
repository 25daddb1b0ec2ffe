"""What people decide about make-ups, each on a page of its own with what stands against it in the form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from training.errors import DutyRefused, MakeUpRefused
from training.make_up_forms import AppealForm, CancelForm, DecideForm, ExtendForm, ExtendSeveralForm, OpenForm
from training.models import Duty, MakeUp, MakeUpAppeal
from training.permissions import user_can_appeal_make_up, user_can_decide_for, user_can_keep_make_up
from training.services import make_up_acts
from training.services.make_up import open_make_up as open_for
from training.views.make_ups import trail, trail_of, visible_make_up

for_forms = require_http_methods(["GET", "HEAD", "POST"])


@for_forms
def open_make_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens a make-up for one duty."""
    rows = Duty.objects.visible_to(request.user).select_related("user", "programme", "version")
    duty = get_object_or_404(rows, pk=pk)
    if not user_can_decide_for(request.user, duty.user):
        raise PermissionDenied
    there = duty.make_ups.open().first()
    if there is not None and request.method != "POST":
        messages.info(request, _("A make-up is open already. Extend it, or cancel it first."))
        return redirect("training:make_up", there.pk)
    form = OpenForm(request.POST or None, duty=duty, on=timezone.localdate())
    opened: list[MakeUp] = []
    if _is_done(form, lambda chosen: opened.append(open_for(duty=duty, opening=form.opening(request.user)))):
        messages.success(request, _("The make-up is open. The person sees it on their page; the letter is below."))
        return redirect("training:make_up", opened[0].pk)
    heading = _("Open a make-up")
    way = trail({"title": heading, "url": ""})
    return _show(request, form, title=heading, submit_label=_("Open it"), duties=[duty], trail=way)


@for_forms
def extend_make_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives one person more time."""
    found = _kept(request, pk)

    def act(chosen: dict[str, Any]) -> None:
        make_up_acts.extend_make_ups(make_ups=[found], by=request.user, **chosen)

    return _act(
        request, found, ExtendForm(request.POST or None), act, title=_("Extend the deadline"), button=_("Extend")
    )


@for_forms
def extend_make_ups(request: HttpRequest) -> HttpResponse:
    """Gives several people more time at once. Whom: in the address first, then in the form."""
    kept = MakeUp.objects.kept_by(request.user).open()
    pks = [pk for pk in request.GET.getlist("make_up") if pk.isascii() and pk.isdecimal() and len(pk) < 16]
    initial = {"make_ups": list(kept.filter(pk__in=pks).values_list("pk", flat=True))}
    form = ExtendSeveralForm(request.POST or None, kept=kept, initial=initial)
    if request.method != "POST" and not initial["make_ups"]:
        messages.info(request, _("Choose at least one person."))
        return redirect("training:make_ups")
    extended: list[int] = []
    if _is_done(form, lambda chosen: extended.append(make_up_acts.extend_make_ups(by=request.user, **chosen))):
        text = ngettext(
            "%(count)s make-up has the new deadline.", "%(count)s make-ups have the new deadline.", extended[0]
        )
        messages.success(request, text % {"count": extended[0]})
        return redirect("training:make_ups")
    chosen = kept.filter(pk__in=form["make_ups"].value() or [])
    duties = [one.duty for one in chosen.select_related("duty__user", "duty__programme")]
    heading = _("Extend the deadline")
    way = trail({"title": heading, "url": ""})
    return _show(request, form, title=heading, submit_label=_("Extend"), duties=duties, trail=way)


@for_forms
def cancel_make_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends a make-up that should not go on."""
    found = _kept(request, pk)

    def act(chosen: dict[str, Any]) -> None:
        make_up_acts.cancel_make_up(make_up=found, by=request.user, **chosen)

    title = _("Cancel the make-up")
    return _act(request, found, CancelForm(request.POST or None), act, title=title, button=_("Yes, cancel it"))


@for_forms
def appeal_make_up(request: HttpRequest, pk: int) -> HttpResponse:
    """The person, or a trainer for them, says that a technical cause stood in the way."""
    found = visible_make_up(request, pk)
    if not user_can_appeal_make_up(request.user, found):
        raise PermissionDenied

    def act(chosen: dict[str, Any]) -> None:
        make_up_acts.file_appeal(make_up=found, by=request.user, **chosen)

    return _act(
        request, found, AppealForm(request.POST or None), act, title=_("Report a technical cause"), button=_("Report")
    )


@for_forms
def decide_appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Accepts a technical cause or not."""
    visible = MakeUp.objects.visible_to(request.user)
    appeal = get_object_or_404(MakeUpAppeal.objects.filter(make_up__in=visible.values("pk")), pk=pk)
    found = _kept(request, appeal.make_up_id)

    def act(chosen: dict[str, Any]) -> None:
        make_up_acts.decide_appeal(appeal=appeal, by=request.user, **chosen)

    form = DecideForm(request.POST or None)
    said = {"appeal": appeal}
    return _act(request, found, form, act, title=_("Decide about a technical cause"), button=_("Decide"), said=said)


def _act(
    request: HttpRequest,
    found: MakeUp,
    form: forms.Form,
    act: Callable[[dict[str, Any]], None],
    *,
    title: str,
    button: str,
    said: dict[str, Any] | None = None,
) -> HttpResponse:
    if _is_done(form, act):
        messages.success(request, _("Done. It stands on this page with your name and the reason."))
        return redirect("training:make_up", found.pk)
    way = [*trail_of(request, found, is_end=False), {"title": title, "url": ""}]
    return _show(request, form, title=title, submit_label=button, duties=[found.duty], trail=way, **(said or {}))


def _is_done(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Whether the form was sent and acted upon; what stands against it is said in the form."""
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        act(form.cleaned_data)
    except (MakeUpRefused, DutyRefused) as error:
        form.add_error(None, error.message)
    except PermissionError as error:
        raise PermissionDenied from error
    return not form.errors


def _show(request: HttpRequest, form: forms.Form, **context: Any) -> HttpResponse:
    """`title`, `submit_label`, the `duties` that are meant, the `trail`, and what else the page says."""
    return render(request, "training/make_up_act.html", {"form": form, **context})


def _kept(request: HttpRequest, pk: int) -> MakeUp:
    found = visible_make_up(request, pk)
    if not user_can_keep_make_up(request.user, found):
        raise PermissionDenied
    return found
