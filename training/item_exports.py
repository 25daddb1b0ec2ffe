"""The questions of a quiz with their figures, as a table to take away."""

from collections.abc import Iterable

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from content.exports import csv_response
from training.item_report import ItemRow
from training.models import QuizPage
from training.services.statistics import whole


def items_csv(*, quiz: QuizPage, rows: Iterable[ItemRow]) -> StreamingHttpResponse:
    """One line for each version that was asked, as the page shows them; figures that are not told are blank."""
    headings = [
        _("Number"),
        _("Question"),
        _("Version"),
        _("Kind"),
        _("Skill"),
        _("People counted"),
        _("Facility in percent"),
        _("Discrimination"),
        _("No answer, in percent"),
        _("Worth a look"),
    ]
    name = _("Statistics of %(title)s") % {"title": quiz.title}
    # Written out now: when the lines are sent the request's language is gone.
    return csv_response(name=name, headings=headings, rows=[_line(row) for row in rows])


def _line(row: ItemRow) -> list[object]:
    version, figures = row.analysis.version, row.analysis.figures
    return [
        row.number,
        version.stem,
        version.number,
        str(version.get_kind_display()),
        str(version.skill or ""),
        figures.people,
        figures.percent,
        figures.index,
        None if figures.unanswered is None else whole(100 * figures.unanswered),
        "; ".join(advice.label for advice in row.advice),
    ]
