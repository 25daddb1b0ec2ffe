"""What a person did in office: one list over the tables of all apps, without the people whom it was about."""

from typing import NamedTuple

from django.apps import apps
from django.db.models import CharField, DateTimeField, F, QuerySet, Value
from django.db.models.functions import Cast

from audit.services import Person


class Act(NamedTuple):
    """A row of `model` ("app.Model") that the person in its field `by` made or decided at the moment `at`."""

    model: str
    by: str
    at: str

    @property
    def relation(self) -> str:
        return f"{self.model}.{self.by}"


ACTS: list[Act] = []


def register_acts(*acts: Act) -> None:
    """Adds acts to the list; the same one twice is one."""
    ACTS.extend(act for act in acts if act not in ACTS)


def acts_of(person: Person) -> QuerySet:
    """Rows of `act` (a relation) and `moment`, newest first. One query, however many tables there are."""
    found = [_acts(act, person) for act in ACTS]
    return found[0].union(*found[1:], all=True).order_by("-moment", "act")


def _acts(act: Act, person: Person) -> QuerySet:
    rows = apps.get_model(act.model)._base_manager.filter(**{act.by: person.pk}).order_by()
    moment = Cast(F(act.at), DateTimeField())
    return rows.annotate(act=Value(act.relation, CharField()), moment=moment).values("act", "moment")
