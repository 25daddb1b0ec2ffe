"""Files of questions: hand one in, read and mend the report, accept or discard it; take questions out."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cadres.sheets.errors import UnreadableFile
from content.models import Topic
from training.bank_forms import ExportForm, ImportDefaultsForm, ImportLineForm, KnownQuestionsForm, QuestionUploadForm
from training.bank_report import outcome_figures, result_figures, shown_lines
from training.enums import QuestionStatus
from training.importing.sheet_template import KIND_HELP, write_template
from training.importing.wording import describe
from training.importing.writing import CONTENT_TYPES, EXTENSIONS, OutForm, sort_out, write_questions
from training.models import Question, QuestionImport
from training.permissions import user_can_keep_bank
from training.services import question_import as service
from training.services.question_export import as_drafts
from training.services.question_import import Outcome

IMPORTS_PER_PAGE = 20
LINES_PER_PAGE = 50

View = Callable[..., HttpResponse]


def for_keepers(view: View) -> View:
    """Refuses everybody who does not keep the question bank."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not user_can_keep_bank(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def _trail(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """The way from the bank to a page; the last step has no address."""
    bank = (_("Question bank"), reverse(Question.snippet_viewset.get_url_name("list")))
    return [{"title": title, "url": url} for title, url in (bank, *steps)]


@for_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def question_imports(request: HttpRequest) -> HttpResponse:
    """The form for a new file, and the files so far."""
    form = QuestionUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        given = {name: form.cleaned_data[name] for name in ("status", "skill")}
        try:
            started = service.start_import(uploaded_by=request.user, file_name=file.name, data=file.read(), **given)
        except UnreadableFile as error:
            form.add_error("file", describe(error.code, error.params))
        else:
            return redirect("training:question_import", pk=started.pk)
    imports = QuestionImport.objects.visible_to(request.user).without_content().select_related("uploaded_by")
    page = Paginator(imports, IMPORTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page_obj": page, "kinds": KIND_HELP.items(), "trail": _trail((_("Import questions"), ""))}
    return render(request, "training/question_imports.html", context)


def _find(request: HttpRequest, pk: int) -> QuestionImport:
    imports = QuestionImport.objects.visible_to(request.user)
    return get_object_or_404(imports.select_related("uploaded_by", "decided_by", "skill"), pk=pk)


def _import_trail(found: QuestionImport, *steps: tuple[str, str]) -> list[dict[str, str]]:
    address = reverse("training:question_import", args=[found.pk]) if steps else ""
    return _trail((_("Import questions"), reverse("training:question_imports")), (found.file_name, address), *steps)


@for_keepers
@require_GET
def question_import(request: HttpRequest, pk: int) -> HttpResponse:
    """The report, question by question, with what is to become of each."""
    found = _find(request, pk)
    lines = service.report(found) if found.is_open else service.accepted_report(found)
    chosen = request.GET.get("outcome", "")
    shown = [line for line in lines if chosen not in Outcome.values or line.outcome == chosen]
    page = Paginator(shown, LINES_PER_PAGE).get_page(request.GET.get("page"))
    in_words = shown_lines(found, page, [line.draft.where for line in lines])
    context = {
        "question_import": found,
        "trail": _import_trail(found),
        "page_obj": page,
        "lines": in_words,
        "has_choices": any(line.choices for line in in_words),
        "figures": outcome_figures(lines, chosen) or result_figures(found),
        "outcome": chosen if chosen in Outcome.values else "",
        "notes": [describe(*stored) for stored in found.findings],
        **(_before_decision(found, lines) if found.is_open else {}),
    }
    return render(request, "training/question_import.html", context)


def _before_decision(found: QuestionImport, lines: Sequence[service.ReportLine]) -> dict[str, Any]:
    refused = sum(line.outcome == Outcome.REFUSED for line in lines)
    taken = sum(line.comes_in for line in lines)
    return {
        "form": ImportDefaultsForm(initial={"skill": found.skill_id, "status": found.status}),
        "known_form": KnownQuestionsForm() if sum(line.is_known for line in lines) > 1 else None,
        "needs_skill": any(finding.code == "no_skill" for line in lines for finding in line.findings),
        "taken_count": taken,
        "refused_count": refused,
        "left_count": len(lines) - taken - refused,
        "question_count": len(lines),
    }


@for_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def edit_import_line(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One question in a form; what was typed is kept and checked again, right or wrong."""
    found = _find(request, pk)
    if not found.is_open:
        return _moved_on(request, pk)
    if not 0 < number <= len(found.lines):
        raise Http404
    lines = service.report(found)
    skills = list(Topic.objects.skills())
    form = ImportLineForm(request.POST or None, draft=lines[number - 1].draft, skills=skills)
    if request.method == "POST" and form.is_valid():
        try:
            service.mend_question(question_import=found, number=number, **form.typed())
        except service.ImportDecided:
            return _moved_on(request, pk)
        found.refresh_from_db()
        if not found.is_open:
            return _moved_on(request, pk)
        if service.report(found)[number - 1].outcome != Outcome.REFUSED:
            messages.success(request, _("The question is kept as you wrote it."))
            page = (number - 1) // LINES_PER_PAGE + 1
            return redirect(f"{reverse('training:question_import', args=[pk])}?page={page}#question-{number}")
        messages.warning(request, _("Kept, but something is still to be mended."))
        return redirect("training:edit_import_line", pk=pk, number=number)
    shown = shown_lines(found, [lines[number - 1]], [line.draft.where for line in lines])
    trail = _import_trail(found, (_("Mend a question"), ""))
    context = {"line": shown[0], "form": form, "kinds": KIND_HELP.items(), "trail": trail}
    return render(request, "training/question_import_line.html", context)


