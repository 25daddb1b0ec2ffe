"""What the front page shows to a person who signed in: what is due, where to prepare a talk, what is new."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cadres.models import User
from content.enums import Facet
from content.models import Topic
from guides.models import GuidePage
from home.desk import due_lines
from home.sections import GUIDES_URL
from training.models import CoursePage

NEWEST = 3

#: What is found behind the door of a stage. A stage that an organisation added has a door without this line.
STAGE_HINTS = {
    "before": _("Read up on the person, fix one point, choose the moment."),
    "during": _("Open, listen, ask, and say what is hard to say."),
    "after": _("Keep your word, follow up, hand over what is beyond you."),
}
STAGE_ICONS = {"before": "notebook-pen", "during": "message-circle", "after": "handshake"}


@dataclass(frozen=True)
class Door:
    """One stage of a talk and the guides for it."""

    label: str
    hint: str | Promise
    icon: str
    url: str


def stage_doors() -> list[Door]:
    """A door for each stage, in the order of a talk."""
    return [
        Door(
            topic.name,
            STAGE_HINTS.get(topic.slug, ""),
            STAGE_ICONS.get(topic.slug, "book-open"),
            f"{GUIDES_URL}?{Facet.STAGE.value}={topic.slug}",
        )
        for topic in Topic.objects.of(Facet.STAGE)
    ]


def front_page_for(user: User) -> dict[str, Any]:
    """The parts of the front page for `user`, each list short enough to be read at a glance."""
    return {
        "due": due_lines(user),
        "doors": stage_doors(),
        "newest_guides": _newest(GuidePage, user).prefetch_related("topics")[:NEWEST],
        "newest_courses": _newest(CoursePage, user).prefetch_related("skills")[:NEWEST],
    }


def _newest(page_type: type[GuidePage] | type[CoursePage], user: User) -> QuerySet:
    return page_type.objects.live().visible_to(user).order_by("-first_published_at", "-pk")
