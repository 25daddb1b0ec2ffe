"""What people ask of the portal when there are many of them, each beside the bare SQL."""

from collections.abc import Sequence

from django.test import Client
from django.utils import timezone

from bench import bare_duties
from bench.duties import Question
from cadres.models import Department, User
from content.exports import csv_lines
from training.board import board_rows, quarter_ends
from training.export_files import csv_rows
from training.exports import people_table
from training.forms import BoardFilter
from training.models import Programme
from training.services.daily import update_duties
from training.services.duty_progress import read_duties
from training.services.risk_list import Place, every_risk_line, risk_lines


def questions(programmes: Sequence[Programme]) -> list[Question]:
    """All of them, of the first programme."""
    programme, root = programmes[0], Department.objects.get(depth=1)
    whole, deep = BoardFilter(programme, root), _deep_place(programme, root)
    [quarter] = quarter_ends(timezone.localdate(), 1)
    person = User.objects.get(pk=100)
    chief = User.objects.create_superuser("chief", "陈某")
    client, learner = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})
    client.force_login(chief)
    learner.force_login(person)

    def figures() -> object:
        return bare_duties.ask(bare_duties.FIGURES, programme)

    def own() -> object:
        return bare_duties.ask(bare_duties.OWN, user=person.pk)

    def page(after: Place | None) -> object:
        return risk_lines(programme=programme, departments=[root], after=after, limit=51)

    return [
        Question("board of the root: figures", lambda: board_rows(whole, [root]), figures),
        Question("board of the root: the whole page", lambda: _get(client, f"/board/?{whole.query()}"), figures),
        Question(
            "board of the root at the end of the last quarter",
            lambda: board_rows(BoardFilter(programme, root, on=quarter), [root]),
            lambda: bare_duties.ask(bare_duties.FIGURES_THEN, programme, today=quarter),
        ),
        Question("at risk, first page", lambda: page(None), lambda: bare_duties.at_risk(programme, None)),
        Question("at risk, a page at nine tenths", lambda: page(deep), lambda: bare_duties.at_risk(programme, deep)),
        Question("people behind a figure, last page", lambda: _last_page(client, whole), figures),
        Question(
            "hours of the root: the whole page",
            lambda: _get(client, "/board/hours/"),
            lambda: bare_duties.ask_hours(bare_duties.HOURS),
        ),
        Question(
            "people by state of hours, first page",
            lambda: _get(client, "/board/hours/people/?state=under_way"),
            lambda: bare_duties.ask_hours(bare_duties.HOURS_PAGE),
        ),
        Question("own duties", lambda: read_duties(user=person), own),
        Question("desk: the whole page", lambda: _get(learner, "/me/"), own),
        Question(
            "export of everybody as CSV",
            lambda: _export(whole, [root]),
            lambda: bare_duties.write_people(programme),
        ),
        Question("task of the night", update_duties, lambda: bare_duties.look_for_changes(programmes), is_long=True),
    ]


def _deep_place(programme: Programme, root: Department) -> Place:
    """Where nine tenths of the list lie before."""
    places = [line.place for line in every_risk_line(programme=programme, departments=[root])]
    return places[len(places) * 9 // 10]


def _get(client: Client, address: str) -> object:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return response


def _last_page(client: Client, chosen: BoardFilter) -> object:
    return _get(client, f"/board/people/?{chosen.query(state='met')}&page=99999999")


def _export(chosen: BoardFilter, roots: list[Department]) -> int:
    table = people_table(chosen, roots)
    return sum(map(len, csv_lines(table.headings, csv_rows(table, table.rows))))
