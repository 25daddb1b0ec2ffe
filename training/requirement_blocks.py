"""The blocks in which trainers write what a programme requires. What they come to is `training.duties.rule`."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.snippets.blocks import SnippetChooserBlock

from training.duties.rule import Group, Part, Requirement
from training.enums import RequirementKind


class PageTargetBlock(blocks.StructBlock):
    """A page that has to be mastered; `kind` says as what."""

    kind: RequirementKind

    def requirement(self, key: str, value: blocks.StructValue) -> Requirement | None:
        """What is required; None while no page is chosen, or when it is gone."""
        page = value["page"]
        return Requirement(key, self.kind.value, page.pk, page.title) if page else None


class CourseRequirementBlock(PageTargetBlock):
    """A course to be finished."""

    kind = RequirementKind.COURSE
    page = blocks.PageChooserBlock(label=_("Course"), page_type="training.CoursePage")

    class Meta:
        icon = "portal-course"
        label = _("Course")
        description = _("Finished when each lesson is acknowledged and each quiz and scene is passed.")


class QuizRequirementBlock(PageTargetBlock):
    """A quiz to be passed, whatever course it belongs to."""

    kind = RequirementKind.QUIZ
    page = blocks.PageChooserBlock(label=_("Quiz"), page_type="training.QuizPage")
    skill_minimum = blocks.IntegerBlock(
        label=_("Minimum for each skill"),
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Percent that a passed attempt needs in each skill; empty: what the quiz itself asks."),
    )

    class Meta:
        icon = "portal-quiz"
        label = _("Quiz")
        description = _("Met by an attempt that is passed; the course around it is not asked for.")

    def requirement(self, key: str, value: blocks.StructValue) -> Requirement | None:
        page = value["page"]
        if page is None:
            return None
        return Requirement(key, self.kind.value, page.pk, page.title, value["skill_minimum"])


class SceneRequirementBlock(PageTargetBlock):
    """A practice talk to be passed, whatever course it belongs to."""

    kind = RequirementKind.SCENE
    page = blocks.PageChooserBlock(label=_("Practice talk"), page_type="training.ScenePage")

    class Meta:
        icon = "portal-scene"
        label = _("Practice talk")
        description = _("Met by a run that is passed; the course around it is not asked for.")


class AttendanceRequirementBlock(blocks.StructBlock):
    """A workshop to be attended, attested by who led it."""

    workshop = SnippetChooserBlock("training.Workshop", label=_("Workshop"))

    class Meta:
        icon = "calendar-check"
        label = _("Attendance")
        description = _("Met when somebody who led a session attests that the person was there.")

    def requirement(self, key: str, value: blocks.StructValue) -> Requirement | None:
        workshop = value["workshop"]
        if workshop is None:
            return None
        return Requirement(key, RequirementKind.ATTENDANCE.value, workshop.pk, workshop.title)


#: One entry for each kind of requirement.
SINGLE_REQUIREMENTS: list[tuple[str, blocks.Block]] = [
    ("course", CourseRequirementBlock()),
    ("quiz", QuizRequirementBlock()),
    ("scene", SceneRequirementBlock()),
    ("attendance", AttendanceRequirementBlock()),
]


class AllOfBlock(blocks.StructBlock):
    """One way to meet an "any of": several things together."""

    parts = blocks.StreamBlock(SINGLE_REQUIREMENTS, label=_("Together"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("All of these")


class AnyOfBlock(blocks.StructBlock):
    """Several ways, of which some number is enough."""

    needed = blocks.IntegerBlock(label=_("How many are enough"), default=1, min_value=1)
    parts = blocks.StreamBlock([*SINGLE_REQUIREMENTS, ("all_of", AllOfBlock())], label=_("Ways"), min_num=2)

    class Meta:
        icon = "list-ul"
        label = _("Any of these")
        description = _("Several ways to the same end: the person takes one of them, or as many as you say.")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["needed"] > len(cleaned["parts"]):
            raise blocks.StructBlockValidationError(
                {"needed": ValidationError(_("More than there are ways."), code="too_many")}
            )
        return cleaned


class RequirementStreamBlock(blocks.StreamBlock):
    """What a programme requires: each entry has to be met."""

    any_of = AnyOfBlock()

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__([*SINGLE_REQUIREMENTS, *(local_blocks or [])], **kwargs)

    @cached_property
    def required(self) -> bool:
        return True


def read_parts(stream: StreamValue) -> tuple[Part, ...]:
    """The parts of a rule that `stream` describes; entries whose page is gone are left out."""
    parts = [_read_part(child) for child in stream]
    return tuple(part for part in parts if part is not None)


def _read_part(child: StreamValue.StreamChild) -> Part | None:
    if child.block_type == "any_of":
        parts = read_parts(child.value["parts"])
        return Group(child.id, parts, min(child.value["needed"], len(parts))) if parts else None
    if child.block_type == "all_of":
        parts = read_parts(child.value["parts"])
        return Group(child.id, parts) if parts else None
    return child.block.requirement(child.id, child.value)
