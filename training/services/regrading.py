"""Regrades: signing one, and deciding about the passes that it would have taken."""

import datetime
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone

from cadres.models import User
from training.errors import RegradeRefused
from training.models import Answer, MarkChange, PassDecision, Question, QuizAttempt, Regrade
from training.permissions import user_can_decide_pass, user_can_keep_bank
from training.regrade_rules import Change
from training.services.attempts import settle_result
from training.services.completion import record_unit_evidence
from training.services.regrade_plans import Affected, Proposal, affected_by, attempts_asking, plan, token_of
from training.services.telling import tell_of_results

#: Rows that one statement writes.
BATCH = 500


@dataclass(frozen=True)
class Signed:
    """A signed regrade. `added` counts the tests that were submitted between the dry run and the signature."""

    regrade: Regrade
    added: int = 0


def sign_regrade(
    *,
    proposal: Proposal,
    signed_by: User,
    signature: str,
    reason: str,
    token: str,
    as_of: datetime.datetime,
    at: datetime.datetime | None = None,
) -> Signed:
    """Marks anew and keeps who decided it and why. A second call of the same signer answers the first regrade.

    What was submitted after the dry run is marked by the same rule. Raises RegradeRefused: "changed" when anything that
    the dry run had looked at is not the same any more, "other_signature" for one that is not the signer's name.
    """
    proposal.check()
    if not user_can_keep_bank(signed_by):
        raise RegradeRefused("not_yours")
    if not is_signature_of(signed_by, signature):
        raise RegradeRefused("other_signature")
    with transaction.atomic():
        # Two signatures under one question wait for each other, so that the second sees what the first did.
        Question.objects.select_for_update(no_key=True).get(pk=proposal.shown.question_id)
        earlier = _signed_since(proposal, signed_by, as_of)
        if earlier is not None:
            return Signed(earlier)
        # Open ones are held too: one that is submitted meanwhile comes before, or finds the signed regrade.
        held = list(attempts_asking(proposal.shown).select_for_update(of=("self",)))
        planned = plan(proposal, [attempt for attempt in held if not attempt.is_open])
        if token_of(proposal, planned, as_of) != token:
            raise RegradeRefused("changed")
        regrade, at = proposal.unsigned(), at or timezone.now()
        regrade.signed_by, regrade.signature, regrade.reason, regrade.signed_at = signed_by, signature, reason, at
        regrade.save()
        _write(regrade, affected_by(planned), at)
        return Signed(regrade, sum(one.attempt.submitted_at > as_of for one in planned))


def decide_pass(
    *, change: MarkChange, outcome: str, reason: str, decided_by: User, at: datetime.datetime | None = None
) -> PassDecision:
    """Keeps what was decided about a pass; a withdrawn one takes the mark and the result of the regrade.

    A finished course on record stays. The first decision holds; a second call answers it. Raises RegradeRefused.
    """
    at = at or timezone.now()
    with transaction.atomic():
        attempts = QuizAttempt.objects.select_for_update(of=("self",)).select_related("user", "quiz")
        attempt = attempts.get(answers__mark_changes=change)
        decision = PassDecision.objects.filter(change=change).first()
        if decision is not None:
            return decision
        is_open = MarkChange.objects.to_be_decided().filter(pk=change.pk).exists()
        if not is_open or not user_can_decide_pass(decided_by, change):
            raise RegradeRefused("nothing_to_decide")
        decision = PassDecision.objects.create(
            change=change, outcome=outcome, reason=reason, decided_by=decided_by, decided_at=at
        )
        if outcome == PassDecision.Outcome.WITHDRAWN:
            answer = attempt.answers.get(pk=change.answer_id)
            Answer.objects.filter(pk=answer.pk).update(**_marked(answer, change))
            settle_result(attempt=attempt, at=at)
        return decision


