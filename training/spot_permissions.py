"""Who may keep, see, take and decide spot checks. Each rule names its twin QuerySet."""

from typing import TYPE_CHECKING

from cadres.enums import Role
from cadres.permissions import user_can_view_cadre

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from cadres.models import User
    from training.models import SpotCheck, SpotCheckMember, SpotCheckReview


def user_can_plan_spot_checks(user: "User | AnonymousUser") -> bool:
    """Whether `user` plans spot checks at all: trainers with a post, and administrators."""
    if not user.is_active:
        return False
    return user.is_administrator or (Role.TRAINER in user.roles and bool(user.current_departments))


def user_can_list_spot_checks(user: "User | AnonymousUser") -> bool:
    """Whether there may be results that `user` sees: those who plan, overseers, auditors."""
    if not user.is_active:
        return False
    return user_can_plan_spot_checks(user) or bool({Role.OVERSEER, Role.AUDITOR} & user.roles)


def user_can_keep_spot_check(user: "User | AnonymousUser", check: "SpotCheck") -> bool:
    """Whether `user` plans, draws and closes `check`: administrators, and trainers whose subtree holds its department.

    Twin of `SpotCheck.objects.kept_by`.
    """
    if not user.is_active:
        return False
    if user.is_administrator:
        return True
    return Role.TRAINER in user.roles and any(own.contains(check.department) for own in user.current_departments)


def user_can_view_spot_check(user: "User | AnonymousUser", check: "SpotCheck") -> bool:
    """Keepers and auditors; overseers once the seed is published, if it reaches their departments.

    Twin of `SpotCheck.objects.visible_to`.
    """
    if not user.is_active:
        return False
    if Role.AUDITOR in user.roles or user_can_keep_spot_check(user, check):
        return True
    reached = any(own.contains(check.department) or check.department.contains(own) for own in user.current_departments)
    return Role.OVERSEER in user.roles and reached and check.seed_published_at is not None


def user_can_verify_spot_check(user: "User | AnonymousUser", check: "SpotCheck") -> bool:
    """Whether `user` may take the frozen population away and draw again: keepers and auditors."""
    return user.is_active and (Role.AUDITOR in user.roles or user_can_keep_spot_check(user, check))


def user_can_view_spot_member(user: "User | AnonymousUser", member: "SpotCheckMember") -> bool:
    """The person, keepers, auditors, and overseers who see the person. Twin of `SpotCheckMember.objects.visible_to`."""
    if not user.is_active:
        return False
    if member.user_id == user.pk or user_can_verify_spot_check(user, member.spot_check):
        return True
    return Role.OVERSEER in user.roles and user_can_view_cadre(user, member.user)


def user_can_take_spot_check(user: "User | AnonymousUser", member: "SpotCheckMember") -> bool:
    """Nobody takes a check for somebody else."""
    return user.is_active and member.user_id == user.pk


def user_can_view_spot_review(user: "User | AnonymousUser", review: "SpotCheckReview") -> bool:
    """Who may see the person's result. Twin of `SpotCheckReview.objects.visible_to`."""
    return user_can_view_spot_member(user, review.member)


def user_can_decide_spot_review(user: "User | AnonymousUser", review: "SpotCheckReview") -> bool:
    """Keepers, never about themselves. Twin of `SpotCheckReview.objects.decidable_by`."""
    return review.member.user_id != user.pk and user_can_keep_spot_check(user, review.member.spot_check)
