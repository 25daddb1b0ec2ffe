"""Practice talks of a person: what was said and chosen; points and reasons when the talk has ended."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit.held import Entry, Group, Part, Section, register
from audit.held_facts import entry_of, fact
from audit.services import Person
from training.models import SceneRun
from training.scenes import Step, play

RUN_FACTS = [
    "scene_title", "content_version", "cycle", "started_at", "finished_at", "ending", "points", "maximum", "passed",
]  # fmt: skip


def _runs(person: Person) -> QuerySet[SceneRun]:
    return SceneRun.objects.filter(user=person.pk).order_by("-started_at", "pk")


def _entries(person: Person, rows: Sequence[SceneRun], is_whole: bool) -> list[Entry]:
    if not is_whole:
        return [_run(row, []) for row in rows]
    found = SceneRun.objects.select_related("version").prefetch_related("choices")
    whole = found.in_bulk([row.pk for row in rows])
    return [_run(whole[row.pk], [_steps(whole[row.pk])]) for row in rows]


def _run(row: SceneRun, parts: list[Part]) -> Entry:
    return entry_of(row, *RUN_FACTS, title=row.scene_title, parts=parts, url=reverse("training:run", args=[row.pk]))


def _steps(row: SceneRun) -> Part:
    choices = sorted(row.choices.all(), key=lambda choice: choice.position)
    steps = play(row.version.content, [choice.reply for choice in choices]).steps
    told = [
        _step(number, step, is_over=not row.is_open, chosen_at=choice.chosen_at)
        for number, (step, choice) in enumerate(zip(steps, choices, strict=True), start=1)
    ]
    return Part("choices", _("What was said"), told)


def _step(number: int, step: Step, *, is_over: bool, chosen_at: object) -> Entry:
    facts = [
        fact("speaker", gettext("Who spoke"), step.moment.speaker),
        fact("said", gettext("What was said to you"), step.moment.text),
        fact("reply", gettext("Your reply"), step.reply.text),
        fact("chosen_at", gettext("Chosen at"), chosen_at),
    ]
    if is_over:
        facts.append(fact("why", gettext("Why"), step.reply.why))
    return Entry(id=str(number), title="", facts=facts)


register(
    Section(
        key="talks",
        group=Group.TRAINING,
        label=_("Practice talks"),
        about=_("Talks that you practised. What you chose is in the file and on each talk's page."),
        covers=("training.SceneRun.user", "training.SceneChoice.run"),
        rows=_runs,
        entries=_entries,
    )
)
