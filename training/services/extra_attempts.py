"""Attempts that overrides grant on top, for many people at once."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from cadres.models import Posting
from training.models import QuizOverride

Key = tuple[int, int]


def extra_attempts_of(keys: Iterable[Key]) -> dict[Key, int]:
    """How many attempts each (user, quiz) has beyond those of the quiz: own overrides first, else the most lenient of
    the departments' (semantics 9). Three queries at most; pairs without any are absent.
    """
    keys = list(keys)
    users, quizzes = {user for user, _quiz in keys}, {quiz for _user, quiz in keys}
    overrides = QuizOverride.objects.filter(quiz__in=quizzes, extra_attempts__gt=0, is_withdrawn=False)
    overrides = overrides.filter(Q(user__in=users) | Q(department__isnull=False)) if keys else overrides.none()
    personal: dict[Key, int] = {}
    departmental: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for user, path, quiz, extra in overrides.values_list("user", "department__path", "quiz", "extra_attempts"):
        if path is None:
            personal[user, quiz] = max(personal.get((user, quiz), 0), extra)
        else:
            departmental[quiz].append((path, extra))
    paths = _paths(users) if departmental else {}
    found = {}
    for user, quiz in keys:
        reaching = [
            extra for path, extra in departmental[quiz] if any(own.startswith(path) for own in paths.get(user, []))
        ]
        extra = personal.get((user, quiz)) or max(reaching, default=0)
        if extra:
            found[user, quiz] = extra
    return found


def _paths(users: set[int]) -> dict[int, list[str]]:
    """The paths of the departments in which each of `users` holds a post today."""
    paths: dict[int, list[str]] = defaultdict(list)
    held = Posting.objects.current().filter(user__in=users)
    for user, path in held.values_list("user", "department__path"):
        paths[user].append(path)
    return paths
