"""Puts the demo organisation together."""

import datetime
from random import Random

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from cadres.enums import Role
from cadres.models import Department, RosterImport, User
from cadres.services.roster import run_import
from home.demo.content import load_bank, load_courses, load_guides, load_programme
from home.demo.history import load_history, mark_short_answers
from home.demo.people import make_rosters
from home.demo.regrades import load_regrades
from home.models import HomePage, SiteSettings
from training.services.assignment import assign_programme


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
    programme = load_programme(load_courses(guides=guides, author=author))
    root = Department.objects.get(depth=1)
    assign_programme(programme=programme, department=root, due_on=today + datetime.timedelta(days=38))
    learner = User.objects.get(staff_number=rosters.accounts[Role.LEARNER])
    load_history(random, programme=programme, now=now, learner=learner)
    mark_short_answers(random, marker=author, now=now)
    load_regrades(signed_by=author, now=now)
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
