"""Who may see and do what with people. Each rule has a twin QuerySet `visible_to` where there is a list."""

from typing import TYPE_CHECKING

from cadres.enums import AUTHORING_ROLES

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from cadres.models import Department, User


def user_can_view_cadre(user: "User | AnonymousUser", cadre: "User") -> bool:
    """The person themselves, an administrator, and those who see a subtree in which the cadre holds a post today."""
    if not user.is_active:
        return False
    if user.is_administrator:
        return True
    if user.pk == cadre.pk:
        return True
    return user.sees_subtree and any(
        own.contains(theirs) for own in user.current_departments for theirs in cadre.current_departments
    )


def user_can_list_people(user: "User | AnonymousUser") -> bool:
    """Whether `user` may see anybody but themselves."""
    return user.is_active and (user.is_administrator or user.sees_subtree)


def user_can_edit_cadre(user: "User | AnonymousUser", cadre: "User") -> bool:
    """Administrators edit accounts, but only a superuser that of a superuser: who sets a password owns the account."""
    return user.is_active and user.is_administrator and (user.is_superuser or not cadre.is_superuser)


def user_can_view_department(user: "User | AnonymousUser", department: "Department") -> bool:
    """Whether the people and figures of `department` are open to `user`."""
    if not user.is_active:
        return False
    if user.is_administrator:
        return True
    return user.sees_subtree and any(own.contains(department) for own in user.current_departments)


def user_can_import_roster(user: "User | AnonymousUser") -> bool:
    """Only administrators change who the portal knows."""
    return user.is_active and user.is_administrator


def user_can_enter_admin(user: "User | AnonymousUser") -> bool:
    """Trainers, department editors and administrators author in the Wagtail admin; nobody else enters it."""
    return user.is_active and (user.is_superuser or bool(user.roles & AUTHORING_ROLES))
