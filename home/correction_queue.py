"""The requests for correction that wait for somebody who may answer them."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from cadres.models import User
from home.correction_permissions import user_can_list_corrections
from home.models import CorrectionRequest
from home.queue import Entry, Queue


class Corrections(Queue):
    """What people say is wrong in their records."""

    key = "corrections"
    heading = gettext_lazy("Requests for correction")
    empty = gettext_lazy(
        "A request stands here when somebody says on their page that something in their record is wrong, until it is "
        "answered."
    )
    icon = "warning"

    def is_for(self, user: User) -> bool:
        return user_can_list_corrections(user)

    def is_taught_to(self, user: User) -> bool:
        return False

    def rows(self, user: User) -> QuerySet[CorrectionRequest]:
        return CorrectionRequest.objects.waiting().answerable_by(user).select_related("person")

    def entry(self, row: CorrectionRequest) -> Entry:
        return Entry(
            title=row.person.name,
            kind=row.section_label,
            icon=self.icon,
            url=reverse("correction", args=[row.pk]),
            why=row.entry_title,
            when=row.asked_at,
        )
