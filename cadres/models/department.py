"""The tree of departments."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from .user import User


def subtree_filter(departments: Iterable["Department"], path: str = "path") -> Q:
    """A filter for rows whose department (at look-up `path`) is one of `departments` or lies below.

    No departments match nothing.
    """
    condition = Q(pk__in=[])
    for department in departments:
        condition |= Q(**{f"{path}__startswith": department.path})
    return condition


class DepartmentQuerySet(MP_NodeQuerySet):
    def below(self, departments: Iterable["Department"]) -> "DepartmentQuerySet":
        """`departments` themselves and everything below them."""
        return self.filter(subtree_filter(departments))

    def visible_to(self, user: "User | AnonymousUser") -> "DepartmentQuerySet":
        """The departments whose people and figures `user` may see. Twin of `user_can_view_department`."""
        if not user.is_active:
            return self.none()
        if user.is_administrator:
            return self
        if user.sees_subtree:
            return self.below(user.current_departments)
        return self.none()


class DepartmentManager(MP_NodeManager.from_queryset(DepartmentQuerySet)):
    def get_queryset(self) -> DepartmentQuerySet:
        return DepartmentQuerySet(self.model, using=self._db).order_by("path")


class Department(MP_Node):
    """A department, bureau, town or team. Siblings stand in the order of their codes, which is the official order."""

    code = models.CharField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=100)

    objects = DepartmentManager()
    node_order_by = ["code"]

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")

    def __str__(self) -> str:
        return self.name

    def ancestor_paths(self) -> list[str]:
        """The paths of this department and of all above it, topmost first; needs no query."""
        return [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]

    def contains(self, other: "Department") -> bool:
        """Whether `other` is this department or lies below it."""
        return other.path.startswith(self.path)
