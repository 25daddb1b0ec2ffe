"""The people of the demo district, as two rosters: one of last year and one of today."""

import csv
import datetime
import io
import tomllib
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from home.demo import FOLDER

COLUMNS = ["工号", "姓名", "邮箱", "部门编码", "部门名称", "上级部门编码", "职务", "职级", "任职日期"]
#: Posts by rank band, and how often each band occurs in a department.
POSTS = [
    ("township_chief", ["科长", "主任", "一级主任科员"], 2),
    ("township_deputy", ["副科长", "副主任", "四级主任科员"], 3),
    ("clerk", ["一级科员", "二级科员", "干事", "组织员"], 7),
]
VILLAGE_POSTS = ["党总支书记", "党总支委员", "村（居）委会委员", "组织委员"]
VILLAGE_DEPARTMENTS = {"113", "122", "132"}
MOVED, ARRIVED, LEFT = 9, 14, 4


@dataclass(frozen=True)
class Person:
    """One row of a roster."""

    staff_number: str
    name: str
    department: str
    post: str
    rank_band: str
    starts_on: datetime.date
    email: str = ""


@dataclass(frozen=True)
class Rosters:
    """Last year's and today's roster as CSV text, and which account plays which role."""

    earlier: str
    current: str
    accounts: dict[str, str]


def read_organisation() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "organisation.toml").read_text(encoding="utf-8"))


def make_rosters(random: Random, *, today: datetime.date) -> Rosters:
    """The two rosters. The same `random` state and day give the same rosters."""
    organisation = read_organisation()
    last_year = today - datetime.timedelta(days=400)
    people = _invent_people(random, organisation, last_year)
    leaving, staying = people[:LEFT], people[LEFT:]
    moving = {person.staff_number for person in random.sample(staying, MOVED)}
    arrived = {person.staff_number for person in random.sample(staying, ARRIVED)} - moving
    current = [_update(random, person, organisation, today, moving=moving, arrived=arrived) for person in staying]
    accounts = [_account(entry, last_year) for entry in organisation["accounts"].values()]
    earlier = [person for person in people if person.staff_number not in arrived]
    return Rosters(
        earlier=_to_csv([*accounts, *leaving, *[p for p in earlier if p not in leaving]], organisation),
        current=_to_csv([*accounts, *current], organisation),
        accounts={role: entry[0] for role, entry in organisation["accounts"].items()},
    )


def _update(
    random: Random,
    person: Person,
    organisation: dict[str, Any],
    today: datetime.date,
    *,
    moving: set[str],
    arrived: set[str],
) -> Person:
    """What today's roster says of someone: as before, in another department, or newly come."""
    if person.staff_number not in moving | arrived:
        return person
    starts_on = today - datetime.timedelta(days=random.randint(40, 300))
    if person.staff_number in arrived:
        return replace(person, starts_on=starts_on)
    elsewhere = [
        code for code in organisation["headcount"] if code not in VILLAGE_DEPARTMENTS | {"000", person.department}
    ]
    return replace(person, department=random.choice(elsewhere), starts_on=starts_on)


def _invent_people(random: Random, organisation: dict[str, Any], latest: datetime.date) -> list[Person]:
    names = organisation["names"]
    given = [f"{surname}某{name}" for surname in names["surnames"] for name in names["given"]]
    taken = {entry[1] for entry in organisation["accounts"].values()}
    free_names = [name for name in random.sample(given, len(given)) if name not in taken]
    people = []
    for code, headcount in organisation["headcount"].items():
        for _number in range(headcount):
            post, rank_band = _pick_post(random, code)
            person = Person(
                staff_number=f"{10001 + len(people):06}",
                name=free_names[len(people)],
                department=code,
                post=post,
                rank_band=rank_band,
                starts_on=latest - datetime.timedelta(days=random.randint(30, 2500)),
            )
            people.append(person)
    random.shuffle(people)
    return people


def _pick_post(random: Random, code: str) -> tuple[str, str]:
    if code in VILLAGE_DEPARTMENTS:
        return random.choice(VILLAGE_POSTS), "village"
    if code == "000":
        return random.choice(["区领导", "副调研员"]), "county"
    band, posts, _weight = random.choices(POSTS, weights=[weight for _band, _posts, weight in POSTS])[0]
    return random.choice(posts), band


def _account(entry: list[str], latest: datetime.date) -> Person:
    staff_number, name, department, post, rank_band = entry
    return Person(
        staff_number=staff_number,
        name=name,
        department=department,
        post=post,
        rank_band=rank_band,
        starts_on=latest - datetime.timedelta(days=700),
        email=f"{staff_number}@tanxin.example",
    )


def _to_csv(people: list[Person], organisation: dict[str, Any]) -> str:
    departments = {code: (name, parent) for code, name, parent in organisation["departments"]}
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow(COLUMNS)
    for person in sorted(people, key=lambda person: (person.department, person.staff_number)):
        name, parent = departments[person.department]
        writer.writerow(
            [
                person.staff_number,
                person.name,
                person.email,
                person.department,
                name,
                parent,
                person.post,
                person.rank_band,
                person.starts_on.isoformat(),
            ]
        )
    return output.getvalue()
