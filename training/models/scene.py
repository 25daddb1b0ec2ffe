"""Practice talks: as trainers write them, as they were frozen, and as people played them."""

import uuid
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.blocks import StructValue
from wagtail.search import index

from content.charts import Ring
from content.fields import BodyField
from content.models import PortalPage
from training.blocks import ENDING_BLOCKS, MOMENT_BLOCKS, plain_part
from training.panels import TellingPanel
from training.scene_forms import ScenePageForm
from training.scene_wording import fault_text
from training.scenes import SKILLS, Ending, Moment, Play, Reply, Rule, Scene, SceneFault, check, play, read_scene
from training.scenes.scene import HIGHEST, LONGEST_KEY, LOWEST, MOST_MOMENTS

from .course import SKILLS_PANEL, CourseUnit

if TYPE_CHECKING:
    from cadres.models import User

PERCENT = [MinValueValidator(1), MaxValueValidator(100)]
STATE = [MinValueValidator(LOWEST), MaxValueValidator(HIGHEST)]


class ScenePage(CourseUnit, PortalPage):
    """A practice talk with an invented person: at each moment one chooses what to say, until the talk ends.

    What is played is a `SceneVersion`, frozen when the page is published. No machine scores a real person: the points
    belong to the replies, which the author has judged.
    """

    summary = models.CharField(
        _("summary"),
        max_length=200,
        help_text=_("What is practised, in one sentence below the title; at most 200 characters."),
    )
    partner = models.CharField(
        _("whom one talks with"),
        max_length=200,
        help_text=_("An invented person: a letter for a name, a post, and what the talk needs to know."),
    )
    situation = models.TextField(
        _("situation"), max_length=1000, help_text=_("What has happened, where one sits, and what is known beforehand.")
    )
    goal = models.CharField(
        _("goal"),
        max_length=300,
        help_text=_("What the talk should bring: the replies are judged by it, so say it plainly."),
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text=_("How long an unhurried reader needs; for planning only, it is never measured."),
    )
    trust = models.PositiveSmallIntegerField(
        _("trust at the start"), default=4, validators=STATE, help_text=_("From 0, closed, to 10, open-hearted.")
    )
    tension = models.PositiveSmallIntegerField(
        _("tension at the start"), default=5, validators=STATE, help_text=_("From 0, calm, to 10, at breaking point.")
    )
    moments = BodyField(
        MOMENT_BLOCKS,
        blank=True,
        max_num=MOST_MOMENTS,
        verbose_name=_("moments"),
        help_text=_("Six to nine make a talk. Each reply leads to a moment further on, or to an ending."),
    )
    endings = BodyField(
        ENDING_BLOCKS,
        blank=True,
        max_num=10,
        verbose_name=_("endings"),
        help_text=_("One of them has to be “stop and refer”."),
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark"),
        default=60,
        validators=PERCENT,
        help_text=_("Percent of all points. The maximum is the same whatever path is taken."),
    )
    skill_minimum = models.PositiveSmallIntegerField(
        _("minimum for each skill"),
        null=True,
        blank=True,
        validators=PERCENT,
        help_text=_("Percent of the points of each skill that have to be reached besides the pass mark; empty: none."),
    )

    parent_page_types = ["training.CoursePage"]
    subpage_types: list[str] = []
    base_form_class = ScenePageForm
    icon = "portal-scene"
    page_description = _("A talk with an invented person: choose what to say, see what it does, look back at the end.")
    content_panels = [
        *PortalPage.content_panels,
        TellingPanel(
            "training/admin/scene_faults_panel.html",
            heading=_("Missing before it can be published"),
            is_for_saved=True,
            needs="missing_to_play",
        ),
        FieldPanel("summary", widget=AdminAutoHeightTextInput),
        MultiFieldPanel(
            [FieldPanel("partner"), FieldPanel("situation"), FieldPanel("goal")],
            heading=_("What readers know beforehand"),
        ),
        FieldPanel("moments"),
        FieldPanel("endings"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("trust"), FieldPanel("tension")]),
                FieldRowPanel([FieldPanel("pass_mark"), FieldPanel("skill_minimum")]),
            ],
            heading=_("Start and pass rule"),
        ),
        MultiFieldPanel([SKILLS_PANEL, FieldPanel("minutes")], heading=_("About this practice talk")),
    ]
    settings_panels = PortalPage.settings_panels[1:]
    search_fields = [*PortalPage.search_fields, index.SearchField("summary")]

    class Meta:
        verbose_name = _("practice talk")
        verbose_name_plural = _("practice talks")

    @property
    def preview_modes(self) -> list[tuple[str, str | Promise]]:
        return [("talk", _("The whole talk")), ("", _("Before the start"))]

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "training/scene_preview.html" if mode_name == "talk" else self.get_template(request)

    def plain_scene(self) -> Scene:
        """What the author wrote, as plain data; it may have faults."""
        moments = tuple(_moment(child.value) for child in self.moments)
        endings = tuple(_ending(child.value) for child in self.endings)
        return Scene(
            moments, endings, Rule(self.pass_mark or 0, self.skill_minimum), self.trust or 0, self.tension or 0
        )

    @property
    def faults(self) -> list[SceneFault]:
        return check(self.plain_scene())

    @property
    def missing_to_play(self) -> list[str]:
        """What keeps the scene from being played, in words."""
        return [fault_text(fault) for fault in self.faults]

    def current_version(self) -> "SceneVersion | None":
        """The version that a new run plays; None while no sound one was published."""
        return self.versions.order_by("-number").first()


