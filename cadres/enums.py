"""Fixed vocabularies of the people app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does in the portal. Each value is the name of a group made by a migration."""

    LEARNER = "learner", _("Learner")
    TRAINER = "trainer", _("Trainer")
    EDITOR = "editor", _("Department editor")
    REVIEWER = "reviewer", _("Reviewer")
    OVERSEER = "overseer", _("Overseer")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


#: Roles that see the people and the results of the departments below their own.
SUBTREE_ROLES = frozenset({Role.TRAINER, Role.EDITOR, Role.OVERSEER})

#: Roles that work in the Wagtail admin.
AUTHORING_ROLES = frozenset({Role.TRAINER, Role.EDITOR, Role.ADMINISTRATOR})


class RankBand(models.TextChoices):
    """Rank as the training rules group it: the hours that are due each year depend on it."""

    COUNTY = "county", _("County level and above")
    TOWNSHIP_CHIEF = "township_chief", _("Township level, chief")
    TOWNSHIP_DEPUTY = "township_deputy", _("Township level, deputy")
    CLERK = "clerk", _("Section member and below")
    VILLAGE = "village", _("Village or community cadre")
