"""What the forms of the Wagtail admin ask about a question or a quiz that is being written."""

from typing import Any

from django.template import Library

from training.blueprint import BlueprintReport
from training.models import CoursePage, HoursStep, Question, QuizPage
from training.services.blueprints import read_blueprint
from training.services.workload import course_minutes
from training.version_history import VersionRow
from training.version_history import version_rows as find_version_rows

register = Library()


@register.simple_tag
def version_rows(question: Question) -> list[VersionRow]:
    """The versions of `question`, newest first."""
    return find_version_rows(question)


@register.simple_tag
def blueprint_report(page: Any) -> BlueprintReport | None:
    """Whether the bank holds enough for the blueprint of `page`; None for a page that is no quiz."""
    return read_blueprint(page) if isinstance(page, QuizPage) else None


@register.simple_tag
def usual_hours(course: CoursePage) -> dict[str, Any]:
    """How many minutes the published units of `course` take, and what such a course is usually worth."""
    minutes = course_minutes(course)
    return {"minutes": minutes, "hours": HoursStep.objects.worth(minutes) if minutes else None}
