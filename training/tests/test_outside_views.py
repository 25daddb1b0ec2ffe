"""The pages of outside training: who opens them, what they say, and what is done on them."""

from decimal import Decimal

import pytest
from django.core.files.storage import storages
from django.urls import reverse

from audit.enums import AuditAction
from audit.models import AuditEvent
from home.writing_room import queues_for
from training.models import OutsideReview, OutsideTraining
from training.services.outside_claims import withdraw_claim
from training.tests.factories import CourseFactory, ProgrammeFactory
from training.tests.outside_steps import PDF, claimed, day, proof, reviewed

pytestmark = pytest.mark.django_db
LISTED = {"trainer", "editor", "overseer", "chief", "outside_overseer", "auditor", "administrator"}
SEES_LEARNER = {"learner", "trainer", "editor", "overseer", "chief", "auditor", "administrator"}
OWN, CLAIM = "/outside-training/", "/outside-training/claim/"
REVIEWS = "/outside-training/reviews/"


@pytest.fixture
def claim(cast):
    return claimed(cast.learner)


@pytest.fixture
def learner(client, cast):
    client.cookies["django_language"] = "en"
    client.force_login(cast.learner)
    return client


@pytest.fixture
def trainer(client, cast):
    client.cookies["django_language"] = "en"
    client.force_login(cast.trainer)
    return client


def page_of(claim, name="outside_claim"):
    return reverse(f"training:{name}", args=[claim.pk])


def statuses(client, cast, url, method="get"):
    found = {}
    for name, user in cast.people().items():
        client.force_login(user)
        found[name] = getattr(client, method)(url).status_code
    return found


def filled(**changes):
    usual = {
        "title": "党校专题班",
        "organiser": "市委党校",
        "began_on": day(-12).isoformat(),
        "ended_on": day(-10).isoformat(),
        "hours": "16",
        "proof": proof(),
    }
    return {**usual, **changes}


# --- who opens what ------------------------------------------------------------------------


def test_claim_and_proof_open_for_the_person_and_those_who_see_them(client, cast, claim):
    for name in ("outside_claim", "outside_proof"):
        found = statuses(client, cast, page_of(claim, name))
        assert {part for part, status in found.items() if status == 200} == SEES_LEARNER
        assert {status for part, status in found.items() if part not in SEES_LEARNER} == {404}


def test_queue_opens_for_those_who_look_after_people_and_for_auditors(client, cast):
    found = statuses(client, cast, REVIEWS)
    assert {part for part, status in found.items() if status == 200} == LISTED
    assert {status for part, status in found.items() if part not in LISTED} == {403}


def test_own_list_opens_for_all_and_the_form_for_those_who_learn(client, cast):
    assert set(statuses(client, cast, OWN).values()) == {200}
    assert {part for part, status in statuses(client, cast, CLAIM).items() if status != 200} == {"visitor"}


def test_decision_is_for_trainers_and_administrators_alone(client, cast, claim):
    found = statuses(client, cast, page_of(claim), "post")
    assert {part for part, status in found.items() if status == 200} == {"trainer", "administrator"}
    assert {found[part] for part in SEES_LEARNER - {"trainer", "administrator"}} == {403}
    assert not OutsideReview.objects.exists()


def test_withdrawal_is_for_the_person_alone(client, cast, claim):
    found = statuses(client, cast, page_of(claim, "withdraw_outside_claim"), "post")
    assert {part for part, status in found.items() if status == 302} == {"learner"}
    assert {status for part, status in found.items() if part != "learner"} == {404}
    claim.refresh_from_db()
    assert claim.is_withdrawn


# --- the person ----------------------------------------------------------------------------


def test_claim_is_handed_in_and_listed(learner, cast):
    assert "Nothing claimed yet" in learner.get(OWN).content.decode()
    assert learner.post(CLAIM, filled()).url == OWN
    stored = OutsideTraining.objects.get()
    assert (stored.user, stored.hours, stored.proof.read()) == (cast.learner, Decimal(16), PDF)
    assert list(learner.get(OWN).context["page_obj"]) == [stored]


def test_part_that_is_missing_is_offered_and_chosen(learner, cast):
    programme = ProgrammeFactory(title="谈话", courses=[CourseFactory(title="倾听")], departments=[cast.own])
    duty = programme.duties.get(user=cast.learner)
    value = f"{duty.pk}:{duty.rule.leaves()[0].key}"
    form = learner.get(CLAIM, {"in_place_of": value}).context["form"]
    assert form["in_place_of"].value() == value
    assert form.fields["in_place_of"].choices[1:] == [("谈话", [(value, "倾听")])]

    assert learner.post(CLAIM, filled(in_place_of=value)).status_code == 302
    assert OutsideTraining.objects.get().requirement_title == "倾听"
    response = learner.get(reverse("training:duty", args=[duty.pk]))
    assert "It waits for a review." in response.content.decode()
    assert CLAIM in response.content.decode()


