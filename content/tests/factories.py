"""Plain pages for tests: owner, department and readers, nothing else."""

import factory
from wagtail.models import Site

from content.models import PortalPage


class PortalPageFactory(factory.django.DjangoModelFactory):
    """A published page below the front page or `parent`; like every new page it is for its owner alone unless told."""

    class Meta:
        model = PortalPage

    title = factory.Sequence(lambda n: f"第{n}页")
    slug = factory.Sequence(lambda n: f"page-{n}")

    @classmethod
    def _create(cls, model_class, *args, parent=None, participants=(), **kwargs):
        page = model_class(*args, **kwargs)
        above = parent or Site.objects.get(is_default_site=True).root_page
        # Fetched afresh: treebeard reads the child count from the instance it is given.
        PortalPage.objects.get(pk=above.pk).add_child(instance=page)
        page.participants.set(participants)
        return PortalPage.objects.get(pk=page.pk)
