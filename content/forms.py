"""The form in which authors edit a page of any kind, and how they choose topics."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.forms.models import ModelChoiceIterator
from wagtail.admin.forms import WagtailAdminPageForm

from cadres.models import Department
from content.enums import Facet


class PortalPageForm(WagtailAdminPageForm):
    """Offers as owner the departments that the author sees: nobody writes in the name of another department."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if owner := self.fields.get("department"):
            visible = Department.objects.visible_to(self.for_user)
            present = self.instance.department_id  # stays, whoever edits the rest
            owner.queryset = Department.objects.filter(Q(pk__in=visible.values("pk")) | Q(pk=present))


class TopicsByFacet(ModelChoiceIterator):
    """The choices of a field of topics, each facet under its own heading."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        topics = list(self.queryset)
        for facet in Facet:
            members = [self.choice(topic) for topic in topics if topic.facet == facet]
            if members:
                yield facet.label, members
