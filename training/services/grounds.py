"""The kinds of evidence that training itself knows for a commendation (training/ground_kinds.py)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadres.forms import DepartmentField
from cadres.models import Department, User
from training.ground_kinds import Case, GroundKind, GroundRefused, Reference, register
from training.services.improvement import Improvement, improvements_of, recovery_of


class ImprovementGround(GroundKind):
    """The person got better between two own tests at one quiz, as a whole or in one skill."""

    key = "improvement"
    label = gettext_lazy("Improvement")

    def fields(self, case: Case) -> dict[str, forms.Field]:
        found = _improvements(case)
        if not found:
            return {}
        field = forms.MultipleChoiceField(
            label=self.label,
            choices=[(_id(one), _sentence(one)) for one in found],
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=gettext_lazy("Measured from the person's own tests."),
        )
        return {"improvement": field}

    def references(self, values: Mapping[str, Any], case: Case) -> list[Reference]:
        return [{"tests": one} for one in values.get("improvement") or []]

    def verify(self, reference: Reference, case: Case) -> str:
        found = next((one for one in _improvements(case) if _id(one) == reference.get("tests")), None)
        if found is None:
            raise GroundRefused(_("The person's own tests of this time do not show this improvement."))
        return _sentence(found)


class HelpGround(GroundKind):
    """The person helped somebody who had failed a quiz and then passed it. Who was helped is not named in public."""

    key = "help"
    label = gettext_lazy("Help given in make-up training")

    def fields(self, case: Case) -> dict[str, forms.Field]:
        return {
            "helped": forms.CharField(
                label=gettext_lazy("Staff number of the person who was helped"),
                max_length=32,
                required=False,
                help_text=gettext_lazy(
                    "Their tests have to show it: a quiz failed first, then passed. Not made public."
                ),
            ),
            "help_given": forms.CharField(label=gettext_lazy("How they were helped"), max_length=60, required=False),
            "help_confirmed": forms.CharField(
                label=gettext_lazy("Staff number of who confirms the help"), max_length=32, required=False
            ),
        }

    def references(self, values: Mapping[str, Any], case: Case) -> list[Reference]:
        given = {name: (values.get(name) or "").strip() for name in ("helped", "help_given", "help_confirmed")}
        return [given] if any(given.values()) else []

    def verify(self, reference: Reference, case: Case) -> str:
        helped = User.objects.visible_to(case.nominator).filter(staff_number=reference.get("helped", "")).first()
        if helped is None or helped == case.nominee:
            raise GroundRefused(_("Nobody whom you see has the staff number of who was helped."))
        confirmer = _confirmer(reference.get("help_confirmed", ""), case)
        if not reference.get("help_given"):
            raise GroundRefused(_("Say how they were helped."))
        found = recovery_of(helped, starts_on=case.starts_on, ends_on=case.ends_on)
        if found is None:
            raise GroundRefused(_("The tests of who was helped show no quiz failed first and passed in this time."))
        facts = {"quiz": found.later.quiz_title, "help": reference["help_given"], "name": confirmer.name}
        text = _("Helped a colleague to pass “%(quiz)s” after a first failure: %(help)s (confirmed by %(name)s)")
        return text % facts


class AdoptedGround(GroundKind):
    """Experience that another department took over, confirmed by somebody there."""

    key = "adopted"
    label = gettext_lazy("Experience that others took over")
    is_for_departments = True

    def fields(self, case: Case) -> dict[str, forms.Field]:
        return {
            "adopted_title": forms.CharField(
                label=gettext_lazy("Experience that others took over"), max_length=60, required=False
            ),
            "adopted_in": DepartmentField(
                Department.objects.all(),
                label=gettext_lazy("Department that took it over"),
                required=False,
                empty_label=gettext_lazy("None"),
            ),
            "adopted_confirmed": forms.CharField(
                label=gettext_lazy("Staff number of who confirms it there"),
                max_length=32,
                required=False,
                help_text=gettext_lazy("Somebody with a post in the department that took it over, or below."),
            ),
        }

    def references(self, values: Mapping[str, Any], case: Case) -> list[Reference]:
        taken_over = values.get("adopted_in")
        given = {
            "title": (values.get("adopted_title") or "").strip(),
            "department": taken_over.code if taken_over else "",
            "confirmed": (values.get("adopted_confirmed") or "").strip(),
        }
        return [given] if any(given.values()) else []

    def verify(self, reference: Reference, case: Case) -> str:
        if not reference.get("title"):
            raise GroundRefused(_("Name the experience that others took over."))
        department = Department.objects.filter(code=reference.get("department", "")).first()
        if department is None or any(own.contains(department) for own in _own_departments(case)):
            raise GroundRefused(_("Name another department than the nominee's own."))
        confirmer = _confirmer(reference.get("confirmed", ""), case)
        if not any(department.contains(one) for one in confirmer.current_departments):
            raise GroundRefused(_("Who confirms it has no post in the department that took it over."))
        facts = {"title": reference["title"], "department": department.name, "name": confirmer.name}
        return _("“%(title)s” was taken over by %(department)s (confirmed by %(name)s)") % facts


IMPROVEMENT = register(ImprovementGround())
HELP = register(HelpGround())
ADOPTED = register(AdoptedGround())


def _improvements(case: Case) -> list[Improvement]:
    assert isinstance(case.nominee, User)
    return improvements_of(case.nominee, starts_on=case.starts_on, ends_on=case.ends_on)


def _id(found: Improvement) -> str:
    return f"{found.earlier.pk}:{found.later.pk}:{found.skill.slug if found.skill else ''}"


def _sentence(found: Improvement) -> str:
    facts = {
        "quiz": found.later.quiz_title,
        "skill": found.skill.name if found.skill else "",
        "before": number_format(found.before.normalize()),
        "after": number_format(found.after.normalize()),
    }
    if found.skill:
        return _("“%(quiz)s”, %(skill)s: from %(before)s to %(after)s percent") % facts
    return _("“%(quiz)s”: from %(before)s to %(after)s percent") % facts


def _own_departments(case: Case) -> list[Department]:
    return [case.nominee] if isinstance(case.nominee, Department) else case.nominee.current_departments


def _confirmer(staff_number: str, case: Case) -> User:
    """Who confirms: an active person who is neither nominated nor nominates."""
    found = User.objects.active().filter(staff_number=staff_number).first()
    if found is None or found in (case.nominee, case.nominator):
        raise GroundRefused(_("Who confirms it has to be somebody else than the nominee and you."))
    return found
