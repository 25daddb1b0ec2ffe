"""What training holds about a person; importing this registers all of it."""

from . import acts, attempts, duties, evidence, honours, make_ups, spot_checks, talks

__all__ = ["acts", "attempts", "duties", "evidence", "honours", "make_ups", "spot_checks", "talks"]
