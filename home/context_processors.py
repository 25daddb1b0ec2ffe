"""What every template may ask for."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cadres.permissions import user_can_enter_admin
from home.sections import sections_for


def site_sections(request: HttpRequest) -> dict[str, object]:
    """`sections`: the main navigation; `writes`: whether the admin is open to the reader.

    Both are worked out only when a template asks: the admin and fragments pay nothing.
    """
    user = getattr(request, "user", None)
    return {
        "sections": SimpleLazyObject(lambda: sections_for(user, request.path) if user else []),
        "writes": SimpleLazyObject(lambda: bool(user and user.is_authenticated and user_can_enter_admin(user))),
    }
