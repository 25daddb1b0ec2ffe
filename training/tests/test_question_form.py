"""The form of a question: one for each kind, what it asks of a draft and of a ready question, its preview."""

import datetime

import pytest
from django.test import Client
from django.utils.html import escape
from django.utils.translation import override

from training.enums import QuestionKind
from training.kind_wording import KIND_WORDINGS, blank_parts
from training.kinds import KINDS as KIND_RULES
from training.models import Question
from training.tests.authoring import bank_address as address
from training.tests.authoring import blank_entries, preview, question_form, sign_in, told, topic
from training.tests.factories import QuestionFactory, choices, default_parts

pytestmark = pytest.mark.django_db
KINDS = QuestionKind.values


@pytest.fixture
def trainer(cast) -> Client:
    return sign_in(cast.trainer)


def test_new_question_begins_with_the_choice_of_its_kind(trainer):
    text = trainer.get(address("add")).content.decode()
    for kind, label in QuestionKind.choices:
        assert f'href="{address("add_kind", kind)}"' in text
        with override("en"):
            assert str(label) in text
            assert escape(str(KIND_WORDINGS[kind].example)) in text


@pytest.mark.parametrize("kind", KINDS)
def test_form_of_a_kind_tells_it_and_shows_only_its_parts(trainer, kind):
    form = trainer.get(address("add_kind", kind)).context["form"]
    assert "kind" not in form.fields
    assert form.instance.kind == kind
    assert [child.block_type for child in form.instance.parts] == [part["type"] for part in blank_parts(kind)]
    assert list(form.fields["parts"].block.child_blocks) == [blank_parts(kind)[0]["type"]]
    assert str(form.fields["parts"].label) == str(KIND_WORDINGS[kind].parts)


def test_form_of_an_unknown_kind_is_not_there(trainer):
    assert trainer.get(address("add_kind", "essay")).status_code == 404
    assert trainer.get(address("preview_on_add", "essay")).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_trainer_creates_a_ready_question_of_each_kind(cast, trainer, kind):
    parts = default_parts(kind)
    response = trainer.post(address("add_kind", kind), question_form(kind, parts) | {"topics": [str(topic().pk)]})
    assert response.status_code == 302, response.context["form"].errors.as_data()
    assert told(response) == ["Saved. Version 1 is asked from now on."]
    question = Question.objects.get()
    version = question.current_version()
    assert (question.kind, question.owner, list(question.topics.all())) == (kind, cast.trainer, [topic()])
    assert (version.kind, version.parts) == (kind, parts)


@pytest.mark.parametrize("kind", KINDS)
def test_draft_may_be_incomplete(trainer, kind):
    form = question_form(kind, blank_entries(kind), status="draft", reason="")
    response = trainer.post(address("add_kind", kind), form)
    assert response.status_code == 302, response.context["form"].errors.as_data()
    assert told(response) == ["Saved as a draft: it is not asked until it is ready."]
    question = Question.objects.get()
    assert (question.status, question.versions.count()) == ("draft", 0)
    assert trainer.get(address("edit", question.pk)).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_ready_question_needs_everything_and_keeps_what_was_typed(trainer, kind):
    form = question_form(kind, blank_entries(kind), reason="", stem="写到一半的题干")
    response = trainer.post(address("add_kind", kind), form)
    assert response.status_code == 200
    assert {"parts", "reason"} <= set(response.context["form"].errors)
    assert "写到一半的题干" in response.content.decode()
    assert not Question.objects.exists()


def faults_of(response) -> dict:
    """What the form tells of the parts: of all, and of single entries by their place."""
    return response.context["form"].errors.as_data()["parts"][0].as_json_data()