def test_nothing_is_offered_where_nothing_is_due(learner):
    assert "in_place_of" not in learner.get(CLAIM).context["form"].fields


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"ended_on": day(1).isoformat()}, "ended_on"),
        ({"hours": "99"}, "hours"),
        ({"proof": proof(content=b"MZ")}, "proof"),
        ({"proof": ""}, "proof"),
        ({"in_place_of": "1:course-1"}, "in_place_of"),
    ],
)
def test_wrong_field_is_named_and_nothing_is_lost(learner, cast, changes, field):
    ProgrammeFactory(courses=[CourseFactory()], departments=[cast.own])
    response = learner.post(CLAIM, filled(**changes))
    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert response.context["form"]["organiser"].value() == "市委党校"
    assert not OutsideTraining.objects.exists()


def test_refusal_about_a_field_that_is_not_asked_stands_above_the_form(learner, cast, claim):
    response = learner.post(CLAIM, filled(title=claim.title))
    assert list(response.context["form"].errors) == ["title"]


def test_decided_claim_is_not_withdrawn(learner, cast, claim):
    reviewed(claim, cast.trainer)
    response = learner.post(page_of(claim, "withdraw_outside_claim"), follow=True)
    assert "This has been decided already." in response.content.decode()
    claim.refresh_from_db()
    assert not claim.is_withdrawn


# --- the proof -----------------------------------------------------------------------------


def test_proof_is_saved_under_its_name_and_never_shown(trainer, cast, claim):
    response = trainer.get(page_of(claim, "outside_proof"))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "no-store, private")
    look = AuditEvent.objects.get(action=AuditAction.RECORD_VIEWED)
    assert (look.actor_name, look.subject_name) == ("吴某", "林某")


def test_proof_has_no_address_of_its_own(trainer, claim):
    assert trainer.get(f"/media/{claim.proof.name}").status_code == 404
    assert trainer.get(f"/media/proofs/{claim.proof.name}").status_code == 404


def test_proof_that_is_gone_is_not_found(trainer, claim):
    storages["proofs"].delete(claim.proof.name)
    assert trainer.get(page_of(claim, "outside_proof")).status_code == 404


# --- the queue -----------------------------------------------------------------------------


def test_queue_shows_first_who_waits_longest_and_is_narrowed(trainer, cast, claim):
    later, decided = claimed(cast.junior), claimed(cast.overseer)
    reviewed(decided, cast.trainer, is_accepted=False)
    withdrawn = claimed(cast.editor)
    withdraw_claim(training=withdrawn, by=cast.editor)

    def shown(**query):
        return [one.pk for one in trainer.get(REVIEWS, query).context["page_obj"]]

    assert shown() == [claim.pk, later.pk]
    assert shown(state="refused") == [decided.pk]
    assert shown(state="withdrawn") == [withdrawn.pk]
    assert shown(state="accepted") == []
    assert shown(state="all", text="钱") == [later.pk]
    assert shown(department=cast.sub.pk) == [later.pk]
    assert shown(department=cast.other.pk) == []
    assert shown(state="nonsense") == []


def test_claim_is_decided_on_its_page(trainer, cast, claim):
    form = trainer.get(page_of(claim)).context["form"]
    assert form["hours"].value() == "16"
    response = trainer.post(page_of(claim), {"is_accepted": "yes", "hours": "12", "reason": "证书写明十二学时"})
    assert response.url == REVIEWS
    review = OutsideReview.objects.get()
    assert (review.is_accepted, review.hours, review.reviewed_by) == (True, Decimal(12), cast.trainer)
    assert trainer.get(page_of(claim)).context["form"] is None


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({}, ["is_accepted", "reason"]),
        ({"is_accepted": "yes", "hours": "", "reason": "好"}, ["hours"]),
        ({"is_accepted": "yes", "hours": "17", "reason": "好"}, ["hours"]),
        ({"is_accepted": "no", "hours": "16", "reason": ""}, ["reason"]),
    ],
)
def test_decision_needs_its_reason_and_hours_that_were_claimed(trainer, claim, sent, fields):
    response = trainer.post(page_of(claim), sent)
    assert sorted(response.context["form"].errors) == fields
    assert not OutsideReview.objects.exists()


def test_refusal_asks_for_no_hours(trainer, claim):
    assert trainer.post(page_of(claim), {"is_accepted": "no", "hours": "x", "reason": "没有盖章"}).status_code == 302
    assert OutsideReview.objects.get().hours == 0


def test_those_who_decide_are_told_how_many_wait(trainer, cast, claim):
    ProgrammeFactory(courses=[CourseFactory()], departments=[cast.own])
    assert "Outside training: 1 to decide" in trainer.get("/board/").content.decode()
    [queue] = [queue for queue in queues_for(cast.trainer) if queue.key == "outside-training"]
    [entry] = queue.entries(queue.rows(cast.trainer))
    assert (entry.title, entry.kind, entry.url) == (claim.title, "林某", page_of(claim))
    trainer.force_login(cast.overseer)
    assert "Outside training: 1 to decide" not in trainer.get("/board/").content.decode()
    assert "outside-training" not in {queue.key for queue in queues_for(cast.editor)}


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_same_for_any_number_of_claims(trainer, cast, count, django_assert_num_queries):
    for number in range(count):
        claimed(cast.trainer, title=f"班{number}")
        reviewed(claimed(cast.learner, title=f"班{number}"), cast.administrator)
    trainer.get(OWN)
    with django_assert_num_queries(7):
        trainer.get(OWN)
    with django_assert_num_queries(9):
        trainer.get(REVIEWS, {"state": "all"})
