"""What a new version of a rule would change, as the preview shows it."""

from collections import Counter
from dataclasses import dataclass

from training.enums import DutyStatus
from training.services.rules import RulePlan


@dataclass(frozen=True)
class Shift:
    """So many people would go from one status to another."""

    before: DutyStatus
    after: DutyStatus
    people: int


@dataclass(frozen=True)
class DepartmentLine:
    """One department whose figures would move; people without a department stand under an empty name."""

    name: str
    shifts: list[Shift]

    @property
    def people(self) -> int:
        return sum(shift.people for shift in self.shifts)


def department_lines(plan: RulePlan) -> list[DepartmentLine]:
    """The departments whose figures would move, in the order of the tree, and how."""
    found = [(changes[0].duty.department, changes) for changes in plan.departments.values()]
    found.sort(key=lambda pair: pair[0].path if pair[0] else "")
    return [
        DepartmentLine(
            department.name if department else "",
            [
                Shift(before, after, people)
                for (before, after), people in sorted(Counter((one.before, one.after) for one in changes).items())
            ],
        )
        for department, changes in found
    ]
