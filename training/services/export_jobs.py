"""The way of an export: asked for, written by a worker, thrown away."""

import datetime

from django.db import transaction
from django.utils import timezone

from cadres.models import User
from training.models import ExportJob


def ask_export(*, asked_by: User, subject: str, form: str, title: str, query: str, language: str) -> ExportJob:
    """Notes what is wanted and asks a worker to write it. What is out of date is thrown away on this occasion."""
    from training.tasks import write_export

    delete_outdated_exports()
    job = ExportJob.objects.create(
        asked_by=asked_by, subject=subject, form=form, title=title[:200], query=query, language=language
    )
    transaction.on_commit(lambda: write_export.enqueue(job.pk))
    return job


def note_progress(*, job: ExportJob, done: int, total: int) -> None:
    """How many rows are written."""
    job.rows_done, job.rows_total, job.changed_at = done, total, timezone.now()
    job.save(update_fields=["rows_done", "rows_total", "changed_at"])


def close_export(*, job: ExportJob, state: str) -> None:
    """The worker is done with it, with or without a file."""
    job.state, job.changed_at = state, timezone.now()
    job.save(update_fields=["state", "changed_at", "reach", "file", "rows_done"])


def delete_outdated_exports(*, at: datetime.datetime | None = None) -> int:
    """Throws away the files, and what is known about them, that are older than EXPORT_DAYS; returns how many."""
    outdated = list(ExportJob.objects.outdated(at))
    for job in outdated:
        job.file.delete(save=False)
        job.delete()
    return len(outdated)
