"""The notices of the person who is signed in."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from notices.models import Notice, NoticeQuerySet
from notices.reading import current_notices, read_notices
from notices.services.telling import mark_read

NOTICES_PER_PAGE = 20
UNREAD = "unread"


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What one was told, newest first; with `show=unread` what one has not read."""
    own, only_unread = _own(request), request.GET.get("show") == UNREAD
    page_obj = Paginator(own.unread() if only_unread else own, NOTICES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page_obj,
        "shown": read_notices(request.user, list(page_obj)),
        "only_unread": only_unread,
        "query": urlencode({"show": UNREAD}) if only_unread else "",
        "here": _place(request),
    }
    return render(request, "notices/notices.html", context)


@require_safe
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Leads to what a notice is about, which is then read."""
    notice = get_object_or_404(_own(request), pk=pk)
    shown = current_notices(request.user, [notice])
    mark_read(notices=_own(request).filter(pk=pk))
    if shown:
        return HttpResponseRedirect(shown[0].wording.url)
    messages.info(request, _("What this notice told of does not hold any more."))
    return redirect("notices:notices")


@require_POST
def read_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts one notice away."""
    get_object_or_404(_own(request), pk=pk)
    mark_read(notices=_own(request).filter(pk=pk))
    return _back(request)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Puts all notices away that are shown now."""
    mark_read(notices=_own(request))
    return _back(request)


def _own(request: HttpRequest) -> NoticeQuerySet:
    return Notice.objects.visible_to(request.user).shown()


def _place(request: HttpRequest) -> str:
    """Where in the list the reader is, as a query string of the parts that the list knows."""
    return urlencode({name: request.GET[name] for name in ("show", "page") if name in request.GET})


def _back(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('notices:notices')}?{_place(request)}".rstrip("?"))
