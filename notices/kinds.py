"""Kinds of notices. Apps above register theirs in `AppConfig.ready`; this app knows none of them.

A kind turns payloads into words, each time for what the recipient may see at that moment.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.utils.functional import Promise

from notices.enums import Urgency

if TYPE_CHECKING:
    from cadres.models import User

Payload = Mapping[str, Any]
Row = TypeVar("Row")


@dataclass(frozen=True)
class Wording:
    """What a notice says. `url` is an address of this site, beginning with a slash. No result stands in `title`."""

    title: str
    text: str
    url: str


class NoticeKind(ABC, Generic[Row]):
    """One kind of notice. `key` is stored and never changes; `label` is what the reader calls it."""

    key: ClassVar[str]
    label: ClassVar[str | Promise]
    urgency: ClassVar[Urgency] = Urgency.TO_KNOW

    @abstractmethod
    def rows_for(self, recipient: "User", payloads: Sequence[Payload]) -> Sequence[Row | None]:
        """What each payload is about, in its order; None where that is gone or closed to `recipient`.

        In a number of queries that does not grow with the payloads.
        """

    @abstractmethod
    def is_current(self, user: "User", row: Row) -> bool:
        """Whether it still holds and `user` may still see it. Asked whenever it is shown, and again before a mail."""

    @abstractmethod
    def wording(self, user: "User", row: Row) -> Wording:
        """The words for `user`, in the language that is active. Asked only for what is current."""


KINDS: dict[str, NoticeKind] = {}


def register(kind: type[NoticeKind]) -> type[NoticeKind]:
    """Class decorator: makes the kind known. ValueError when another one has its key."""
    known = KINDS.get(kind.key)
    if known is not None and type(known) is not kind:
        raise ValueError(f"Two kinds of notices are called {kind.key}")
    KINDS[kind.key] = kind()
    return kind
