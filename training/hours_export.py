"""The table of people with their hours that leaves the portal."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cadres.enums import RankBand
from cadres.models import Department, Posting
from content.exports import CHUNK_ROWS
from training.enums import HoursCategory, HoursState
from training.exports import Row, Table
from training.hours.account import YearAccount
from training.hours_board import PeopleWithHours
from training.hours_forms import HoursFilter
from training.services.hours import PersonHours

POST_COLUMNS = ["user__name", "user__staff_number", "department__name", "department__code", "post", "rank_band"]


def hours_table(chosen: HoursFilter, roots: list[Department]) -> Table:
    """The people of the list, one line a person."""
    people = PeopleWithHours(chosen, roots, timezone.localdate())
    headings = [
        pgettext("person", "Name"),
        _("Staff number"),
        _("Department"),
        _("Department code"),
        _("Post"),
        _("Rank band"),
        _("Year"),
        *(str(category.label) for category in HoursCategory),
        _("Hours"),
        _("Period"),
        _("Hours in the period"),
        pgettext("hours", "Asked"),
        _("Missing"),
        _("Missing online"),
        _("State"),
    ]
    return Table(_("Hours"), headings, _rows(people), people.count(), frozenset({1, 3}))


def _rows(people: PeopleWithHours) -> Iterator[Row]:
    # Read while the language of the request is still there.
    states = {state: str(state.label) for state in HoursState}
    bands = {band.value: str(band.label) for band in RankBand}

    def rows() -> Iterator[Row]:
        for part in people.chunks():
            for one, (*person, band) in _with_persons(part):
                yield [*person, bands[band], *_cells(one.account), states[one.state]]

    return rows()


def _with_persons(people: list[PersonHours]) -> Iterator[tuple[PersonHours, list[str]]]:
    """Each with name, numbers, department, post and rank band, which are fetched some hundred at a time."""
    for start in range(0, len(people), CHUNK_ROWS):
        part = people[start : start + CHUNK_ROWS]
        found = Posting.objects.filter(pk__in=[one.posting for one in part]).values_list("pk", *POST_COLUMNS)
        cells = {pk: values for pk, *values in found}
        yield from ((one, cells[one.posting]) for one in part)


def _cells(account: YearAccount) -> list[object]:
    sums = [account.sums.by_category[category] for category in HoursCategory]
    asked = account.hours
    period = f"{asked.period.first}-{asked.period.last}" if asked else ""
    demand = [period, asked.earned, asked.needed, asked.missing] if asked else ["", None, None, None]
    online = account.online.missing if account.online else None
    cells = [account.year, *sums, account.sums.total, *demand, online]
    # A rule and a sum may have different numbers of places.
    return [cell.quantize(Decimal("0.01")) if isinstance(cell, Decimal) else cell for cell in cells]
