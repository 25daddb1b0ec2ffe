"""Who may read a notice."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cadres.models import User
    from notices.models import Notice


def user_can_view_notice(user: "User", notice: "Notice") -> bool:
    """Its recipient and nobody else. Twin of `Notice.objects.visible_to`."""
    return user.is_authenticated and user.is_active and notice.recipient_id == user.pk
