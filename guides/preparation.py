"""The preparation sheet (谈前准备单): what it asks, and what a guide suggests for it.

The sheet is filled in the browser and never sent: nothing here reads or keeps an answer. Its order follows the
field's 双备, 备人 and 备时, then the talk itself from its purpose to what is done afterwards.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.blocks import StreamValue

#: What a printed line takes in full-width characters. The line itself is set two wider (preparation.css): a mark that
#: may not begin a line takes its neighbour along.
CHARACTERS_A_LINE = 32
#: A phrase of a guide that ends so is asked; any other one is said.
QUESTION_MARKS = ("？", "?")


@dataclass(frozen=True)
class SheetField:
    """One thing to write down. `lines` is its room on the printed page."""

    name: str
    label: str | Promise
    hint: str | Promise
    lines: int

    @property
    def limit(self) -> int:
        """The longest answer, in characters, that fits the lines."""
        return self.lines * CHARACTERS_A_LINE

    @property
    def rules(self) -> range:
        """One entry for each line to write on."""
        return range(self.lines)


@dataclass(frozen=True)
class Suggestion:
    """A line of a guide, and the situation it is said in if the guide names one."""

    text: str
    situation: str = ""


@dataclass(frozen=True)
class SuggestionGroup:
    """Lines of a guide that belong together."""

    title: str | Promise
    items: tuple[Suggestion, ...]


@dataclass(frozen=True)
class SheetSection:
    """One part of the sheet with the suggestions that stand beside it."""

    name: str
    title: str | Promise
    fields: tuple[SheetField, ...]
    suggestions: tuple[SuggestionGroup, ...] = ()


SECTIONS = (
    SheetSection(
        "person",
        pgettext_lazy("preparation sheet", "Person"),
        (
            SheetField("who", _("Whom I meet"), _("A pseudonym or role, no name."), 1),
            SheetField(
                "recent",
                _("How things stand"),
                _("What keeps this person busy, what weighs on them? Keep facts and guesses apart."),
                5,
            ),
            SheetField(
                "temper",
                _("Temper and way in"),
                _("Quick or slow to speak? Which matter will they gladly begin with?"),
                2,
            ),
        ),
    ),
    SheetSection(
        "moment",
        pgettext_lazy("preparation sheet", "Moment"),
        (
            SheetField("when", _("Time and place"), _("Which day, where, how long; can others hear?"), 2),
            SheetField(
                "why_now", _("Why now"), _("Too early, it is not ripe; too late, it is past. Has it cooled?"), 2
            ),
        ),
    ),
    SheetSection(
        "purpose",
        pgettext_lazy("preparation sheet", "Purpose"),
        (SheetField("purpose", _("In one sentence"), _("What should be different after the talk?"), 2),),
    ),
    SheetSection(
        "opening",
        pgettext_lazy("preparation sheet", "Opening"),
        (
            SheetField(
                "opening",
                _("First two sentences"),
                _("Word for word: begin with a small thing, then say why you are meeting."),
                3,
            ),
        ),
    ),
    SheetSection(
        "questions",
        pgettext_lazy("preparation sheet", "Questions"),
        (
            SheetField("question_1", _("First question"), _("Wide and easy to take up; no yes or no."), 2),
            SheetField("question_2", _("Second question"), _("One matter, one layer deeper."), 2),
            SheetField("question_3", _("Third question"), _("What they intend, what help they need."), 2),
        ),
    ),
    SheetSection(
        "boundary",
        pgettext_lazy("preparation sheet", "Boundary"),
        (
            SheetField(
                "unsaid",
                _("Not said, not promised"),
                _("No one else's words, no posts or results, nothing that is not mine to decide."),
                3,
            ),
            SheetField(
                "passed_on",
                _("Must be passed on"),
                _("Signs of violations: to the discipline body, by rule. Illness, danger to life: to a doctor, today."),
                3,
            ),
        ),
    ),
    SheetSection(
        "after",
        pgettext_lazy("preparation sheet", "Afterwards"),
        (
            SheetField(
                "after",
                _("What I do, by when"),
                _("What I took on and with whom; the day I answer; when I look in again."),
                4,
            ),
        ),
    ),
)


def sections_with_suggestions(body: Iterable[StreamValue.StreamChild]) -> list[SheetSection]:
    """The sections of the sheet; beside each what `body`, the body of a guide, says to it."""
    found = [entry for block in body for entry in _suggestions_in(block)]
    return [replace(section, suggestions=tuple(g for name, g in found if name == section.name)) for section in SECTIONS]


def _suggestions_in(block: StreamValue.StreamChild) -> Iterator[tuple[str, SuggestionGroup]]:
    """Section names with what `block` suggests there."""
    value = block.value
    if block.block_type == "when_to_use":
        yield "person", _lines(_("This guide is for"), value["items"])
    elif block.block_type == "do_avoid":
        yield "questions", _lines(_("Do"), value["do"])
        yield "boundary", _lines(_("Avoid"), value["avoid"])
    elif block.block_type == "refer":
        yield "boundary", _lines(_("When to hand over"), value["items"])
    elif block.block_type == "sample_phrases":
        phrases = [Suggestion(entry["phrase"], entry["situation"]) for entry in value["phrases"]]
        for name, is_question in (("opening", False), ("questions", True)):
            said = tuple(phrase for phrase in phrases if phrase.text.endswith(QUESTION_MARKS) is is_question)
            if said:
                yield name, SuggestionGroup(_("What you can say"), said)


def _lines(title: str | Promise, lines: Iterable[str]) -> SuggestionGroup:
    return SuggestionGroup(title, tuple(Suggestion(line) for line in lines))