@pytest.mark.parametrize(
    ("kind", "parts", "faults"),
    [
        ("single", choices("甲", "甲"), {"messages": ["Two choices have the same text."]}),
        ("single", choices("甲", "乙", keys=2), {"messages": ["Mark exactly one choice as right."]}),
        ("single", choices("甲"), {"messages": ["Give at least 2 entries."]}),
        (
            "multiple",
            choices("甲", "乙", keys=0),
            {"messages": ["Mark at least one choice as right, and leave at least one wrong."]},
        ),
        ("single", choices("甲", "", "丙"), {"blockErrors": {1: {"messages": ["Entry 2 has no text."]}}}),
        (
            "fill_in",
            [{"accepted": ["听"]}, {"accepted": [""]}, {"accepted": ["谈"]}],
            {
                "messages": ["The stem has 2 gaps (____) and there are 3 entries. Give one entry for each gap."],
                "blockErrors": {1: {"messages": ["Gap 2: give at least one accepted answer."]}},
            },
        ),
        (
            "short_answer",
            [{"criterion": "", "points": "2"}, {"criterion": "具体", "points": ""}],
            {
                "blockErrors": {
                    0: {"messages": ["Entry 1 has no text."]},
                    1: {"messages": ["Criterion 2: the points are a whole number from 1 to 10."]},
                }
            },
        ),
    ],
)
def test_what_a_ready_question_lacks_is_told_where_it_lacks(trainer, kind, parts, faults):
    response = trainer.post(address("add_kind", kind), question_form(kind, parts))
    assert faults_of(response) == faults
    assert set(response.context["form"].errors) == {"parts"}


@pytest.mark.parametrize("kind", KINDS)
def test_entries_left_empty_at_the_end_are_dropped(trainer, kind):
    written = default_parts(kind)
    parts = [*written, *blank_entries(kind)][: KIND_RULES[kind].most]
    response = trainer.post(address("add_kind", kind), question_form(kind, parts))
    assert response.status_code == 302, response.context["form"].errors.as_data()
    assert Question.objects.get().plain_parts() == written


def test_draft_tells_what_it_lacks_and_a_ready_question_nothing(trainer):
    draft = QuestionFactory(status="draft", reason="", parts=[])
    assert [str(text) for text in draft.missing_for_ready] != []
    text = trainer.get(address("edit", draft.pk)).content.decode()
    assert "Missing before it can be ready" in text
    assert "Say why the key is right: a question without a reason teaches nothing." in text
    for question in [QuestionFactory(), QuestionFactory(status="draft")]:
        assert "Missing before" not in trainer.get(address("edit", question.pk)).content.decode()
    assert "Missing before" not in trainer.get(address("add_kind", "single")).content.decode()


def test_stem_that_the_bank_has_already_is_told_and_not_refused(trainer):
    known = QuestionFactory(stem="先说什么？")
    form = question_form("single", default_parts("single"), stem="先说什么")
    response = trainer.post(address("add_kind", "single"), form, follow=True)
    notices = response.content.decode().partition('class="messages"')[2].partition("</ul>")[0]
    assert "Saved. Version 1 is asked from now on." in notices
    assert "The bank has another question with this stem." in notices
    assert f'href="{address("edit", known.pk)}"' in notices
    fresh = Question.objects.exclude(pk=known.pk).get()
    assert len(told(trainer.post(address("edit", fresh.pk), form | {"reason": "另一个理由。"}))) == 1


def test_short_answers_are_spoken_of_only_in_their_own_form(trainer):
    helps = {kind: trainer.get(address("add_kind", kind)).context["form"]["reason"].help_text for kind in KINDS}
    with override("en"):
        assert {kind for kind, text in helps.items() if "marks" in str(text)} == {"short_answer"}
        assert {str(text) for kind, text in helps.items() if kind != "short_answer"} == {
            "Shown after submission: why the key is right."
        }


def test_draft_is_previewed_with_all_gaps_of_its_stem(trainer):
    form = question_form("fill_in", [{"accepted": ["听"]}], stem="开头____中间____结尾")
    for mode in ["asked", "reviewed"]:
        text = preview(trainer, address("preview_on_add", "fill_in"), form, mode=mode)
        assert all(words in text for words in ["开头", "中间", "结尾"])


@pytest.mark.parametrize("typed", ["2020年13月", "2020-13-01", "明年"])
def test_review_date_that_is_none_is_told(trainer, typed):
    form = question_form("single", default_parts("single"), review_by=typed)
    form = trainer.post(address("add_kind", "single"), form).context["form"]
    assert set(form.errors) == {"review_by"}
    # The calendar would make another date of it before it is sent.
    assert form.fields["review_by"].widget.get_config()["validateOnBlur"] is False


