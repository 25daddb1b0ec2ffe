import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from training.enums import QuestionKind, QuestionStatus
from training.importing.examples import EXAMPLES
from training.importing.reading import MOST_BYTES, read_questions
from training.importing.writing import OutForm
from training.models import Question, QuestionImport
from training.services import question_import as service

from .factories import QuestionFactory, skill
from .question_files import codes, row, xlsx_file

State = QuestionImport.State
LIST = "training:question_imports"
OTHERS = ["learner", "junior", "outsider", "visitor", "editor", "overseer", "chief", "reviewer", "auditor"]


@pytest.fixture
def trainer(client, cast):
    client.force_login(cast.trainer)
    return client


def make(user, *rows, **fields):
    made = service.start_import(
        uploaded_by=user, file_name="题目.xlsx", data=xlsx_file(*(rows or [row()])), status="ready", skill=None
    )
    QuestionImport.objects.filter(pk=made.pk).update(**fields) if fields else None
    return QuestionImport.objects.get(pk=made.pk)


def address(name, made, *more):
    return reverse(f"training:{name}", args=[made.pk, *more])


def upload(client, content, name="题目.xlsx", **fields):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse(LIST), {"file": file, "status": "draft", **fields}, follow=True)


def of_one_import(made):
    posts = [
        "choose_for_known",
        "set_import_defaults",
        "choose_import_actions",
        "accept_question_import",
        "discard_question_import",
    ]
    return [
        ("get", address("question_import", made)),
        ("get", address("edit_import_line", made, 1)),
        ("post", address("edit_import_line", made, 1)),
        *(("post", address(name, made)) for name in posts),
    ]


def every_address(made):
    names = ["question_imports", "question_template", "export_questions", "export_file"]
    return [("post", reverse(LIST)), *(("get", reverse(f"training:{name}")) for name in names), *of_one_import(made)]


def as_they_were(made):
    return (
        QuestionImport.objects.filter(pk=made.pk).values().get()
        == {name: getattr(made, name) for name in QuestionImport.objects.values().first()}
        and not Question.objects.exists()
    )


@pytest.mark.parametrize("part", OTHERS)
def test_every_address_refuses_all_who_do_not_keep_the_bank(client, cast, part):
    made = make(cast.trainer)
    client.force_login(cast.people()[part])
    assert {getattr(client, method)(url).status_code for method, url in every_address(made)} == {403}
    assert as_they_were(made)


def test_every_address_sends_visitors_to_the_sign_in(client, cast):
    made = make(cast.trainer)
    for method, url in every_address(made):
        answer = getattr(client, method)(url)
        assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse("cadres:sign_in"))


def test_import_of_somebody_else_is_not_found(trainer, cast):
    made = make(cast.administrator)
    assert {getattr(trainer, method)(url).status_code for method, url in of_one_import(made)} == {404}
    assert as_they_were(made)


def test_every_address_refuses_the_wrong_method(trainer, cast):
    made = make(cast.trainer)
    both = {reverse(LIST), address("edit_import_line", made, 1)}
    for method, url in every_address(made):
        if url not in both:
            assert getattr(trainer, "post" if method == "get" else "get")(url).status_code == 405


def test_upload_leads_to_the_report(trainer, cast):
    answer = upload(trainer, xlsx_file(row()), skill=skill("art").pk)
    made = QuestionImport.objects.get()
    assert answer.redirect_chain == [(address("question_import", made), 302)]
    assert (made.file_name, made.uploaded_by, made.status, made.skill, made.state) == (
        "题目.xlsx", cast.trainer, QuestionStatus.DRAFT, skill("art"), State.READY
    )  # fmt: skip
    assert "谁先说话？" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xlsx", b""), ("a.pdf", b"x"), ("a.txt", b"a" * (MOST_BYTES + 1)), ("a.xlsx", b"rubbish"), ("a.txt", b"hello")],
)
def test_upload_that_cannot_be_read_is_told_at_the_field(trainer, name, content):
    answer = upload(trainer, content, name)
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not QuestionImport.objects.exists()


