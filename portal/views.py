"""Views that belong to no app: language, health, files."""

import posixpath

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db import connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET
from django.views.i18n import set_language

#: Folders of MEDIA_ROOT that any signed-in person may read. Documents have a checked view of their own.
OPEN_MEDIA_FOLDERS = ("images/", "original_images/", "avatar_images/")

choose_language = login_not_required(set_language)


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
