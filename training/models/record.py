"""Rows that are written once."""

from typing import Any

from django.db import models


class Record(models.Model):
    """A row that is added and never changed; `training/frozen_rows.py` has the database itself refuse it."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("This is a record: it does not change.")
        super().save(*args, **kwargs)
