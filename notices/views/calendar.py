"""A person's calendar, for programmes that cannot sign in."""

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from cadres.rate_limits import is_over
from notices.calendar import entries_for
from notices.ical import write_calendar
from notices.services.calendar_links import find_calendar_owner, hash_of

ONE_HOUR = 60 * 60


@login_not_required
@require_safe
@sensitive_variables("token")
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The dates of the person whose secret stands in the address. Whatever is wrong with it, the answer is 404."""
    limit = settings.CALENDAR_READS_PER_HOUR
    if is_over(f"calendar-{hash_of(token)}", limit=limit, seconds=ONE_HOUR):
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": str(ONE_HOUR)})
    owner = find_calendar_owner(token)
    if owner is None:
        raise Http404
    body = write_calendar(
        entries_for(owner),
        name=_("Tanxin: my dates"),
        site=settings.WAGTAILADMIN_BASE_URL,
        zone=timezone.get_default_timezone(),
        stamp=timezone.now(),
    )
    headers = {
        "Cache-Control": "no-store, private",
        "Content-Disposition": 'inline; filename="tanxin.ics"',
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