def test_what_cannot_be_read_is_told_once(trainer):
    form = question_form("short_answer", [{"criterion": "具体", "points": "99"}], stem="")
    errors = trainer.post(address("add_kind", "short_answer"), form).context["form"].errors
    assert {name: len(found) for name, found in errors.items()} == {"stem": 1, "parts": 1}


def test_trainer_edits_a_question_into_a_new_version(trainer):
    question = QuestionFactory(stem="原来的问法？")
    form = question_form("single", default_parts("single"), stem="换个问法？")
    response = trainer.post(address("edit", question.pk), form)
    assert told(response) == ["Saved. Version 2 is asked from now on."]
    assert [version.stem for version in question.versions.order_by("number")] == ["原来的问法？", "换个问法？"]


def test_kind_of_a_question_does_not_change_by_its_form(trainer):
    question = QuestionFactory(kind="multiple")
    form = question_form("multiple", default_parts("multiple"), kind="single")
    assert trainer.post(address("edit", question.pk), form).status_code == 302
    question.refresh_from_db()
    assert question.kind == "multiple"


def test_form_offers_as_owners_those_who_keep_the_bank(cast, trainer):
    question = QuestionFactory(owner=cast.editor)
    offered = set(trainer.get(address("edit", question.pk)).context["form"].fields["owner"].queryset)
    assert offered == {cast.trainer, cast.administrator, cast.editor}


def test_form_tells_the_versions_of_a_question(trainer):
    question = QuestionFactory()
    question.reason = "新的理由。"
    question.save()
    text = trainer.get(address("edit", question.pk)).content.decode()
    rows = text.split('<table class="versions">')[1].split("</table>")[0]
    assert [cell in rows for cell in ["First version", "Reason", "Stem</td>"]] == [True, True, False]
    assert "saving makes version 3" in text


def test_form_of_a_draft_tells_that_there_is_no_version(trainer):
    draft = QuestionFactory(status="draft")
    assert "No version yet" in trainer.get(address("edit", draft.pk)).content.decode()
    assert "No version yet" not in trainer.get(address("add_kind", "single")).content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_copy_of_a_question_is_a_draft_of_whoever_copies(cast, trainer, kind):
    source = QuestionFactory(
        kind=kind, owner=cast.administrator, topics=[topic()], review_by=datetime.date(2026, 1, 1), test_only=True
    )
    page = trainer.get(address("copy", source.pk))
    form = page.context["form"]
    assert page.context["action_url"] == address("add_kind", kind)
    assert form.instance.plain_parts() == source.plain_parts()
    assert (form["stem"].value(), form["status"].value(), form["owner"].value()) == (
        source.stem,
        "draft",
        cast.trainer.pk,
    )
    assert (form["topics"].value(), form["review_by"].value(), form["test_only"].value()) == (
        [topic().pk],
        None,
        True,
    )


# --- Preview --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_question_is_previewed_before_and_after_submission(trainer, kind):
    form = question_form(kind, default_parts(kind), reason="金丝雀理由")
    url = address("preview_on_add", kind)
    assert "金丝雀理由" not in preview(trainer, url, form, mode="asked")
    assert "金丝雀理由" in preview(trainer, url, form, mode="reviewed")


@pytest.mark.parametrize("parts", ["none", "blank"])
@pytest.mark.parametrize("kind", KINDS)
def test_half_written_question_is_previewed_as_it_is(trainer, kind, parts):
    entries = blank_entries(kind) if parts == "blank" else []
    form = question_form(kind, entries, skill="", difficulty="", reason="", stem="写到一半")
    for url in [address("preview_on_add", kind), address("preview_on_edit", QuestionFactory(kind=kind).pk)]:
        for mode in ["asked", "reviewed"]:
            assert "写到一半" in preview(trainer, url, form, mode=mode)


def test_what_is_typed_for_one_kind_is_not_previewed_for_another(trainer):
    preview(trainer, address("preview_on_add", "single"), question_form("single", default_parts("single")))
    assert trainer.get(address("preview_on_add", "ordering")).status_code == 200