def _moved_on(request: HttpRequest, pk: int) -> HttpResponse:
    messages.warning(request, _("This import has moved on in the meantime. Look at its state now."))
    return redirect("training:question_import", pk=pk)


@for_keepers
@require_POST
def set_import_defaults(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps the skill and the status for questions that do not say theirs."""
    found = _find(request, pk)
    form = ImportDefaultsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the skills and one of the states that are offered."))
        return redirect("training:question_import", pk=pk)
    try:
        service.set_defaults(question_import=found, **form.cleaned_data)
    except service.ImportDecided:
        return _moved_on(request, pk)
    messages.success(request, _("Your choice is kept. Nothing is in the bank yet."))
    return redirect("training:question_import", pk=pk)


@for_keepers
@require_POST
def choose_for_known(request: HttpRequest, pk: int) -> HttpResponse:
    """The same choice for all questions that are known already."""
    found = _find(request, pk)
    form = KnownQuestionsForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    action = service.Action(form.cleaned_data["action"]) if form.cleaned_data["action"] else None
    try:
        service.choose_for_known(question_import=found, action=action)
    except service.ImportDecided:
        return _moved_on(request, pk)
    messages.success(request, _("Your choice is kept. Nothing is in the bank yet."))
    return redirect("training:question_import", pk=pk)


@for_keepers
@require_POST
def choose_import_actions(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps what was chosen on one page of the report."""
    found = _find(request, pk)
    actions = {}
    for name, value in request.POST.items():
        number = name.removeprefix("action-")
        if number != name and number.isdecimal() and len(number) < 6 and value in ("", *service.Action):
            actions[int(number)] = service.Action(value) if value else None
    try:
        service.choose_actions(question_import=found, actions=actions)
    except service.ImportDecided:
        return _moved_on(request, pk)
    messages.success(request, _("Your choice is kept. Nothing is in the bank yet."))
    back = {name: request.POST.get(name, "")[:20] for name in ("outcome", "page")}
    query = urlencode({name: value for name, value in back.items() if value})
    return redirect(f"{reverse('training:question_import', args=[pk])}?{query}")


@for_keepers
@require_POST
def accept_question_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the chosen questions into the bank."""
    return _decide(request, pk, service.accept_import)


@for_keepers
@require_POST
def discard_question_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Drops the questions of the file."""
    return _decide(request, pk, service.discard_import)


def _decide(request: HttpRequest, pk: int, decide: Callable[..., object]) -> HttpResponse:
    try:
        decide(question_import=_find(request, pk), decided_by=request.user)
    except service.ImportDecided:
        return _moved_on(request, pk)
    return redirect("training:question_import", pk=pk)


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _file(content: bytes, form: OutForm, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=CONTENT_TYPES[form])
    disposition = content_disposition_header(True, f"{name}.{EXTENSIONS[form]}")
    response["Content-Disposition"] = disposition
    return response


@for_keepers
@require_GET
def question_template(request: HttpRequest) -> HttpResponse:
    """The Excel sheet with an example of every kind."""
    skills = [topic.name for topic in Topic.objects.skills()]
    content = write_template(in_chinese=_is_chinese(), skills=skills)
    return _file(content, OutForm.SHEET, _("Question template"))


def _chosen_questions(form: ExportForm) -> Any:
    wanted = {name: form.cleaned_data[name] for name in ("skill", "kind", "status") if form.cleaned_data[name]}
    return Question.objects.filter(**wanted).select_related("skill").prefetch_related("topics").order_by("pk")


@for_keepers
@require_GET
def export_questions(request: HttpRequest) -> HttpResponse:
    """Which questions would go out, and which of them the format cannot hold."""
    form = ExportForm(request.GET or {"form": OutForm.SHEET, "status": QuestionStatus.READY})
    context: dict[str, Any] = {"form": form, "trail": _trail((_("Export questions"), ""))}
    if form.is_valid():
        out = OutForm(form.cleaned_data["form"] or OutForm.SHEET)
        result = sort_out(as_drafts(_chosen_questions(form)), out)
        count = len(result.carried)
        text = ngettext("%(count)s question in the file", "%(count)s questions in the file", count)
        context |= {
            "count": count,
            "count_text": text % {"count": count},
            "left_out": [{"stem": draft.stem, "reason": describe(reason, {})} for draft, reason in result.left_out],
            "file_url": f"{reverse('training:export_file')}?{form.query(form=out.value)}",
            "out_label": out.label,
        }
    return render(request, "training/question_export.html", context)


@for_keepers
@require_GET
def export_file(request: HttpRequest) -> HttpResponse:
    """The file itself."""
    form = ExportForm(request.GET)
    if not form.is_valid():
        raise Http404
    out = OutForm(form.cleaned_data["form"] or OutForm.SHEET)
    drafts = as_drafts(_chosen_questions(form))
    content = write_questions(drafts, out, in_chinese=_is_chinese(), title=_("Questions"))
    return _file(content, out, _("Questions"))
