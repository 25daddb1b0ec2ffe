"""Who may see and answer requests for correction. Each rule names its twin QuerySet."""

from typing import TYPE_CHECKING

from cadres.enums import Role
from cadres.permissions import user_can_view_cadre
from home.models.correction import training_sections

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from cadres.models import User
    from home.models import CorrectionRequest


def user_can_list_corrections(user: "User | AnonymousUser") -> bool:
    """Whether `user` answers requests at all: administrators and trainers."""
    return user.is_active and (user.is_administrator or Role.TRAINER in user.roles)


def user_can_answer_correction(user: "User | AnonymousUser", request: "CorrectionRequest") -> bool:
    """Administrators; trainers what is about the training of people they see. Nobody their own.

    Twin of `CorrectionRequest.objects.answerable_by`.
    """
    if not user.is_active or request.person_id == user.pk:
        return False
    if user.is_administrator:
        return True
    is_about_training = request.section in training_sections()
    return is_about_training and Role.TRAINER in user.roles and user_can_view_cadre(user, request.person)


def user_can_view_correction(user: "User | AnonymousUser", request: "CorrectionRequest") -> bool:
    """Who asked, and who may answer. Twin of `CorrectionRequest.objects.visible_to`."""
    return user.is_active and (request.person_id == user.pk or user_can_answer_correction(user, request))
