"""The form in which authors edit a guide."""

from typing import Any

from django.db.models import Q

from cadres.enums import AUTHORING_ROLES
from cadres.models import User
from content.forms import PortalPageForm, TopicsByFacet


class GuideForm(PortalPageForm):
    """Offers as stewards those who can edit a guide, not the whole roster, and topics under their facets."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if steward := self.fields.get("steward"):
            authors = User.objects.active().filter(groups__name__in=AUTHORING_ROLES)
            present = self.instance.steward_id  # stays, even if no longer an author
            steward.queryset = User.objects.filter(Q(pk__in=authors.values("pk")) | Q(pk=present))
        if topics := self.fields.get("topics"):
            topics.iterator = TopicsByFacet
            topics.widget.choices = topics.choices
