"""What pages of other apps show of training. Templates stand above all apps, so a guide may ask for its courses."""

from django import template
from django.db.models import Q
from django.template import Context

from guides.models import GuidePage
from training.models import CourseGuide, CoursePage, LessonPage

register = template.Library()


@register.simple_tag(takes_context=True)
def courses_for_guide(context: Context, guide: GuidePage) -> list[CoursePage]:
    """The published courses, as far as the reader may see them, that name `guide` themselves or in a lesson."""
    if guide.pk is None:  # a preview before the first save
        return []
    user = context["request"].user
    lessons = LessonPage.objects.live().visible_to(user).filter(guide=guide)
    paths = {path[: -LessonPage.steplen] for path in lessons.values_list("path", flat=True)}
    linked = CourseGuide.objects.filter(guide=guide).values("course")
    return list(CoursePage.objects.live().visible_to(user).filter(Q(pk__in=linked) | Q(path__in=paths)))
