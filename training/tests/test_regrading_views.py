import pytest
from django.urls import reverse

from training.enums import RegradeMode
from training.models import MarkChange, PassDecision, Regrade
from training.services.regrade_plans import Proposal
from training.services.regrading import decide_pass
from training.tests.factories import QuestionFactory, QuizFactory, choices
from training.tests.marking_steps import RIGHT, result, sign, swapped, take_test, with_key

LEDGER = reverse("training:regrades")
PASSES = reverse("training:passes_to_decide")
KEEPERS = {"trainer", "administrator"}


@pytest.fixture
def shown(db):
    return QuestionFactory(parts=choices("甲", "乙", "丙")).current_version()


@pytest.fixture
def quiz(shown):
    return QuizFactory(questions=[shown.question, QuestionFactory()], pass_mark=100)


@pytest.fixture
def tests(cast, quiz):
    """One who would lose the pass by the other key, one who would win it, and one elsewhere who would too."""
    chosen = {"learner": [0], "junior": [1], "outsider": [1]}
    return {name: take_test(cast.people()[name], quiz, response, RIGHT) for name, response in chosen.items()}


@pytest.fixture
def corrected(tests, shown):
    return with_key(shown.question, swapped(shown))


@pytest.fixture
def query(shown, corrected):
    """A proposal by the corrected key, not only to raise."""
    return {"shown": shown.pk, "mode": "corrected_key", "corrected": corrected.pk}


@pytest.fixture
def filed(cast, shown, corrected):
    """The pass that the corrected key would take."""
    proposal = Proposal(shown, RegradeMode.CORRECTED_KEY, corrected, only_raise=False)
    return sign(proposal, cast.administrator).regrade.changes.get(needs_decision=True)


@pytest.fixture
def open_form(client, cast, shown, query):
    """Opens the page with the proposal, some of it changed, as the trainer."""
    return lambda **changes: open_as(client, cast.trainer, url(shown), {**query, **changes})


def url(version):
    return reverse("training:regrade", args=[version.question_id])


def open_as(client, user, address, query=None):
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client.get(address, query)


def post(client, response, **fields):
    """Sends the form below a dry run as the trainer fills it in."""
    request, context = response.request, response.context
    hidden = {"token": context["run"].token, "as_of": context["as_of"]}
    typed = {"reason": "印反了。", "signature": "吴某"}
    return client.post(f"{request['PATH_INFO']}?{request['QUERY_STRING']}", {**hidden, **typed, **fields})


def names(response):
    return [line.person.name for line in response.context["report"].lines if line.person]


def standing(client, address):
    """What became of the passes that the newest regrade would have taken, and the words for it at `address`."""
    row = client.get(LEDGER).context["page_obj"][0]
    figures = (row.filed, row.waiting, row.kept, row.withdrawn, row.overtaken)
    words = f"{row.waiting} to be decided · {row.kept} kept · {row.withdrawn} withdrawn"
    return figures, all(words in client.get(page).content.decode() for page in (LEDGER, address))


# --- who may -------------------------------------------------------------------------------


def test_regrade_is_for_those_who_keep_the_bank(client, cast, shown):
    answered = {name: open_as(client, user, url(shown)).status_code for name, user in cast.people().items()}
    assert answered == {name: 200 if name in KEEPERS else 403 for name in cast.people()}
    for name in cast.people().keys() - KEEPERS:
        client.force_login(cast.people()[name])
        assert client.post(url(shown), {}).status_code == 403


def test_ledger_is_for_those_who_keep_the_bank_and_auditors(client, cast, tests, shown):
    record = sign(Proposal(shown, RegradeMode.FULL_CREDIT), cast.administrator).regrade
    may = KEEPERS | {"auditor"}
    for address in [LEDGER, reverse("training:regrade_record", args=[record.pk])]:
        answered = {name: open_as(client, user, address).status_code for name, user in cast.people().items()}
        assert answered == {name: 200 if name in may else 403 for name in cast.people()}


def test_passes_are_decided_by_those_who_keep_the_bank(client, cast, filed):
    for address in [PASSES, reverse("training:decide_pass", args=[filed.pk])]:
        answered = {name: open_as(client, user, address).status_code for name, user in cast.people().items()}
        assert answered == {name: 200 if name in KEEPERS else 403 for name in cast.people()}


# --- the dry run ---------------------------------------------------------------------------


def test_dry_run_names_people_of_the_own_subtree_and_shows_the_others_without_names(client, cast, shown, query):
    response = open_as(client, cast.trainer, url(shown), query)
    report = response.context["report"]
    assert names(response) == ["林某", "钱某"]
    assert [(line.would_lose, line.newly_passes) for line in report.lines] == [
        (True, False),
        (False, True),
        (False, True),
    ]
    assert (report.lines[2].person, report.others) == (None, 1)
    page = response.content.decode()
    assert "1 of these results belongs to a person outside your departments" in page
    assert not any(word in page for word in ["孙某", f"/board/people/{cast.outsider.pk}/"])
    whole = open_as(client, cast.administrator, url(shown), query)
    assert (names(whole), whole.context["report"].others) == (["林某", "钱某", "孙某"], 0)
    assert not Regrade.objects.exists()


