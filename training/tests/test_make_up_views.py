"""The pages of make-ups: who opens them, what they show, and what is done on them."""

import csv
import io

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from training.enums import MakeUpCause
from training.make_up_report import open_make_ups_of
from training.models import Duty, MakeUp, MakeUpAppeal, QuizPage
from training.services.make_up import open_due_make_ups
from training.services.make_up_acts import cancel_make_up, decide_appeal, file_appeal
from training.tests.factories import skill
from training.tests.make_up_steps import day, make_programme, take

pytestmark = pytest.mark.django_db
LISTED = {"trainer", "editor", "overseer", "chief", "outside_overseer", "auditor", "administrator"}
SEES_LEARNER = {"learner", "trainer", "editor", "overseer", "chief", "auditor", "administrator"}
KEEPERS = {"trainer", "administrator"}


@pytest.fixture
def quiz(cast):
    _programme, _course, found = make_programme(cast.own, due_in=5, practice=True)
    Duty.objects.update(due_on=day(-1))
    return found


@pytest.fixture
def make_up(cast, quiz):
    take(cast.learner, quiz, right=False)
    open_due_make_ups()
    return MakeUp.objects.get(duty__user=cast.learner)


@pytest.fixture
def trainer(client, cast):
    client.cookies["django_language"] = "en"
    client.force_login(cast.trainer)
    return client


def statuses(client, cast, url):
    """The status of the answer to everybody, by part."""
    found = {}
    for name, user in cast.people().items():
        client.force_login(user)
        found[name] = client.get(url).status_code
    return found


def answered(client, cast, url):
    return {name for name, status in statuses(client, cast, url).items() if status == 200}


def names(response):
    return [one.duty.user.name for one in response.context["page_obj"]]


# --- who opens what ------------------------------------------------------------------------


def test_list_opens_for_those_who_look_after_people_and_for_auditors(client, cast, make_up):
    for name in ("make_ups", "export_make_ups"):
        assert answered(client, cast, reverse(f"training:{name}")) == LISTED
    assert answered(client, cast, reverse("training:find_for_make_up")) == KEEPERS


def test_make_up_and_letter_open_for_the_person_and_those_who_see_them(client, cast, make_up):
    for name in ("make_up", "make_up_letter"):
        found = statuses(client, cast, reverse(f"training:{name}", args=[make_up.pk]))
        assert {part for part, status in found.items() if status == 200} == SEES_LEARNER
        assert {status for part, status in found.items() if part not in SEES_LEARNER} == {404}


@pytest.mark.parametrize("name", ["extend_make_up", "cancel_make_up"])
def test_acts_open_for_trainers_and_administrators_alone(client, cast, make_up, name):
    found = statuses(client, cast, reverse(f"training:{name}", args=[make_up.pk]))
    assert {part for part, status in found.items() if status == 200} == KEEPERS
    assert {found[part] for part in SEES_LEARNER - KEEPERS} == {403}


def test_decision_and_opening_by_hand_are_for_trainers_and_administrators_alone(client, cast, make_up):
    appeal = file_appeal(make_up=make_up, reason="断网", by=cast.learner)
    assert answered(client, cast, reverse("training:decide_make_up_appeal", args=[appeal.pk])) == KEEPERS
    cancel_make_up(make_up=make_up, reason="误开", by=cast.trainer)
    assert answered(client, cast, reverse("training:open_make_up", args=[make_up.duty_id])) == KEEPERS


def test_report_of_a_technical_cause_is_for_the_person_and_their_trainers(client, cast, make_up):
    url = reverse("training:appeal_make_up", args=[make_up.pk])
    assert answered(client, cast, url) == {"learner", *KEEPERS}


def test_auditor_reads_and_is_offered_nothing(client, cast, make_up):
    client.force_login(cast.auditor)
    report = client.get(reverse("training:make_up", args=[make_up.pk])).context["report"]
    assert (report.may_keep, report.may_appeal, report.rechecks) == (False, False, [])
    assert client.get(reverse("training:make_ups")).context["kept"] == set()


# --- the list ------------------------------------------------------------------------------


