"""What the answers tell trainers about quizzes and questions. Figures only: nobody is named on these pages."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.admin_url_finder import AdminURLFinder

from cadres.models import User
from training.item_analysis import analyse_question, analyse_quiz, quiz_lines, quizzes_that_asked
from training.item_exports import items_csv
from training.item_report import (
    flag_groups,
    formulas,
    item_map,
    item_rows,
    question_url,
    quiz_facts,
    score_steps,
    version_reports,
)
from training.models import Question, QuizPage
from training.permissions import user_can_view_board
from training.views.marking import for_keepers

QUIZZES_PER_PAGE = 50


@for_keepers
@require_safe
def quizzes(request: HttpRequest) -> HttpResponse:
    """The quizzes that the viewer may see, each with the way to its figures."""
    visible = QuizPage.objects.visible_to(request.user).order_by("path")
    found = Paginator(visible, QUIZZES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": found,
        "lines": quiz_lines(list(found)),
        "formulas": formulas("people", "mean", "passed"),
        "minimum": settings.STATISTICS_MINIMUM_PEOPLE,
        "as_of": timezone.now(),
        "trail": [*trail(request.user)[:-1], {"title": _("Statistics")}],
    }
    return render(request, "training/quiz_statistics_index.html", context)


@for_keepers
@require_safe
def quiz_statistics(request: HttpRequest, pk: int) -> HttpResponse:
    """One quiz: how people did, how far the result can be relied on, and its questions."""
    quiz = get_object_or_404(QuizPage.objects.visible_to(request.user), pk=pk)
    analysis = analyse_quiz(quiz)
    rows, facts = item_rows(analysis.versions, quiz), quiz_facts(analysis.figures)
    context = {
        "quiz": quiz,
        "figures": analysis.figures,
        "facts": facts,
        "steps": score_steps(analysis.figures),
        "rows": rows,
        "flags": flag_groups(rows),
        "map": item_map(rows),
        "formulas": formulas(*[fact.key for fact in facts], "facility", "discrimination"),
        "minimum": settings.STATISTICS_MINIMUM_PEOPLE,
        "as_of": timezone.now(),
        "trail": [*trail(request.user), {"title": quiz.title}],
        "export_url": reverse("training:quiz_statistics_export", args=[quiz.pk]),
    }
    return render(request, "training/quiz_statistics.html", context)


@for_keepers
@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions of one quiz as a table to take away."""
    quiz = get_object_or_404(QuizPage.objects.visible_to(request.user), pk=pk)
    return items_csv(quiz=quiz, rows=item_rows(analyse_quiz(quiz).versions, quiz))


@for_keepers
@require_safe
def question_statistics(request: HttpRequest, pk: int) -> HttpResponse:
    """One question: its versions, what people chose, and what to do about it; in one quiz or in all."""
    question = get_object_or_404(Question.objects.select_related("skill"), pk=pk)
    asking = list(quizzes_that_asked(question).visible_to(request.user).order_by("path"))
    chosen = chosen_quiz(request, asking)
    analysed = analyse_question(question, quizzes=[quiz.pk for quiz in ([chosen] if chosen else asking)])
    steps = [{"title": chosen.title, "url": reverse("training:quiz_statistics", args=[chosen.pk])}] if chosen else []
    context = {
        "question": question,
        "places": places(question, asking, chosen),
        "versions": version_reports(analysed),
        "edit_url": AdminURLFinder(request.user).get_edit_url(question),
        "formulas": formulas("people", "facility", "discrimination", "groups"),
        "minimum": settings.STATISTICS_MINIMUM_PEOPLE,
        "as_of": timezone.now(),
        "trail": [*trail(request.user), *steps, {"title": _("Question")}],
    }
    return render(request, "training/question_statistics.html", context)


def chosen_quiz(request: HttpRequest, asking: list[QuizPage]) -> QuizPage | None:
    """The quiz that the address names; None without one. Not found when it has not asked the question."""
    wanted = request.GET.get("quiz", "")
    found = next((quiz for quiz in asking if str(quiz.pk) == wanted), None)
    if wanted and found is None:
        raise Http404
    return found


def places(question: Question, asking: list[QuizPage], chosen: QuizPage | None) -> list[dict[str, object]]:
    """The figures of the question in all quizzes and in each, as links; none where only one quiz asked it."""
    if len(asking) < 2:
        return []
    everywhere = {"title": _("All quizzes"), "url": question_url(question.pk), "is_current": chosen is None}
    return [
        everywhere,
        *(
            {"title": quiz.title, "url": question_url(question.pk, quiz), "is_current": quiz == chosen}
            for quiz in asking
        ),
    ]


def trail(viewer: User) -> list[dict[str, str]]:
    """The way to the statistics."""
    board = [{"title": _("Board"), "url": reverse("training:board")}] if user_can_view_board(viewer) else []
    return [*board, {"title": _("Statistics"), "url": reverse("training:quizzes_statistics")}]
