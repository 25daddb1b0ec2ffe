"""Who may read a page, and that nobody works on a page they may not read."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from wagtail.models import PagePermissionTester
from wagtail.permission_policies.pages import PagePermissionPolicy

from content.enums import Visibility
from content.models import PortalPage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from cadres.models import User


def user_can_view_page(user: "User | AnonymousUser", page: PortalPage) -> bool:
    """Whether `user` may read `page`. Twin of `PortalPage.objects.visible_to`."""
    if not user.is_active:
        return False
    if user.is_administrator or page.owner_id == user.pk or page.visibility == Visibility.EVERYONE:
        return True
    if page.visibility == Visibility.SUBTREE and page.department is not None:
        own = user.current_departments
        if any(page.department.contains(department) for department in own):
            return True
        if user.sees_subtree and any(department.contains(page.department) for department in own):
            return True
    return page.participants.filter(pk=user.pk).exists()


def user_can_open_in_admin(user: "User | AnonymousUser", page: PortalPage) -> bool:
    """Whether the Wagtail admin may show `page` to `user`: the root of the tree, and what they may read.

    Asks the database, because `page` may be a draft whose own fields say who shall read it one day.
    """
    return page.depth == 1 or PortalPage.objects.visible_to(user).filter(pk=page.pk).exists()


class ReadersPagePolicy(PagePermissionPolicy):
    """Wagtail's rights on pages, which hold for a part of the tree, on those pages only that the user may read."""

    def user_has_any_permission_for_instance(self, user: "User", actions: Iterable[str], instance: PortalPage) -> bool:
        held = super().user_has_any_permission_for_instance(user, actions, instance)
        return held and user_can_open_in_admin(user, instance)

    def instances_user_has_any_permission_for(self, user: "User", actions: Iterable[str]) -> QuerySet[PortalPage]:
        held = super().instances_user_has_any_permission_for(user, actions)
        return held.filter(Q(depth=1) | Q(pk__in=PortalPage.objects.visible_to(user).values("pk")))


class ReadersPermissionTester(PagePermissionTester):
    """What `user` may do with `page` in the Wagtail admin: nothing, if they may not read it."""

    def __init__(self, user: "User", page: PortalPage) -> None:
        super().__init__(user, page)
        if page.pk is not None and not user_can_open_in_admin(user, page):
            self.permissions: set[str] = set()

    @property
    def _is_fixed(self) -> bool:
        return (self.page.specific_class or PortalPage).is_fixed

    def can_unpublish(self) -> bool:
        return not self._is_fixed and super().can_unpublish()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Also asked by Wagtail for a move."""
        return not self._is_fixed and super().can_delete(ignore_bulk)

    def can_set_view_restrictions(self) -> bool:
        """Readers are named by the page's own fields: Wagtail's second way belongs to a place, and no list knows it."""
        return False
