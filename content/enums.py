"""Fixed vocabularies of the content app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    """Who may read a page, narrowest first."""

    PARTICIPANTS = "participants", _("Only the author and named participants")
    SUBTREE = "subtree", _("The owning department and those below it")
    EVERYONE = "everyone", _("Everyone who is signed in")


class Facet(models.TextChoices):
    """The questions by which content is found: which skill, at which stage, and so on."""

    SKILL = "skill", _("Skill")
    STAGE = "stage", _("Stage")
    CHANNEL = "channel", _("Channel")
    AUDIENCE = "audience", _("Audience")
    TALK_KIND = "kind", _("Kind of talk")
