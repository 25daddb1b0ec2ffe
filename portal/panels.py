"""What administrators read on the home screen of the Wagtail admin about regular work."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from wagtail.admin.ui.components import Component

from audit.enums import JobOutcome
from audit.models import JobRun
from portal.schedule import JOBS, Job, is_late


@dataclass(frozen=True)
class JobLine:
    """One job with its last run, if there was one. `is_late`: it has missed its times."""

    label: str | Promise
    when: str
    run: JobRun | None
    is_late: bool

    @property
    def has_failed(self) -> bool:
        return self.run is not None and self.run.outcome in {JobOutcome.FAILED, JobOutcome.LOST}


def job_lines(now: datetime.datetime) -> list[JobLine]:
    """Every job of the schedule, in one query."""
    zone = timezone.get_default_timezone()
    newest = {run.name: run for run in JobRun.objects.newest_of_each()}

    def line(job: Job) -> JobLine:
        run = newest.get(job.command)
        late = is_late(job.when, last=run and run.started_at, now=now, zone=zone)
        return JobLine(job.label, job.when.words, run, late)

    return [line(job) for job in JOBS]


class SchedulePanel(Component):
    """When each regular job ran last and how it ended."""

    name = "schedule"
    order = 200
    template_name = "wagtailadmin/home/schedule.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        lines = job_lines(timezone.now())
        return {"lines": lines, "is_late": any(line.is_late for line in lines)}
