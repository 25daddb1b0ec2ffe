"""Views that belong to no app: language, display, health, files, the style guide."""

import posixpath

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db import connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from cadres.permissions import user_can_enter_admin
from portal.styleguide import foundations, groups

#: Folders of MEDIA_ROOT that any signed-in person may read. Documents have a checked view of their own.
OPEN_MEDIA_FOLDERS = ("images/", "original_images/", "avatar_images/")

#: What a reader may choose about the display; the first is what holds without a choice. static/js/display.js knows too.
DISPLAY_CHOICES = {"text_size": ("normal", "large"), "theme": ("auto", "light", "dark")}
ONE_YEAR = 365 * 24 * 60 * 60

choose_language = login_not_required(set_language)


@login_not_required
@require_POST
def choose_display(request: HttpRequest) -> HttpResponse:
    """Remembers type size or colours in a cookie and goes back to where it was asked. Unknown values change nothing."""
    there = request.POST.get("next", "")
    is_own = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(there if is_own else "/")
    for name, values in DISPLAY_CHOICES.items():
        if (value := request.POST.get(name)) in values:
            response.set_cookie(name, value, max_age=ONE_YEAR, samesite="Lax", secure=request.is_secure())
    return response


@login_not_required
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Answers 200 while the process serves and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_GET
def media(request: HttpRequest, path: str) -> FileResponse:
    """An uploaded picture, for people who are signed in. Anything else under MEDIA_ROOT is not here."""
    # With ".." inside, a path would begin with an open folder and end in a closed one.
    is_open = path.startswith(OPEN_MEDIA_FOLDERS) and path == posixpath.normpath(path)
    try:
        if is_open and default_storage.exists(path):
            return FileResponse(default_storage.open(path))
    except (SuspiciousFileOperation, IsADirectoryError) as error:
        raise Http404 from error
    raise Http404


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in each of its states, for those who write. A sample form that is sent brings the page again."""
    if not user_can_enter_admin(request.user):
        raise PermissionDenied
    return render(request, "styleguide/styleguide.html", {**foundations(), "groups": groups(request)})