def filed_passes(user: User) -> QuerySet[MarkChange]:
    """The passes that regrades would have taken from people about whom `user` may decide, decided or not.

    Twin of `user_can_decide_pass`.
    """
    if not user_can_keep_bank(user):
        return MarkChange.objects.none()
    people = User.objects.visible_to(user).exclude(pk=user.pk)
    return MarkChange.objects.filter(needs_decision=True, answer__attempt__user__in=people.values("pk"))


def passes_to_decide(user: User) -> QuerySet[MarkChange]:
    """Those of `filed_passes` that wait for a decision."""
    return filed_passes(user).to_be_decided()


def is_signature_of(user: User, typed: str) -> bool:
    """Whether `typed` is the name of the account; blanks do not count."""
    return "".join(typed.split()) == "".join(user.name.split())


def _signed_since(proposal: Proposal, signed_by: User, as_of: datetime.datetime) -> Regrade | None:
    """The same regrade, signed by the same person after the dry run: the form was sent twice."""
    row = proposal.unsigned()
    same = Regrade.objects.filter(shown=row.shown_id, corrected=row.corrected_id, mode=row.mode)
    return same.filter(only_raise=row.only_raise, signed_by=signed_by, signed_at__gt=as_of).first()


def _write(regrade: Regrade, affected: list[Affected], at: datetime.datetime) -> None:
    """The ledger, the marks and the results. What would take a pass is filed and not done.

    In bulk, because on SQLite everybody who saves an answer has to wait meanwhile. `settle_result` would come to the
    same results.
    """
    MarkChange.objects.bulk_create((_ledger_line(regrade, one) for one in affected), batch_size=BATCH)
    done = [one for one in affected if not one.change.needs_decision]
    _update_alike(Answer, [(one.answer.pk, _marked(one.answer, one.change)) for one in done])
    judged = [one for one in done if one.change.result_after is not None]
    _update_alike(QuizAttempt, [(one.attempt.pk, _result(one, at)) for one in judged])
    tell_of_results(attempts=[one.attempt for one in judged if not one.attempt.is_marked], at=at)
    # Always in the same order: of two regrades at once, none waits for a person whom the other holds.
    for one in sorted(done, key=lambda one: one.attempt.user_id):
        if one.change.newly_passes:
            record_unit_evidence(user=one.attempt.user, course=one.attempt.quiz.course, tested=one.attempt.quiz)


def _update_alike(model: type[models.Model], rows: Iterable[tuple[Hashable, dict[str, Any]]]) -> None:
    """Sets the fields of each row, by its id. Rows that get the same values are written together."""
    ids: dict[tuple[tuple[str, Any], ...], list[Hashable]] = defaultdict(list)
    for pk, fields in rows:
        ids[tuple(fields.items())].append(pk)
    for fields, alike in ids.items():
        for start in range(0, len(alike), BATCH):
            model._default_manager.filter(pk__in=alike[start : start + BATCH]).update(**dict(fields))


def _ledger_line(regrade: Regrade, one: Affected) -> MarkChange:
    before, after = one.change.result_before, one.change.result_after
    return MarkChange(
        regrade=regrade,
        answer=one.answer,
        before=one.change.before,
        after=one.change.after,
        points_before=before and before.points,
        points_after=after and after.points,
        maximum_before=before and before.maximum,
        maximum_after=after and after.maximum,
        passed_before=before and before.passed,
        passed_after=after and after.passed,
        needs_decision=one.change.needs_decision,
    )


def _result(one: Affected, at: datetime.datetime) -> dict[str, Any]:
    verdict = one.change.result_after
    result = {"points": verdict.points, "maximum": verdict.maximum, "passed": verdict.passed}
    return result if one.attempt.is_marked else {**result, "marked_at": at}


def _marked(answer: Answer, change: Change | MarkChange) -> dict[str, Any]:
    """The mark by a regrade; a question that is left out keeps the mark it had, which counts no more."""
    if change.after is None:
        return {"mark": answer.mark, "is_dropped": True}
    return {"mark": change.after, "is_dropped": False}
