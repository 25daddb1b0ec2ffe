"""Work that training leaves to the background worker."""

from django_tasks import task

from training.services import attempts


@task(backend="background")
def close_attempts() -> None:
    """Submits the attempts whose time is over, also when nobody returns to them."""
    attempts.close_attempts_out_of_time()
