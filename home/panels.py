"""The home screen of the Wagtail admin: where to begin, and a panel for each queue of work."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.permissions import policy_registry

from cadres.models import User
from content.models import PortalPage
from guides.models import GuideIndexPage, GuidePage
from home.writing_room import Queue, queues_for
from training.models import CourseIndexPage, CoursePage, Programme, Question

SHOWN_AT_HOME = 5


@dataclass(frozen=True)
class Start:
    """Something new to write, and where."""

    label: str | Promise
    icon: str
    url: str


def starts_for(user: User) -> list[Start]:
    """What `user` may begin to write, most frequent first."""
    return [*_page_starts(user), *_snippet_starts(user)]


def _page_starts(user: User) -> list[Start]:
    kinds: list[tuple[type[PortalPage], type[PortalPage], str | Promise]] = [
        (GuideIndexPage, GuidePage, _("New guide")),
        (CourseIndexPage, CoursePage, _("New course")),
    ]
    starts = []
    for index_type, kind, label in kinds:
        index = index_type.objects.first()
        if index is not None and index.permissions_for_user(user).can_add_subpage():
            args = [kind._meta.app_label, kind._meta.model_name, index.pk]
            starts.append(Start(label, kind.icon, reverse("wagtailadmin_pages:add", args=args)))
    return starts


def _snippet_starts(user: User) -> list[Start]:
    kinds = [(Question, _("New question")), (Programme, _("New programme"))]
    return [
        Start(label, model.snippet_viewset.icon, reverse(model.snippet_viewset.get_url_name("add")))
        for model, label in kinds
        if user.has_perm(f"training.add_{model._meta.model_name}")
    ]


class StartPanel(Component):
    """Buttons for what may be written anew, and what becomes of it."""

    name = "start"
    order = 10
    template_name = "wagtailadmin/home/start.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        may_publish = policy_registry.get_by_type(PortalPage).user_has_permission(user, "publish")
        return {"starts": starts_for(user), "may_publish": may_publish}


class QueuePanel(Component):
    """The first entries of one queue. Without any: what will stand here, for those who should know."""

    template_name = "wagtailadmin/home/queue.html"

    def __init__(self, queue: Queue, order: int) -> None:
        self.queue = queue
        self.name = f"queue_{queue.key}"
        self.order = order

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        rows = self.queue.rows(user)
        count = rows.count()
        return {
            "queue": self.queue,
            "count": count,
            "entries": self.queue.entries(rows[:SHOWN_AT_HOME]) if count else [],
            "is_shown": bool(count) or self.queue.is_taught_to(user),
            "has_more": count > SHOWN_AT_HOME,
        }


def panels_for(user: User) -> list[Component]:
    """The home screen of `user`."""
    queues = [QueuePanel(queue, order=100 + place) for place, queue in enumerate(queues_for(user))]
    return [StartPanel(), *queues]
