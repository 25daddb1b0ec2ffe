"""How one wants to be told: the daily mail, and the address of one's calendar."""

from django.conf import settings as portal_settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from notices.errors import CalendarLinkChanged
from notices.forms import CalendarForm, MailForm
from notices.models import CalendarLink, MailPreference
from notices.services.calendar_links import make_calendar_link, revoke_calendar_link
from notices.services.digests import choose_mail


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Mail on or off, and whether there is a calendar address."""
    preference = MailPreference.objects.filter(user=request.user).first()
    form = MailForm(request.POST if request.method == "POST" else None, instance=preference)
    if form.is_bound and form.is_valid():
        choose_mail(user=request.user, wants_digest=form.cleaned_data["wants_digest"])
        messages.success(request, _("Your choice is kept."))
        return redirect("notices:settings")
    return _page(request, form)


@require_POST
@sensitive_variables("address")
def make_link(request: HttpRequest) -> HttpResponse:
    """A new calendar address. It stands in this answer and nowhere else, so there is no redirect."""
    form = CalendarForm(request.POST)
    try:
        replaces = form.cleaned_data["replaces"] if form.is_valid() else None
        token = make_calendar_link(user=request.user, replaces=replaces)
    except CalendarLinkChanged as error:
        messages.warning(request, error.message)
        return redirect("notices:settings")
    address = request.build_absolute_uri(reverse("notices:calendar", args=[token]))
    return _page(request, address=address)


@require_POST
def revoke_link(request: HttpRequest) -> HttpResponse:
    """Closes the calendar address."""
    revoke_calendar_link(user=request.user)
    messages.success(request, _("The calendar address does not work any more."))
    return redirect("notices:settings")


@sensitive_variables("address")
def _page(request: HttpRequest, form: MailForm | None = None, address: str = "") -> HttpResponse:
    link = CalendarLink.objects.in_force().filter(user=request.user).first()
    preference = MailPreference.objects.filter(user=request.user).first()
    context = {
        "form": form or MailForm(instance=preference),
        "sends_mail": bool(portal_settings.NOTICE_MAIL),
        "link": link,
        "calendar_form": CalendarForm(initial={"replaces": link and link.pk}),
        "address": address,
    }
    return render(request, "notices/settings.html", context)
