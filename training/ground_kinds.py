"""Which kinds of evidence a nomination for commendation may rest on: a registry, and no database.

A kind names rows that are evidence and says in one sentence what they show. None of them takes a number from anybody,
so posts, hours, visits or approvals cannot be put forward: what counts is that somebody got better, helped somebody to
get better, or found what others took over. An app above registers a further kind when it is ready (`register`).
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import Promise

if TYPE_CHECKING:
    from cadres.models import Department, User

Reference = dict[str, Any]


class GroundRefused(ValueError):
    """The reference does not show what this kind of evidence has to show. The message is for the nominator."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Case:
    """For whom evidence is put forward, by whom, and from which days it has to come. The days are both included."""

    nominee: "User | Department"
    nominator: "User"
    starts_on: datetime.date
    ends_on: datetime.date


class GroundKind:
    """One kind of evidence. `key` is stored with each ground and never changes."""

    key: str
    label: str | Promise
    is_for_people = True
    is_for_departments = False

    def fields(self, case: Case) -> dict[str, forms.Field]:
        """The fields with which the nominator points at the evidence; none where there is nothing to point at."""
        raise NotImplementedError

    def references(self, values: Mapping[str, Any], case: Case) -> list[Reference]:
        """What the values of the fields point at, as plain data. Raises GroundRefused."""
        raise NotImplementedError

    def verify(self, reference: Reference, case: Case) -> str:
        """The sentence that the evidence supports. Raises GroundRefused where it supports none."""
        raise NotImplementedError

    def fits(self, nominee: "User | Department") -> bool:
        """Whether this kind is for such a nominee."""
        return self.is_for_people if hasattr(nominee, "staff_number") else self.is_for_departments


KINDS: dict[str, GroundKind] = {}


def register(kind: GroundKind) -> GroundKind:
    """Adds a kind. Registering another one under the same key is an error."""
    if KINDS.setdefault(kind.key, kind) is not kind:
        raise ValueError(f"There is a kind of evidence called {kind.key} already.")
    return kind
