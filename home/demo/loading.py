"""Puts the demo organisation together."""

import datetime
from random import Random

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from cadres.enums import Role
from cadres.models import RosterImport, User
from cadres.services.roster import run_import
from home.demo.certificates import load_certificates
from home.demo.content import load_bank, load_courses, load_guides, load_programme, required_courses
from home.demo.corrections import load_corrections
from home.demo.duties import load_duties
from home.demo.elsewhere import load_outside_training, load_workshop
from home.demo.history import load_history, mark_short_answers
from home.demo.hours import load_hours
from home.demo.make_ups import load_make_ups
from home.demo.oversight import load_commendation, load_spot_check
from home.demo.people import make_rosters
from home.demo.regrades import load_regrades
from home.models import HomePage, SiteSettings
from training.models import QuizPage


@transaction.atomic
def load_demo(*, seed: int, password: str, now: datetime.datetime) -> dict[str, str]:
    """Loads the demo into an empty database and returns the staff number of each role's account.

    The same `seed` and day give the same people, pages and results; only ids, receipt codes and the order in which
    choices were shown are drawn anew.
    """
    random = Random(seed)  # noqa: S311 - invents a district, keeps no secret
    today = timezone.localdate(now)
    rosters = make_rosters(random, today=today)
    _import(f"名册-{today.year - 1}.csv", rosters.earlier)
    _import(f"名册-{today.year}.csv", rosters.current)
    _open_accounts(rosters.accounts, password)

    author = User.objects.get(staff_number=rosters.accounts[Role.TRAINER])
    _describe_site()
    guides = load_guides(author=author, today=today)
    load_bank(guides=guides, author=author, today=today)
    required = required_courses(load_courses(guides=guides, author=author))
    programme = load_programme(required)
    learner = User.objects.get(staff_number=rosters.accounts[Role.LEARNER])
    load_history(random, courses=required, now=now, learner=learner)
    mark_short_answers(random, marker=author, now=now)
    load_regrades(signed_by=author, now=now)
    # After the evidence: then each duty is worked out once, and not after every lesson of half a year.
    load_duties(programme=programme, author=author, now=now)
    administrator = User.objects.get(staff_number=rosters.accounts[Role.ADMINISTRATOR])
    load_make_ups(random, trainer=author, administrator=administrator, now=now)
    load_workshop(trainer=author, administrator=administrator, now=now)
    colleague = User.objects.get(staff_number=rosters.accounts[Role.EDITOR])
    load_outside_training(learner=learner, colleague=colleague, administrator=administrator, now=now)
    load_certificates(revoked_by=administrator, now=now)
    load_hours(administrator=administrator, learner=learner, today=today)
    load_corrections(learner=learner, colleague=author, administrator=administrator, now=now)
    quiz = QuizPage.objects.order_by("path").first()
    load_spot_check(random, programme=programme, quiz=quiz, keeper=administrator, now=now)
    overseer = User.objects.get(staff_number=rosters.accounts[Role.OVERSEER])
    load_commendation(nominator=overseer, keeper=administrator, now=now)
    return rosters.accounts


def _import(file_name: str, text: str) -> None:
    roster = run_import(file_name=file_name, content=text.encode("utf-8-sig"), is_partial=False)
    if roster.state != RosterImport.State.APPLIED:
        raise ValueError(f"{file_name}: {roster.findings}")


def _open_accounts(accounts: dict[str, str], password: str) -> None:
    for role, staff_number in accounts.items():
        user = User.objects.get(staff_number=staff_number)
        user.set_password(password)
        user.save(update_fields=["password"])
        user.groups.add(Group.objects.get(name=role))


def _describe_site() -> None:
    home = HomePage.objects.get()
    home.introduction = "学会把话谈到心里去：技巧指南、短课程和测验，备好今晚就要谈的那一次。"
    home.save_revision().publish()
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.organisation = "某区区委组织部"
    settings.contact = "组织部办公室，内线 8000（演示号码）"
    settings.help_line = "区干部心理关怀热线 8999（演示号码），工作日全天接听"
    settings.save()
