"""Work that training leaves to the background worker."""

from django_tasks import task

from training import export_files
from training.services import attempts, certification, question_writing


@task(backend="background")
def close_attempts() -> None:
    """Submits the attempts whose time is over, also when nobody returns to them."""
    attempts.close_attempts_out_of_time()


@task(backend="background")
def index_questions(pks: list[int]) -> None:
    """Brings the indexes up to date with questions that were written in bulk."""
    question_writing.index_questions(pks)


@task(backend="background")
def issue_certificates() -> None:
    """Issues what has been earned and has no certificate yet."""
    certification.issue_certificates()


@task(backend="background")
def write_export(pk: int) -> None:
    """Writes the table that somebody asked for."""
    export_files.write_file(pk)
