"""Work that a worker does in the background; `make worker` starts one."""

from django_tasks import task

from cadres.services import roster, roster_writing


@task(backend="background")
def check_roster(pk: int) -> None:
    """Reads a roster file and reports what it would change."""
    roster.check_import(pk=pk)


@task(backend="background")
def apply_roster(pk: int) -> None:
    """Writes an accepted roster."""
    roster.apply_import(pk=pk)


@task(backend="background")
def index_people(pks: list[int]) -> None:
    """Brings the search index up to date with people who were written in bulk."""
    roster_writing.index_people(pks)
