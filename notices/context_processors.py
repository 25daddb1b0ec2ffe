"""What every template may ask for."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from notices.models import Notice

#: More than these are not counted: the bell says "99+".
MOST_COUNTED = 100


def unread_notices(request: HttpRequest) -> dict[str, object]:
    """`unread_notices`: how many notices the reader has not read. Counted when a template asks, once in a request."""
    return {"unread_notices": SimpleLazyObject(lambda: count_unread(request))}


def count_unread(request: HttpRequest) -> int:
    """Unread notices of who sent `request`, at most MOST_COUNTED."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return 0
    if not hasattr(request, "_unread_notices"):
        unread = Notice.objects.visible_to(user).shown().unread()
        request._unread_notices = unread.order_by()[:MOST_COUNTED].count()
    return request._unread_notices
