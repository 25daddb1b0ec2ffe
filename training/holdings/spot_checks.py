"""Spot checks for which chance drew a person, the review, and what both sides said."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.held import Entry, Group, Part, Section, Withheld, each, register
from audit.held_facts import entry_of, facts_of
from audit.services import Person
from training.models import SpotCheckMember, SpotCheckReview


def _members(person: Person) -> QuerySet[SpotCheckMember]:
    rows = SpotCheckMember.objects.filter(user=person.pk)
    related = ["spot_check__programme", "stratum", "review__opened_by", "review__decision__decided_by"]
    return rows.select_related(*related).prefetch_related("review__statements").order_by("-pk")


def _member(row: SpotCheckMember) -> Entry:
    check, review = row.spot_check, getattr(row, "review", None)
    facts = [
        *facts_of(check, "title", "programme", "due_on", "seed", "drawn_at", "closed_at"),
        *facts_of(row.stratum, "department_name", "rank_band"),
    ]
    parts = [Part("review", _("Review"), [_review(review)] if review else [])]
    url = reverse("training:spot_member", args=[row.pk])
    return entry_of(row, "staff_number", "name", "rank_value", title=check.title, facts=facts, parts=parts, url=url)


def _review(row: SpotCheckReview) -> Entry:
    decision = getattr(row, "decision", None)
    names = ["outcome", "reason", "decided_by", "decided_at"]
    parts = [
        Part("statements", _("What you said"), [entry_of(one, "text", "said_at") for one in row.statements.all()]),
        Part("decision", _("Decision"), [entry_of(decision, *names)] if decision else []),
    ]
    return entry_of(row, "cause", "found", "score", "pass_mark", "opened_by", "opened_at", parts=parts)


register(
    Section(
        key="spot_checks",
        group=Group.TRAINING,
        label=_("Spot checks"),
        about=_("Checks for which chance drew you, what was found, what you said, and what was decided."),
        covers=(
            "training.SpotCheckMember.user",
            "training.SpotCheckMember.attempt",
            "training.SpotCheckReview.member",
            "training.SpotCheckStatement.review",
            "training.SpotCheckDecision.review",
        ),
        rows=_members,
        entries=each(_member),
        withheld=(
            Withheld(
                _("Who else could have been drawn in a spot check"),
                _("The population lists the staff numbers of other people."),
            ),
        ),
    )
)
