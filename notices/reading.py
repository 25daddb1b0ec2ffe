"""Notices as their recipient may read them now."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cadres.models import User
from notices.enums import Urgency
from notices.kinds import KINDS, Wording
from notices.models import Notice


@dataclass(frozen=True)
class ShownNotice:
    """A notice with its words; without any (`wording` is None) it does not hold any more or is closed to the reader."""

    notice: Notice
    label: str | Promise
    asks: bool
    wording: Wording | None


def read_notices(user: User, notices: Sequence[Notice]) -> list[ShownNotice]:
    """`notices` in their order, with words for what `user` may see now. Queries grow with the kinds alone."""
    by_kind: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        by_kind[notice.kind].append(notice)
    words: dict[int, Wording | None] = {}
    for key, alike in by_kind.items():
        words |= _words(user, key, alike)
    return [_shown(notice, words[notice.pk]) for notice in notices]


def current_notices(user: User, notices: Sequence[Notice]) -> list[ShownNotice]:
    """Those of `read_notices` that hold."""
    return [shown for shown in read_notices(user, notices) if shown.wording is not None]


def _words(user: User, key: str, notices: list[Notice]) -> dict[int, Wording | None]:
    kind = KINDS.get(key)
    if kind is None:
        return dict.fromkeys((notice.pk for notice in notices), None)
    rows = kind.rows_for(user, [notice.payload for notice in notices])
    return {
        notice.pk: kind.wording(user, row) if row is not None and kind.is_current(user, row) else None
        for notice, row in zip(notices, rows, strict=True)
    }


def _shown(notice: Notice, wording: Wording | None) -> ShownNotice:
    kind = KINDS.get(notice.kind)
    label = kind.label if kind else _("Notice")
    return ShownNotice(notice, label, kind is not None and kind.urgency == Urgency.TO_DO, wording)