def test_only_raise_is_the_default(client, cast, shown, query):
    initial = open_as(client, cast.trainer, url(shown)).context["form"].initial
    assert initial == {**query, "only_raise": True}
    response = open_as(client, cast.trainer, url(shown), {**query, "only_raise": "on"})
    assert names(response) == ["钱某"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"corrected": ""}, "Choose the version with the corrected key."),
        ({"corrected": 0}, "Select a valid choice"),
        ({"mode": "x"}, "Select a valid choice"),
        ({"shown": "x"}, "Select a valid choice"),
    ],
)
def test_proposal_that_cannot_be_is_told(open_form, changes, words):
    response = open_form(**changes)
    assert "run" not in response.context
    assert words in response.content.decode()


def test_versions_of_other_questions_are_no_choice(open_form):
    other = QuestionFactory(parts=choices("甲", "乙", "丙")).current_version()
    for changes in [{"shown": other.pk}, {"corrected": other.pk}]:
        assert open_form(**changes).context["form"].errors


def test_question_that_no_test_asked_says_so(client, cast, shown):
    assert "No test has asked this question" in open_as(client, cast.trainer, url(shown)).content.decode()


def test_dry_run_asks_as_often_for_three_as_for_one(client, cast, quiz, shown, django_assert_num_queries):
    take_test(cast.learner, quiz, [1], RIGHT)
    query = {"shown": shown.pk, "mode": "full_credit"}
    open_as(client, cast.administrator, url(shown), query)
    with django_assert_num_queries(21):
        client.get(url(shown), query)
    take_test(cast.junior, quiz, [1], RIGHT)
    take_test(cast.outsider, quiz, [1], RIGHT)
    with django_assert_num_queries(21):
        assert len(names(client.get(url(shown), query))) == 3


# --- signing -------------------------------------------------------------------------------


def test_signed_regrade_stands_in_the_ledger(client, cast, tests, open_form):
    posted = post(client, open_form(only_raise="on"))
    regrade = Regrade.objects.get()
    assert posted.url == reverse("training:regrade_record", args=[regrade.pk])
    assert (regrade.signed_by, regrade.signature, regrade.reason) == (cast.trainer, "吴某", "印反了。")
    assert regrade.only_raise
    assert {name: result(attempt)[2] for name, attempt in tests.items()} == dict.fromkeys(tests, True)
    record = client.get(posted.url)
    assert (names(record), record.context["report"].others) == (["钱某"], 1)
    row = client.get(LEDGER).context["page_obj"][0]
    assert (row.changed, row.newly_passed, row.filed) == (2, 2, 0)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"signature": "林某"}, "not the name of your account"),
        ({"signature": ""}, "This field is required"),
        ({"reason": " "}, "This field is required"),
        ({"as_of": "gestern"}, "Marks have changed"),
        ({"as_of": "2026-03-02T01:00:00"}, "Marks have changed"),
        ({"as_of": "0001-01-01T00:00:00+08:00"}, "Marks have changed"),
        ({"as_of": "9999-12-31T23:59:59-08:00"}, "Marks have changed"),
        ({"token": "0"}, "Marks have changed"),
    ],
)
def test_form_that_is_not_in_order_signs_nothing_and_keeps_what_was_typed(client, open_form, fields, words):
    again = post(client, open_form(), **{"reason": "印反了，一定要改。", **fields})
    assert again.status_code == 200
    assert words in again.content.decode()
    assert "reason" in fields or "印反了，一定要改。" in again.content.decode()
    assert not Regrade.objects.exists()


def test_marks_that_changed_in_between_are_shown_before_signing(client, cast, shown, open_form):
    response = open_form()
    sign(Proposal(shown, RegradeMode.FULL_CREDIT), cast.administrator)
    again = post(client, response)
    assert "Marks have changed since this dry run" in again.content.decode()
    assert again.context["run"].token != response.context["run"].token
    assert post(client, again).status_code == 302


def test_tests_that_came_in_between_are_told(client, cast, quiz, shown):
    take_test(cast.learner, quiz, [1], RIGHT)
    response = open_as(client, cast.trainer, url(shown), {"shown": shown.pk, "mode": "full_credit"})
    late = take_test(cast.junior, quiz, [1], RIGHT)
    record = client.get(post(client, response).url)
    assert "1 test was submitted after the dry run." in record.content.decode()
    assert result(late)[2] is True


# --- passes --------------------------------------------------------------------------------