@pytest.mark.parametrize("fields", [{"status": "retired"}, {"status": ""}, {"skill": "0"}])
def test_upload_refuses_what_is_not_offered(trainer, fields):
    answer = upload(trainer, xlsx_file(row()), **fields)
    assert set(answer.context["form"].errors) == set(fields)
    assert not QuestionImport.objects.exists()


def test_report_shows_each_question_with_its_outcome(trainer, cast):
    QuestionFactory(stem="谁先说话？")
    made = make(cast.trainer, row(), row("另一题"), row("第三题", answer="X"), row("另一题！"))
    trainer.cookies["django_language"] = "en"
    with translation.override("en"):
        lines = trainer.get(address("question_import", made)).context["lines"]
        shown = [(line.place, line.kind, str(line.outcome.label), line.twin) for line in lines]
    assert shown == [
        ("Row 2", "Single choice", "Known already", ""),
        ("Row 3", "Single choice", "New", ""),
        ("Row 4", "Single choice", "To be mended", ""),
        ("Row 5", "Single choice", "Known already", "Row 3"),
    ]
    values = [[value for value, _label, _is_chosen in line.choices] for line in lines]
    assert values == [["", "version", "create"], ["", "skip"], [], ["", "create"]]


@pytest.mark.parametrize(("outcome", "count"), [("new", 2), ("refused", 1), ("", 3), ("nonsense", 3)])
def test_report_is_filtered_by_outcome(trainer, cast, outcome, count):
    made = make(cast.trainer, row(), row("另一题"), row("第三题", answer="X"))
    assert len(trainer.get(address("question_import", made), {"outcome": outcome}).context["lines"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_the_database_equally_often(trainer, cast, django_assert_num_queries, count):
    rows = [row(f"第{number}题？") for number in range(count)]
    made = [make(cast.trainer, *rows) for _ in range(count)]
    trainer.get(reverse(LIST))
    with django_assert_num_queries(11):
        trainer.get(address("question_import", made[0]))
    with django_assert_num_queries(10):
        trainer.get(reverse(LIST))


def test_choices_of_a_page_are_kept(trainer, cast):
    made = make(cast.trainer, row(), row("另一题"))
    form = {"action-1": "skip", "action-2": "", "action-99": "skip", "action-x": "skip", "page": "1", "outcome": "new"}
    answer = trainer.post(address("choose_import_actions", made), form)
    assert answer.url == f"{address('question_import', made)}?outcome=new&page=1"
    made.refresh_from_db()
    assert [line["action"] for line in made.lines] == ["skip", ""]


def test_one_choice_for_all_that_are_known(trainer, cast):
    QuestionFactory(stem="谁先说话？")
    made = make(cast.trainer, row(), row("另一题"), row("另一题！"))
    trainer.post(address("choose_for_known", made), {"action": "create"})
    made.refresh_from_db()
    assert [line["action"] for line in made.lines] == ["create", "", "create"]
    trainer.post(address("choose_for_known", made), {"action": ""})
    assert trainer.post(address("choose_for_known", made), {"action": "delete"}).status_code == 400
    made.refresh_from_db()
    assert [line["action"] for line in made.lines] == ["", "", ""]


def test_unknown_choice_changes_nothing(trainer, cast):
    made = make(cast.trainer)
    trainer.post(address("choose_import_actions", made), {"action-1": "delete"})
    made.refresh_from_db()
    assert made.lines[0]["action"] == ""


def mend_form(**changes):
    typed = {"kind": "single", "stem": "谁先说话？", "entry_0": "对方", "entry_1": "自己", "answer": "A"}
    return {**typed, "reason": "先听。", "skill": "把握时机", "topics": "谈中", "difficulty": "2", **changes}


def test_mending_shows_the_question_as_it_was_understood(trainer, cast):
    made = make(cast.trainer, row(answer="X"))
    answer = trainer.get(address("edit_import_line", made, 1))
    form = answer.context["form"]
    assert (form["stem"].value(), form["entry_0"].value(), form["entry_1"].value()) == ("谁先说话？", "对方", "自己")
    assert len(answer.context["line"].problems) == 1


def test_mended_question_comes_back_to_the_report(trainer, cast):
    made = make(cast.trainer, row(answer="X"))
    answer = trainer.post(address("edit_import_line", made, 1), mend_form())
    assert answer.url == f"{address('question_import', made)}?page=1#question-1"
    made.refresh_from_db()
    assert [codes(line) for line in service.report(made)] == [[]]
    assert service.report(made)[0].draft.topics == ["谈中"]


def test_question_that_is_still_wrong_is_kept_and_told(trainer, cast):
    made = make(cast.trainer, row(answer="X"))
    answer = trainer.post(address("edit_import_line", made, 1), mend_form(answer="Z", stem="新的题"), follow=True)
    assert answer.redirect_chain == [(address("edit_import_line", made, 1), 302)]
    assert answer.context["form"]["stem"].value() == "新的题"
    assert len(answer.context["line"].problems) == 1


def test_question_without_a_stem_is_told_at_the_field(trainer, cast):
    made = make(cast.trainer)
    answer = trainer.post(address("edit_import_line", made, 1), mend_form(stem=""))
    assert set(answer.context["form"].errors) == {"stem"}


@pytest.mark.parametrize("number", [0, 2])
def test_question_that_is_not_in_the_file_is_not_found(trainer, cast, number):
    assert trainer.get(address("edit_import_line", make(cast.trainer), number)).status_code == 404


def test_defaults_can_be_changed_afterwards(trainer, cast):
    made = make(cast.trainer, row(skill=""))
    trainer.post(address("set_import_defaults", made), {"status": "draft", "skill": skill("art").pk})
    made.refresh_from_db()
    assert (made.status, made.skill) == (QuestionStatus.DRAFT, skill("art"))
    trainer.post(address("set_import_defaults", made), {"status": "retired"})
    made.refresh_from_db()
    assert made.status == QuestionStatus.DRAFT


def test_acceptance_fills_the_bank_and_says_so(trainer, cast):
    made = make(cast.trainer, row(), row("另一题", answer="X"))
    answer = trainer.post(address("accept_question_import", made), follow=True)
    assert Question.objects.get().owner == cast.trainer
    assert [figure["value"] for figure in answer.context["figures"]] == [1, 1]
    assert "accept/" not in answer.content.decode()


def test_decision_tells_how_many_stay_out(trainer, cast):
    QuestionFactory(stem="谁先说话？")
    made = make(cast.trainer, row(), row("另一题"), row("第三题", answer="X"), row("第四题", answer="X"))
    trainer.cookies["django_language"] = "en"
    page = trainer.get(address("question_import", made))
    names = ["taken_count", "refused_count", "left_count", "question_count"]
    assert [page.context[name] for name in names] == [1, 2, 1, 4]
    text = " ".join(page.content.decode().split())
    assert "2 questions have to be mended and do not come in." in text
    assert "1 question that is known or left out does not come in." in text
    assert "4 questions of the file are dropped" in text


def test_accepted_report_stays_to_be_read(trainer, cast):
    made = make(cast.trainer, row(), row("另一题", answer="E"))
    trainer.post(address("accept_question_import", made))
    page = trainer.get(address("question_import", made))
    taken, refused = page.context["lines"]
    bank = reverse(Question.snippet_viewset.get_url_name("edit"), args=[Question.objects.get().pk])
    assert (taken.known_url, taken.is_in_bank, refused.known_url, refused.is_in_bank) == (bank, True, "", False)
    assert (taken.problems, len(refused.problems), refused.answer) == ([], 1, "E")
    assert not any(line.choices or line.edit_url for line in (taken, refused))
    assert len(trainer.get(address("question_import", made), {"outcome": "refused"}).context["lines"]) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_accepted_report_asks_the_database_equally_often(trainer, cast, django_assert_num_queries, count):
    made = make(cast.trainer, *(row(f"第{number}题？") for number in range(count)))
    trainer.post(address("accept_question_import", made), follow=True)
    with django_assert_num_queries(9):
        trainer.get(address("question_import", made))


def test_report_without_a_choice_offers_to_keep_none(trainer, cast):
    page = trainer.get(address("question_import", make(cast.trainer, row(answer="X"))))
    assert (page.context["has_choices"], trainer.get(address("question_import", make(cast.trainer))).context[
        "has_choices"
    ]) == (False, True)  # fmt: skip


def test_answer_that_cannot_be_read_stays_in_the_form(trainer, cast):
    made = make(cast.trainer, row(answer="E"))
    url = address("edit_import_line", made, 1)
    page = trainer.get(url)
    assert page.context["form"]["answer"].value() == "E"
    again = trainer.post(url, mend_form(answer="E"), follow=True)
    assert (again.context["form"]["answer"].value(), again.context["line"].problems) == (
        "E", page.context["line"].problems
    )  # fmt: skip


def test_refused_upload_asks_for_the_file_once_more(trainer):
    trainer.cookies["django_language"] = "en"
    assert "Please choose the file once more" in upload(trainer, b"", "a.xlsx").content.decode()


def test_discarded_import_leaves_nothing(trainer, cast):
    made = make(cast.trainer)
    trainer.post(address("discard_question_import", made))
    made.refresh_from_db()
    assert (made.state, made.lines, Question.objects.exists()) == (State.DISCARDED, [], False)


@pytest.mark.parametrize("state", [State.ACCEPTED, State.DISCARDED])
def test_decided_import_opens_but_offers_nothing(trainer, cast, state):
    made = make(cast.trainer, state=state)
    page = trainer.get(address("question_import", made))
    assert (page.status_code, "<select" in page.content.decode().partition("<main")[2]) == (200, False)
    for method, url in of_one_import(made)[1:]:
        form = mend_form() | {"status": "draft"}
        assert getattr(trainer, method)(url, form).url == address("question_import", made)
    assert as_they_were(made)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_template_shows_every_kind_and_takes_no_example_in(trainer, language):
    trainer.cookies["django_language"] = language
    answer = trainer.get(reverse("training:question_template"))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.active.max_row == len(EXAMPLES) + 1
    assert len(book.worksheets) == 2
    book.active.append(["单选题", "谁先说话？", "对方", "自己"])
    book.active.cell(
        book.active.max_row,
        [cell.value for cell in book.active[1]].index("答案" if language == "zh-hans" else "answer") + 1,
        "A",
    )
    data = io.BytesIO()
    book.save(data)
    reading = read_questions("a.xlsx", data.getvalue())
    assert [(draft.stem, codes(draft)) for draft in reading.drafts] == [("谁先说话？", [])]
    assert codes(reading) == ["examples_left_out"]


@pytest.mark.parametrize("form", OutForm.values)
def test_export_hands_out_what_was_chosen(trainer, form):
    wanted = QuestionFactory(skill=skill("art"))
    QuestionFactory(skill=skill("focus"))
    QuestionFactory(skill=skill("art"), status=QuestionStatus.RETIRED)
    query = {"skill": skill("art").pk, "kind": "single", "status": "ready", "form": form}
    page = trainer.get(reverse("training:export_questions"), query)
    assert page.context["count"] == 1
    file = trainer.get(page.context["file_url"])
    assert file["Content-Disposition"].startswith("attachment")
    name = {"sheet": "a.xlsx", "gift": "a.gift", "moodle": "a.xml"}[form]
    assert [draft.stem for draft in read_questions(name, file.content).drafts] == [wanted.stem]


@pytest.mark.parametrize("count", [1, 3])
def test_export_asks_the_database_equally_often(trainer, django_assert_num_queries, count):
    QuestionFactory.create_batch(count)
    trainer.get(reverse("training:export_questions"))
    with django_assert_num_queries(10):
        trainer.get(reverse("training:export_questions"))


def test_export_of_an_unknown_choice_is_not_found(trainer):
    QuestionFactory(kind=QuestionKind.SINGLE)
    assert trainer.get(reverse("training:export_file"), {"skill": "0"}).status_code == 404
    page = trainer.get(reverse("training:export_questions"), {"skill": "0"})
    assert (page.status_code, "file_url" in page.context) == (200, False)


def test_export_writes_no_formula(trainer):
    QuestionFactory(stem="=1+1", reason="@sum(a)")
    file = trainer.get(reverse("training:export_file"), {"form": "sheet"})
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    assert {cell.data_type for cells in book.active.iter_rows() for cell in cells if cell.value} == {"s"}