def test_list_shows_open_ones_and_counts_none_with_a_technical_cause(trainer, cast, make_up):
    appeal = file_appeal(make_up=make_up, reason="断网", by=cast.learner)
    decide_appeal(appeal=appeal, is_accepted=True, reason="属实", by=cast.trainer)
    response = trainer.get(reverse("training:make_ups"))
    assert sorted(names(response)) == sorted(["林某", "钱某", "周某", "吴某", "郑某", "王某"])
    assert [(figure.label, figure.value) for figure in response.context["figures"]] == [
        ("Open", 5),
        ("Made up in time", 0),
        ("Missed", 0),
    ]
    assert response.context["excused"] == 1
    assert response.context["kept"] == set(MakeUp.objects.exclude(duty__user=cast.trainer).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"cause": "failed"}, ["林某"]),
        ({"state": "cancelled"}, ["钱某"]),
        ({"state": "appealed"}, ["周某"]),
        ({"state": "awaiting"}, []),
        ({"text": "吴"}, ["吴某"]),
        ({"state": "all", "department": "sub"}, ["钱某"]),
        ({"state": "nonsense"}, []),
    ],
)
def test_list_is_narrowed(trainer, cast, make_up, query, expected):
    cancel_make_up(make_up=MakeUp.objects.get(duty__user=cast.junior), reason="误开", by=cast.trainer)
    file_appeal(make_up=MakeUp.objects.get(duty__user=cast.visitor), reason="断网", by=cast.visitor)
    if "department" in query:
        query = {**query, "department": cast.sub.pk}
    assert names(trainer.get(reverse("training:make_ups"), query)) == expected


def test_list_is_sorted(trainer, cast, make_up):
    MakeUp.objects.filter(pk=make_up.pk).update(deadline=day(90))
    by = {order: names(trainer.get(reverse("training:make_ups"), {"order": order})) for order in ("deadline", "name")}
    assert by["deadline"][-1] == "林某"
    assert by["name"] == ["林某", "钱某", "王某", "吴某", "郑某", "周某"]


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_database_a_fixed_number_of_times(trainer, cast, make_up, django_assert_max_num_queries, count):
    kept = MakeUp.objects.order_by("pk").values_list("pk", flat=True)[:count]
    MakeUp.objects.exclude(pk__in=list(kept)).update(outcome="cancelled")
    trainer.get(reverse("training:make_ups"))
    with django_assert_max_num_queries(22):
        assert len(names(trainer.get(reverse("training:make_ups")))) == count


def test_table_holds_the_list_and_says_what_counts(trainer, cast, make_up):
    MakeUp.objects.filter(duty__user=cast.junior).update(cause=MakeUpCause.LEAVE)
    response = trainer.get(reverse("training:export_make_ups"), {"order": "name"})
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert [(row["Name"], row["Cause"], row["Counted"]) for row in rows][:3] == [
        ("林某", "No attempt left", "Yes"),
        ("钱某", "On leave", "No"),
        ("王某", "Overdue", "Yes"),
    ]
    assert {row["State"] for row in rows} == {"Open"}


# --- one make-up ---------------------------------------------------------------------------


def test_page_shows_plan_supply_and_history(trainer, cast, make_up, quiz):
    response = trainer.get(reverse("training:make_up", args=[make_up.pk]))
    report = response.context["report"]
    assert [(line.kind_label, line.title, line.state) for line in report.checks] == [
        ("Lesson", "定重点", "not_started"),
        ("Lesson", "看时机", "not_started"),
        ("Quiz", quiz.title, "failed_retry"),
    ]
    assert [(line.topic, line.share, line.needed) for line in report.skills] == [(skill("focus"), 0, 60)]
    assert [(note.attempts, note.supply.asked, note.supply.unseen) for note in report.rechecks] == [(0, 2, 2)]
    assert [event.by for event in report.events] == [""]
    assert "All 2 questions of the next attempt will be new to the person." in response.content.decode()


def test_page_warns_of_a_bank_with_too_few_new_questions(trainer, cast, make_up, quiz):
    QuizPage.objects.update(attempts_allowed=9)
    for _attempt in range(2):
        take(cast.learner, QuizPage.objects.get(pk=quiz.pk), right=False)
    text = trainer.get(reverse("training:make_up", args=[make_up.pk])).content.decode()
    assert "Only 0 of 2 questions of the next attempt would be new to the person" in text


