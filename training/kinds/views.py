"""What templates get of a question. `AskedItem` has no field for a key or a reason, so none can slip out early."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AskedItem:
    """One thing to choose, fill, rank or match. `place` counts from 0 as shown: indices would betray the key.

    `value` is what stands in its control, for controls that are not ticked. `speaker` is for dialogues.
    """

    place: int
    text: str
    is_chosen: bool = False
    value: str = ""
    speaker: str = ""


@dataclass(frozen=True)
class Offer:
    """What an item may be given: a rank, or a right side to match."""

    value: str
    text: str


@dataclass(frozen=True)
class ReviewedItem:
    """One part of a question after submission.

    `given` is what the person gave and `right` what would have been right, where these are texts; `is_right` tells
    whether they agree, None where only a trainer can say.
    """

    place: int
    text: str
    is_chosen: bool = False
    is_key: bool = False
    is_right: bool | None = None
    given: str = ""
    right: str = ""
    speaker: str = ""
    note: str = ""
    grade: str = ""
