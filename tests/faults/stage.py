"""Fills an empty database: one quiz and the people who take it. Needs Django to be set up."""

import argparse
import json
import sys
from dataclasses import asdict, dataclass

import django

QUESTIONS = 10
#: The places of a question's choices, from 0.
PLACES = 4
#: The part of each question that is right, in the order in which it was written.
KEY = 0
PASSWORD = "a-password-for-the-fault-test-1"


@dataclass(frozen=True)
class Stage:
    """The quiz by its key and the learners by their staff numbers."""

    quiz: int
    learners: list[str]


def set_stage(learners: int) -> Stage:
    """Migrates, collects static files and makes one quiz with `learners` people who may take it."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    quiz = _make_quiz()
    return Stage(quiz=quiz.pk, learners=_make_learners(learners))


def _make_quiz():
    from training.tests.factories import CourseFactory, QuizFactory

    return QuizFactory(parent=CourseFactory(), questions=QUESTIONS)


def _make_learners(count: int) -> list[str]:
    from cadres.enums import Role
    from cadres.tests.factories import DepartmentFactory, UserFactory

    department = DepartmentFactory(code="010", name="组织部")
    people = [UserFactory(department=department, roles=[Role.LEARNER], password=PASSWORD) for _ in range(count)]
    return [person.staff_number for person in people]


def main() -> None:
    """Prints the stage as JSON, for a caller whose own process knows no Django."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, required=True)
    options = parser.parse_args()
    django.setup()
    sys.stdout.write(json.dumps(asdict(set_stage(options.learners))))


if __name__ == "__main__":
    main()
