"""The page of honours and the notices behind it, open to everybody who signs in."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from training.models import CommendationEntry, CommendationNotice
from training.services.commendations import choose_honour

NOTICES_PER_PAGE = 10


@require_safe
def honours(request: HttpRequest) -> HttpResponse:
    """Who was commended and for what, the newest notice first. Without whoever does not wish to be shown."""
    found = Paginator(_notices(request), NOTICES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "training/honours.html", {"page_obj": found})


@require_safe
def commendation_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice as it was issued, to be printed."""
    notice = get_object_or_404(_notices(request), pk=pk)
    named = notice.entries.count()
    context = {
        "notice": notice,
        "left_out": named - sum(entry.is_shown for entry in notice.shown),
        "trail": [
            {"title": _("Page of honours"), "url": reverse("training:honours")},
            {"title": notice.number, "url": ""},
        ],
    }
    return render(request, "training/commendation_notice.html", context)


@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """The person decides whether they are shown; other people's lines do not exist here."""
    entry = get_object_or_404(CommendationEntry.objects.filter(nomination__user=request.user), pk=pk)
    is_shown = request.POST.get("shown") == "yes"
    choose_honour(entry=entry, is_shown=is_shown, chosen_by=request.user)
    told = _("You are shown on the page of honours.") if is_shown else _("You are no longer shown to others.")
    messages.success(request, told)
    return redirect("training:honours")


def _notices(request: HttpRequest) -> QuerySet[CommendationNotice]:
    """Each with `shown`: the lines that the reader may see, in order."""
    lines = CommendationEntry.objects.visible_to(request.user).select_related("nomination").order_by("pk")
    return CommendationNotice.objects.select_related("round").prefetch_related(
        Prefetch("entries", queryset=lines, to_attr="shown")
    )