def test_passes_to_be_decided_are_listed_and_decided(client, cast, tests, filed):
    assert "1 pass waits for a decision." in open_as(client, cast.trainer, LEDGER).content.decode()
    assert [line.person.name for line in client.get(PASSES).context["lines"]] == ["林某"]
    address = reverse("training:decide_pass", args=[filed.pk])
    assert "林某" in client.get(address).content.decode()
    assert client.post(address, {"outcome": "kept"}).status_code == 200
    assert client.post(address, {"outcome": "withdrawn", "reason": "看过了。"}).url == PASSES
    decision = PassDecision.objects.get()
    assert (decision.change, decision.outcome, decision.decided_by) == (filed, "withdrawn", cast.trainer)
    assert result(tests["learner"])[2] is False
    record = client.get(reverse("training:regrade_record", args=[filed.regrade_id])).content.decode()
    assert "看过了。" in record


def test_second_click_on_a_decision_leads_back_and_changes_nothing(client, cast, tests, filed):
    address = reverse("training:decide_pass", args=[filed.pk])
    client.force_login(cast.trainer)
    client.cookies["django_language"] = "en"
    client.post(address, {"outcome": "withdrawn", "reason": "看过了。"})
    again = client.post(address, {"outcome": "kept", "reason": "再点一次。"}, follow=True)
    assert again.redirect_chain == [(PASSES, 302)]
    assert "nothing to decide here any more" in again.content.decode()
    assert client.get(address).url == PASSES
    assert PassDecision.objects.get().reason == "看过了。"
    assert result(tests["learner"])[2] is False


def test_pass_of_somebody_elsewhere_is_not_there(client, cast, quiz, shown):
    take_test(cast.outsider, quiz, [0], RIGHT)
    corrected = with_key(shown.question, swapped(shown))
    proposal = Proposal(shown, RegradeMode.CORRECTED_KEY, corrected, only_raise=False)
    sign(proposal, cast.administrator)
    address = reverse("training:decide_pass", args=[MarkChange.objects.get().pk])
    assert open_as(client, cast.trainer, address).status_code == 404
    listed = client.get(PASSES)
    assert (listed.context["lines"], listed.context["others"]) == ([], 1)
    assert "孙某" not in listed.content.decode()
    assert open_as(client, cast.administrator, address).status_code == 200


def test_auditor_reads_every_change_and_decision_without_names(client, cast, filed):
    decide_pass(change=filed, outcome="kept", reason="林某已当面核对。", decided_by=cast.trainer)
    response = open_as(client, cast.auditor, reverse("training:regrade_record", args=[filed.regrade_id]))
    report = response.context["report"]
    assert [(line.person, line.before, line.after) for line in report.lines] == [(None, 1, 0), *[(None, 0, 1)] * 2]
    page = response.content.decode()
    assert all(words in page for words in ["50 → 100", "The pass stays", cast.trainer.name, "Names are shown only to"])
    assert "your departments" not in page
    assert not any(words in page for words in ["林某", "钱某", "孙某", "已当面核对"])


def test_ledger_tells_what_became_of_each_pass(client, cast, tests, filed):
    record = reverse("training:regrade_record", args=[filed.regrade_id])
    open_as(client, cast.trainer, LEDGER)
    assert standing(client, record) == ((1, 1, 0, 0, 0), True)
    decide_pass(change=filed, outcome="kept", reason="看过了。", decided_by=cast.trainer)
    assert standing(client, record) == ((1, 0, 1, 0, 0), True)


def test_ledger_tells_of_passes_that_a_later_regrade_overtook(client, cast, tests, shown, filed):
    later = sign(Proposal(shown, RegradeMode.DROPPED), cast.administrator).regrade
    assert later.changes.filter(answer=filed.answer).exists()
    page = open_as(client, cast.trainer, LEDGER).content.decode()
    assert "0 to be decided · 0 kept · 0 withdrawn · 1 overtaken by a later regrade" in " ".join(page.split())


def test_passes_have_no_lead_when_nothing_is_to_be_decided(client, cast, filed):
    assert "a person decides about each" in open_as(client, cast.trainer, PASSES).content.decode()
    decide_pass(change=filed, outcome="kept", reason="看过了。", decided_by=cast.trainer)
    page = client.get(PASSES).content.decode()
    assert "Nothing to decide" in page
    assert "a person decides about each" not in page


def test_ledger_and_record_ask_equally_often(client, cast, quiz, shown, django_assert_num_queries):
    proposal = Proposal(shown, RegradeMode.FULL_CREDIT)
    take_test(cast.learner, quiz, [1], RIGHT)
    first = sign(proposal, cast.administrator).regrade
    open_as(client, cast.administrator, LEDGER)
    with django_assert_num_queries(9):
        client.get(LEDGER)
    with django_assert_num_queries(9):
        client.get(reverse("training:regrade_record", args=[first.pk]))
    take_test(cast.junior, quiz, [1], RIGHT)
    sign(proposal, cast.administrator)
    for name in ["outsider", "editor", "reviewer"]:
        take_test(cast.people()[name], quiz, [1], RIGHT)
    last = sign(proposal, cast.administrator).regrade
    with django_assert_num_queries(9):
        assert len(client.get(LEDGER).context["page_obj"]) == 3
    with django_assert_num_queries(9):
        assert len(names(client.get(reverse("training:regrade_record", args=[last.pk])))) == 3