class SceneVersion(models.Model):
    """A scene as it was played from some moment on: `data` is `Scene.plain`. Never changed; kept once it was played."""

    scene = models.ForeignKey(
        ScenePage, on_delete=models.CASCADE, related_name="versions", verbose_name=_("practice talk")
    )
    number = models.PositiveIntegerField(_("version"))
    data = models.JSONField(_("content"))
    created_at = models.DateTimeField(_("frozen at"), auto_now_add=True)

    class Meta:
        verbose_name = _("version of a practice talk")
        verbose_name_plural = _("versions of practice talks")
        constraints = [models.UniqueConstraint(name="unique_scene_version", fields=["scene", "number"])]

    def __str__(self) -> str:
        return f"{self.scene_id} (v{self.number})"

    @cached_property
    def content(self) -> Scene:
        return read_scene(self.data)


class SceneRunQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "SceneRunQuerySet":
        """The runs whose choices `user` may see: their own. Twin of `user_can_view_run`."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(user=user)

    def open(self) -> "SceneRunQuerySet":
        return self.filter(finished_at__isnull=True)

    def finished(self) -> "SceneRunQuerySet":
        return self.filter(finished_at__isnull=False)


class SceneRun(models.Model):
    """One practice talk of one person, from start to ending. A finished run is evidence and never changes.

    `points` and `maximum` are by code of the skill, whole points; `ending` is the key of the ending to which it came.
    `cycle` counts renewals of the training; `content_version` is the id of the page's live revision at the start.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="scene_runs")
    scene = models.ForeignKey(ScenePage, on_delete=models.PROTECT, related_name="runs")
    version = models.ForeignKey(SceneVersion, on_delete=models.PROTECT, related_name="runs")
    scene_title = models.CharField(_("practice talk"), max_length=255)
    content_version = models.PositiveBigIntegerField(_("content version"), null=True)
    cycle = models.PositiveSmallIntegerField(_("cycle"), default=1)
    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    ending = models.CharField(_("ending"), max_length=LONGEST_KEY, blank=True)
    points = models.JSONField(_("points"), default=dict)
    maximum = models.JSONField(_("maximum points"), default=dict)
    passed = models.BooleanField(_("passed"), null=True, blank=True)

    objects = SceneRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of a practice talk")
        verbose_name_plural = _("runs of practice talks")
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_run", fields=["user", "scene"], condition=Q(finished_at__isnull=True)
            ),
            models.CheckConstraint(
                name="finished_run_has_result",
                condition=Q(finished_at__isnull=True, passed__isnull=True, ending="")
                | (Q(finished_at__isnull=False, passed__isnull=False) & ~Q(ending="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.scene_title}"

    @property
    def is_open(self) -> bool:
        return self.finished_at is None

    @property
    def play(self) -> Play:
        """Where the talk stands, replayed from the recorded choices. One query for these."""
        return play(self.version.content, [choice.reply for choice in self.choices.all()])

    @property
    def total(self) -> int:
        return sum(self.points.values())

    @property
    def most(self) -> int:
        return sum(self.maximum.values())

    @property
    def score(self) -> Decimal | None:
        """The result in percent with one decimal, rounded down so that 59.96 does not read as a pass at 60."""
        return Decimal(self.total * 1000 // self.most) / 10 if self.most else None

    @property
    def ring(self) -> Ring:
        """The result in whole percent, as components/chart_ring.html draws it."""
        return Ring(int(self.score or 0), 100)


class SceneChoice(models.Model):
    """One choice of a run: at the moment `moment`, the reply `reply` of the version, counted from 0. Never changed."""

    run = models.ForeignKey(SceneRun, on_delete=models.PROTECT, related_name="choices")
    position = models.PositiveSmallIntegerField(_("position"))
    moment = models.CharField(_("moment"), max_length=LONGEST_KEY)
    reply = models.PositiveSmallIntegerField(_("reply"))
    chosen_at = models.DateTimeField(_("chosen at"), default=timezone.now)

    class Meta:
        verbose_name = _("choice in a practice talk")
        verbose_name_plural = _("choices in practice talks")
        ordering = ["run", "position"]
        constraints = [models.UniqueConstraint(name="unique_choice_position", fields=["run", "position"])]

    def __str__(self) -> str:
        return f"{self.run_id} · {self.position}"


def _moment(value: StructValue) -> Moment:
    plain = plain_part(value)
    replies = (_reply(reply) for reply in map(plain_part, value["replies"]))
    written = tuple(reply for reply in replies if reply.text or reply.leads_to or reply.why)
    return Moment(plain["key"] or "", plain["speaker"] or "", plain["text"] or "", written)


def _reply(plain: dict[str, Any]) -> Reply:
    points = {skill: plain[skill] for skill in SKILLS if plain[skill]}
    words = {name: plain[name] or "" for name in ("text", "leads_to", "why")}
    return Reply(**words, points=points, trust=plain["trust"] or 0, tension=plain["tension"] or 0)


def _ending(value: StructValue) -> Ending:
    plain = plain_part(value)
    return Ending(plain["key"] or "", plain["kind"] or "", plain["text"] or "", bool(plain["passes"]))
