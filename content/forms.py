"""The form in which authors edit a page of any kind."""

from typing import Any

from django.db.models import Q
from wagtail.admin.forms import WagtailAdminPageForm

from cadres.models import Department


class PortalPageForm(WagtailAdminPageForm):
    """Offers as owner the departments that the author sees: nobody writes in the name of another department."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if owner := self.fields.get("department"):
            visible = Department.objects.visible_to(self.for_user)
            present = self.instance.department_id  # stays, whoever edits the rest
            owner.queryset = Department.objects.filter(Q(pk__in=visible.values("pk")) | Q(pk=present))
