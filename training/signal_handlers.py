"""What training does when something happens to its pages elsewhere."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import post_page_move

from content.models import PortalPage
from training.models import CourseUnit


@receiver(post_page_move)
def take_readers_of_new_course(instance: PortalPage, **kwargs: Any) -> None:
    """A moved unit is saved by Wagtail as a plain page, which knows nothing of courses; saving it again does."""
    unit = instance.specific
    if isinstance(unit, CourseUnit):
        unit.save(clean=False)