def test_person_is_led_to_what_closes_it(client, cast, make_up, quiz):
    client.force_login(cast.learner)
    report = client.get(reverse("training:make_up", args=[make_up.pk])).context["report"]
    assert [bool(line.url) for line in report.checks] == [True, True, True]
    assert (report.may_keep, report.may_appeal) == (False, True)


def test_letter_names_what_is_missing_and_what_follows(trainer, cast, make_up, quiz):
    text = trainer.get(reverse("training:make_up_letter", args=[make_up.pk])).content.decode()
    assert all(part in text for part in ["林某", quiz.title, "定重点", make_up.consequence])


# --- what is done --------------------------------------------------------------------------


def test_trainer_opens_one_by_hand(trainer, cast, quiz):
    duty = Duty.objects.get(user=cast.learner)
    found = trainer.get(reverse("training:find_for_make_up"), {"text": "林"}).context["duties"]
    assert [one.pk for one in found] == [duty.pk]
    url = reverse("training:open_make_up", args=[duty.pk])
    data = {"cause": "absent", "reason": "缺席", "deadline": day(9).isoformat(), "consequence": "谈一次话。"}
    response = trainer.post(url, data)
    made = MakeUp.objects.get()
    assert (response.status_code, response.url) == (302, reverse("training:make_up", args=[made.pk]))
    assert (made.opened_by, made.cause, made.deadline) == (cast.trainer, "absent", day(9))
    assert trainer.get(url).url == response.url


def test_refusal_stands_in_the_form(trainer, cast, make_up):
    url = reverse("training:extend_make_up", args=[make_up.pk])
    response = trainer.post(url, {"deadline": day(3).isoformat(), "reason": "出差"})
    assert "The new date has to be later than the one that holds." in response.content.decode()
    assert trainer.post(url, {"deadline": day(60).isoformat(), "reason": "出差"}).status_code == 302


def test_several_are_extended_at_once_but_never_the_own_one(trainer, cast, make_up):
    url = reverse("training:extend_make_ups")
    pks = list(MakeUp.objects.values_list("pk", flat=True))
    assert trainer.get(url).status_code == 302
    page = trainer.get(url, {"make_up": pks})
    assert len(page.context["duties"]) == len(pks) - 1
    data = {"deadline": day(60).isoformat(), "reason": "集中培训", "make_ups": page.context["form"]["make_ups"].value()}
    assert trainer.post(url, data).status_code == 302
    assert set(MakeUp.objects.exclude(duty__user=cast.trainer).values_list("deadline", flat=True)) == {day(60)}
    assert trainer.post(url, {**data, "make_ups": pks}).status_code == 200


def test_technical_cause_is_reported_and_decided(client, cast, make_up):
    client.force_login(cast.learner)
    client.post(reverse("training:appeal_make_up", args=[make_up.pk]), {"reason": "考试时断网"})
    appeal = MakeUpAppeal.objects.get()
    client.force_login(cast.trainer)
    url = reverse("training:decide_make_up_appeal", args=[appeal.pk])
    assert client.get(url).context["appeal"] == appeal
    client.post(url, {"is_accepted": "yes", "reason": "属实"})
    make_up.refresh_from_db()
    assert make_up.cause == MakeUpCause.TECHNICAL


def test_trainer_cancels(trainer, cast, make_up):
    trainer.post(reverse("training:cancel_make_up", args=[make_up.pk]), {"reason": "误开"})
    make_up.refresh_from_db()
    assert make_up.outcome == "cancelled"
    assert "误开" in trainer.get(reverse("training:make_up", args=[make_up.pk])).content.decode()


def test_duty_leads_to_its_make_ups(trainer, cast, make_up):
    text = trainer.get(reverse("training:duty", args=[make_up.duty_id])).content.decode()
    assert reverse("training:make_up", args=[make_up.pk]) in text


def test_card_for_the_desk_leads_to_what_comes_next(cast, make_up, quiz):
    """Rendered as the desk does it: for the person, without anything else in the context."""
    assert open_make_ups_of(cast.learner) == [make_up]
    text = render_to_string("training/make_up_card.html", {"make_up": open_make_ups_of(cast.learner)[0]})
    first = quiz.course.units().first()
    assert all(part in text for part in [first.get_url(), first.title, reverse("training:make_up", args=[make_up.pk])])
    cancel_make_up(make_up=make_up, reason="误开", by=cast.trainer)
    assert open_make_ups_of(cast.learner) == []
