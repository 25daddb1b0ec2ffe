"""The one button of a course: what comes next for this person, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.enums import ProgressState
from training.learning import FAILED, FAILED_RETRY, WAITING, CourseStanding, Unit, UnitStanding

QUIZ_LABELS = {
    ProgressState.NOT_STARTED: gettext_lazy("Take the quiz"),
    ProgressState.IN_PROGRESS: gettext_lazy("Continue the quiz"),
    FAILED_RETRY: gettext_lazy("Take the quiz again"),
    # Nothing can be done now; the page of the quiz says why.
    WAITING: gettext_lazy("To the quiz"),
    FAILED: gettext_lazy("To the quiz"),
}

SCENE_LABELS = {
    ProgressState.NOT_STARTED: gettext_lazy("Begin the practice talk"),
    ProgressState.IN_PROGRESS: gettext_lazy("Continue the practice talk"),
    FAILED_RETRY: gettext_lazy("Talk once more"),
}


@dataclass(frozen=True)
class NextStep:
    """Where the button leads. Without a `unit` it closes the course: everything is done and waits to be recorded."""

    label: str
    unit: Unit | None = None


def next_step(standing: CourseStanding) -> NextStep | None:
    """What comes next, or None while the course has no units."""
    if not standing.units:
        return None
    if standing.completion is not None:
        return NextStep(_("Finished: review"), standing.units[0].unit)
    upcoming = standing.next_unit
    if upcoming is None:
        return NextStep(_("Finish the course"))
    return NextStep(_unit_label(upcoming, is_first=standing.state == ProgressState.NOT_STARTED), upcoming.unit)


def _unit_label(upcoming: UnitStanding, *, is_first: bool) -> str:
    if upcoming.is_quiz:
        return str(QUIZ_LABELS[upcoming.state])
    if upcoming.is_scene:
        return str(SCENE_LABELS[upcoming.state])
    if is_first:
        return _("Start")
    return _("Continue: %(title)s") % {"title": upcoming.unit.title}
