"""The shared cast: a small organisation and one person for each role.

    root 某区 (overseer `chief`, `administrator`, `auditor`, `reviewer`)
    ├── own 组织部 (learner `learner`, trainer, editor, overseer, no role `visitor`)
    │   └── sub 干部科 (learner `junior`)
    └── other 卫健局 (learner `outsider`, overseer `outside_overseer`)

Access tests ask what each of them sees of `own`.
"""

from dataclasses import dataclass

from cadres.enums import Role
from cadres.models import Department, User
from cadres.tests.factories import DepartmentFactory, UserFactory


@dataclass(frozen=True)
class Cast:
    """Departments and people by their part."""

    root: Department
    own: Department
    sub: Department
    other: Department
    learner: User
    junior: User
    outsider: User
    visitor: User
    trainer: User
    editor: User
    overseer: User
    outside_overseer: User
    chief: User
    reviewer: User
    auditor: User
    administrator: User

    def people(self) -> dict[str, User]:
        """Everybody by name of their part."""
        return {name: value for name, value in vars(self).items() if isinstance(value, User)}


def make_cast() -> Cast:
    """Creates the cast in the database."""
    root = DepartmentFactory(code="000", name="某区")
    own = DepartmentFactory(parent=root, code="010", name="组织部")
    sub = DepartmentFactory(parent=own, code="011", name="干部科")
    other = DepartmentFactory(parent=root, code="020", name="卫健局")

    def person(name: str, department: Department, *roles: Role) -> User:
        user = UserFactory(name=name, department=department, roles=roles)
        return User.objects.get(pk=user.pk)

    return Cast(
        root=Department.objects.get(pk=root.pk),
        own=Department.objects.get(pk=own.pk),
        sub=sub,
        other=other,
        learner=person("林某", own, Role.LEARNER),
        junior=person("钱某", sub, Role.LEARNER),
        outsider=person("孙某", other, Role.LEARNER),
        visitor=person("周某", own),
        trainer=person("吴某", own, Role.TRAINER),
        editor=person("郑某", own, Role.EDITOR),
        overseer=person("王某", own, Role.OVERSEER),
        outside_overseer=person("冯某", other, Role.OVERSEER),
        chief=person("陈某", root, Role.OVERSEER),
        reviewer=person("褚某", root, Role.REVIEWER),
        auditor=person("卫某", root, Role.AUDITOR),
        administrator=person("蒋某", root, Role.ADMINISTRATOR),
    )
