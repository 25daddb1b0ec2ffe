"""The base page: who owns a page and who may read it."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.models import AbstractPage, PageManager
from wagtail.models.pages import AbstractPageMeta
from wagtail.query import PageQuerySet
from wagtail.search import index

from cadres.models.department import subtree_filter
from content.enums import Visibility
from content.previews import PreviewedOnPhoneAndDesk

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


class PortalPage(PreviewedOnPhoneAndDesk, AbstractPage):
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
        help_text=_("The department that answers for the content. A new page gets that of its author."),
    )
    visibility = models.CharField(
        _("who may read it"),
        max_length=20,
        choices=Visibility,
        default=Visibility.PARTICIPANTS,
        help_text=_("Holds once the page is published. Everybody else finds it neither in lists nor in the search."),
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

    #: The sign of this kind of page in the admin: a name from Wagtail's icons or from templates/wagtailadmin/icons/.
    icon = "doc-empty"

    content_panels = [
        TitleFieldPanel("title", help_text=_("Stands in every list and at the top of the page. Short, and plain."))
    ]
    # The address is all that there would be under “promote”: it has its place among the settings.
    promote_panels: list[FieldPanel] = []
    address_panel = MultiFieldPanel(
        [FieldPanel("slug", help_text=_("The last part of the address. Links to the page break when it changes."))],
        heading=_("Address of the page"),
    )
    #: A kind of page that shows this panel names `content.forms.PortalPageForm` as its form: Wagtail sets the form of
    #: the base page itself when it starts.
    ownership_panel = MultiFieldPanel(
        [FieldPanel("department"), FieldPanel("visibility")], heading=_("Owner and readers")
    )
    settings_panels = [ownership_panel, address_panel, *AbstractPage.settings_panels]
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
