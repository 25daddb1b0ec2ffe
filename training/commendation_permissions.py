"""Who may nominate, decide, publish and see commendations. Each rule names its twin QuerySet."""

from typing import TYPE_CHECKING

from cadres.enums import Role
from cadres.models import User
from cadres.permissions import user_can_view_cadre, user_can_view_department
from training.models.commendation import NOMINATING_ROLES, leads

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from cadres.models import Department
    from training.models import CommendationEntry, Nomination


def user_can_view_rounds(user: "User | AnonymousUser") -> bool:
    """Whether `user` nominates, decides or audits. Twin of `CommendationRound.objects.visible_to`."""
    if not user.is_active:
        return False
    return user.is_administrator or bool(user.roles & {*NOMINATING_ROLES, Role.AUDITOR})


def user_can_keep_rounds(user: "User | AnonymousUser") -> bool:
    """Whether `user` opens, closes and publishes rounds: the leading group."""
    return leads(user)


def user_can_nominate(user: "User | AnonymousUser", nominee: "User | Department") -> bool:
    """Trainers, department editors, overseers and administrators nominate whom they see, and never themselves."""
    if not user.is_active or not (user.is_administrator or user.roles & NOMINATING_ROLES):
        return False
    if isinstance(nominee, User):
        return nominee.pk != user.pk and nominee.is_active and user_can_view_cadre(user, nominee)
    return user_can_view_department(user, nominee)


def user_can_view_nomination(user: "User | AnonymousUser", nomination: "Nomination") -> bool:
    """The leading group, auditors, the nominator, and those who might have nominated; never the nominee.

    Twin of `Nomination.objects.visible_to`.
    """
    if not user.is_active or nomination.user_id == user.pk:
        return False
    if user.is_administrator or Role.AUDITOR in user.roles or leads(user):
        return True
    if not user.roles & NOMINATING_ROLES:
        return False
    if nomination.nominated_by_id == user.pk:
        return True
    if nomination.user is not None:
        return user_can_view_cadre(user, nomination.user)
    return user_can_view_department(user, nomination.department)


def user_can_decide_nomination(user: "User | AnonymousUser", nomination: "Nomination") -> bool:
    """The leading group, but nobody about themselves, their own department, or what they nominated.

    Twin of `Nomination.objects.decidable_by`.
    """
    if not leads(user) or user.pk in (nomination.user_id, nomination.nominated_by_id):
        return False
    return nomination.department_id not in [department.pk for department in user.current_departments]


def user_can_view_honour(user: "User | AnonymousUser", entry: "CommendationEntry") -> bool:
    """Everybody sees whoever wishes to be shown; the person themselves, the leading group and auditors see all.

    Twin of `CommendationEntry.objects.visible_to`.
    """
    if not user.is_active:
        return False
    if leads(user) or Role.AUDITOR in user.roles or entry.nomination.user_id == user.pk:
        return True
    last = entry.choices.order_by("-chosen_at", "-pk").first()
    return last is None or last.is_shown
