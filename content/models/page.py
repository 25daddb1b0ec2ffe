"""The base page: who owns a page and who may read it."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import AbstractPage, PageManager
from wagtail.models.pages import AbstractPageMeta
from wagtail.query import PageQuerySet
from wagtail.search import index

from cadres.models.department import subtree_filter
from content.enums import Visibility

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from cadres.models import User
    from content.permissions import ReadersPermissionTester


class PortalPageQuerySet(PageQuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> "PortalPageQuerySet":
        """The pages that `user` may read. Feeds every list of pages; twin of `user_can_view_page`.

        It says nothing of drafts: put `.live()` before it.
        """
        if not user.is_active:
            return self.none()
        if user.is_administrator:
            return self
        own_paths = [path for department in user.current_departments for path in department.ancestor_paths()]
        in_subtree = Q(department__path__in=own_paths)
        if user.sees_subtree:
            in_subtree |= subtree_filter(user.current_departments, "department__path")
        participates = PortalPage.participants.through.objects.filter(user=user).values("portalpage")
        return self.filter(
            Q(visibility=Visibility.EVERYONE)
            | (Q(visibility=Visibility.SUBTREE) & in_subtree)
            | Q(owner=user)
            | Q(pk__in=participates)
        )


PortalPageManager = PageManager.from_queryset(PortalPageQuerySet)


class PortalPage(AbstractPage):
    """What every page of the portal carries: the department that owns it and who may read it.

    Wagtail's own page privacy belongs to a place in the tree and is lost by a move or an alias; these
    two fields travel with the page. The default shows a new page to its author alone.
    """

    department = models.ForeignKey(
        "cadres.Department",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pages",
        verbose_name=_("owning department"),
    )
    visibility = models.CharField(
        _("who may read it"), max_length=20, choices=Visibility, default=Visibility.PARTICIPANTS
    )
    participants = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="pages_taken_part_in", verbose_name=_("participants")
    )

    objects = PortalPageManager()

    #: Whether the page is served to visitors who have not signed in.
    is_public = False
    #: Whether the navigation leads here: such a page is edited, but never withdrawn, moved, deleted or closed.
    is_fixed = False
    # Only its subclasses are kinds of pages; the one row of this class is the invisible root of the tree.
    is_creatable = False

    #: A kind of page that shows this panel names `content.forms.PortalPageForm` as its form: Wagtail sets the form of
    #: the base page itself when it starts.
    ownership_panel = MultiFieldPanel(
        [FieldPanel("department"), FieldPanel("visibility")], heading=_("Owner and readers")
    )
    settings_panels = [ownership_panel, *AbstractPage.settings_panels]
    search_fields = [
        *AbstractPage.search_fields,
        index.FilterField("department"),
        index.FilterField("visibility"),
    ]

    class Meta(AbstractPageMeta):
        pass

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and self.department_id is None and self.owner is not None:
            posting = self.owner.current_posting
            self.department = posting.department if posting else None
        super().save(*args, **kwargs)

    def permissions_for_user(self, user: "User") -> "ReadersPermissionTester":
        """What `user` may do with this page in the Wagtail admin."""
        from content.permissions import ReadersPermissionTester

        return ReadersPermissionTester(user, self)
