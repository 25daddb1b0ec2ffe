"""Finding pages by words in their title, their summary and the names of their topics.

The body of a page is stored as JSON with escaped characters, so no query of the database finds Chinese words in it;
the search page says what is searched. People are not found here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby, islice
from operator import and_

from django.db.models import Case, Q, QuerySet, Value, When
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cadres.models import User
from content.enums import Facet
from content.facets import FacetGroup, FacetOption
from content.models import Topic
from guides.models import GuidePage
from home.enums import PageKind
from training.models import CoursePage, LessonPage, ScenePage
from training.permissions import lessons_open_to, scenes_open_to

MOST_WORDS = 8
LONGEST_WORD = 50
EXAMPLES_A_FACET = 2

#: White space of any script, control characters, half surrogates, and the marks of no width that come with copied text.
BETWEEN_WORDS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\u200b\u2060\ufeff]+")

#: A guide may carry a dozen topics; of these facets a result shows all, of the others only what was searched.
SHOWN_FACETS = (Facet.SKILL, Facet.STAGE)

#: The field of each kind that names its topics.
TOPICS_OF = {PageKind.GUIDE: "topics", PageKind.COURSE: "skills", PageKind.LESSON: "skills", PageKind.SCENE: "skills"}

FoundPage = GuidePage | CoursePage | LessonPage | ScenePage


@dataclass(frozen=True)
class Hit:
    """A page that was found, not loaded yet."""

    kind: PageKind
    page_id: int


@dataclass(frozen=True)
class FoundTopic:
    """A topic of a page; `is_hit`: a word that was searched stands in its name."""

    topic: Topic
    is_hit: bool


@dataclass(frozen=True)
class Result:
    """A page as the list shows it, the words that were searched in <mark>."""

    kind: PageKind
    page: FoundPage
    title: SafeString
    summary: SafeString
    topics: list[FoundTopic]


class PageSearch:
    """What `user` finds with what they typed. `text` and `kind` are as they came in the address, whatever they hold."""

    def __init__(self, user: User, text: str, kind: str = "") -> None:
        typed = [word for word in BETWEEN_WORDS.split(text) if word]
        self.words = _without_repeats(word[:LONGEST_WORD] for word in typed)[:MOST_WORDS]
        #: Whether something that was typed is not searched.
        self.is_cut = len(_without_repeats(typed)) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in typed)
        self.kind = PageKind(kind) if kind in PageKind.values else None
        self.found = find_pages(user=user, words=self.words)

    @property
    def text(self) -> str:
        """The words that were searched; the same words always give the same text."""
        return " ".join(self.words)

    @property
    def hits(self) -> list[Hit]:
        """What was found of the chosen kind, best first."""
        return [hit for hit in self.found if self.kind is None or hit.kind == self.kind]

    @property
    def query_string(self) -> str:
        """The words and the kind as a query string, without "?"."""
        return self._query_string(self.kind)

    @property
    def clear_url(self) -> str:
        """The same words, every kind; empty when no kind is chosen."""
        return self._url(None) if self.kind else ""

    @property
    def groups(self) -> list[FacetGroup]:
        """The kinds for components/facets.html: those that were found and the chosen one."""
        options = []
        for kind in PageKind:
            count = sum(hit.kind == kind for hit in self.found)
            is_chosen = kind == self.kind
            if count or is_chosen:
                url = self._url(None if is_chosen else kind)
                options.append(FacetOption(kind.value, str(kind.label), count, is_chosen, url))
        return [FacetGroup("kind", _("Kind"), options)] if options else []

    def results(self, hits: Iterable[Hit]) -> list[Result]:
        """`hits` as they are shown, in their order. Two queries for each kind among them."""
        hits = list(hits)
        pages: dict[int, FoundPage] = {}
        for kind, field in TOPICS_OF.items():
            wanted = [hit.page_id for hit in hits if hit.kind == kind]
            pages |= _of_kind(kind).prefetch_related(field).in_bulk(wanted)
        return [self._result(hit.kind, pages[hit.page_id]) for hit in hits if hit.page_id in pages]

    def _result(self, kind: PageKind, page: FoundPage) -> Result:
        carried = _in_order_of_facets(getattr(page, TOPICS_OF[kind]).all())
        topics = [FoundTopic(topic, _holds(topic.name, self.words)) for topic in carried]
        shown = [found for found in topics if found.is_hit or found.topic.facet in SHOWN_FACETS]
        return Result(kind, page, marked(page.title, self.words), marked(page.summary, self.words), shown)

    def _query_string(self, kind: PageKind | None) -> str:
        query = QueryDict(mutable=True)
        query["q"] = self.text
        if kind:
            query["kind"] = kind.value
        return query.urlencode()

    def _url(self, kind: PageKind | None) -> str:
        return f"{reverse('search')}?{self._query_string(kind)}"


def find_pages(*, user: User, words: Sequence[str]) -> list[Hit]:
    """The pages open to `user` in which each of `words` stands in the title, the summary or the name of a topic.

    Best first: words in the title weigh more than words in the summary, these more than names of topics; among equals
    the newest first. Without words nothing is found. One query for each kind.
    """
    if not words:
        return []
    ranked = []
    for kind, pages in readable_pages(user).items():
        matching = pages.filter(reduce(and_, [_stands_in(pages, kind, word) for word in words]))
        rows = matching.annotate(distance=_distance(words)).values_list("distance", "first_published_at", "pk")
        for distance, published, pk in rows:
            ranked.append((distance, -published.timestamp() if published else 0, -pk, Hit(kind, pk)))
    return [hit for *_place, hit in sorted(ranked, key=lambda row: row[:3])]


def readable_pages(user: User) -> dict[PageKind, QuerySet]:
    """The published pages of each kind that open for `user`."""
    return {
        PageKind.GUIDE: GuidePage.objects.live().visible_to(user),
        PageKind.COURSE: CoursePage.objects.live().visible_to(user),
        PageKind.LESSON: lessons_open_to(user),
        PageKind.SCENE: scenes_open_to(user),
    }


def example_topics(user: User) -> list[Topic]:
    """A few topics of each facet by which `user` finds something."""
    carried = Q()
    for kind, pages in readable_pages(user).items():
        carried |= Q(pk__in=pages.filter(**{f"{TOPICS_OF[kind]}__isnull": False}).values(TOPICS_OF[kind]))
    by_facet = groupby(_in_order_of_facets(Topic.objects.filter(carried)), key=lambda topic: topic.facet)
    return [topic for _facet, members in by_facet for topic in islice(members, EXAMPLES_A_FACET)]


def marked(text: str, words: Iterable[str]) -> SafeString:
    """`text`, escaped, with each place where one of `words` stands in <mark>; places that touch become one."""
    covered = bytearray(len(text))
    for word in words:
        for place in re.finditer(f"(?={re.escape(word)})", text, re.IGNORECASE):
            covered[place.start() : place.start() + len(word)] = b"\1" * len(word)
    pieces = groupby(zip(text, covered, strict=True), key=lambda pair: pair[1])
    tags = {0: ("", ""), 1: (SafeString("<mark>"), SafeString("</mark>"))}
    rows = [(tags[is_hit][0], "".join(letter for letter, _hit in pairs), tags[is_hit][1]) for is_hit, pairs in pieces]
    return format_html_join("", "{}{}{}", rows)


def _in_order_of_facets(topics: Iterable[Topic]) -> list[Topic]:
    return sorted(topics, key=lambda topic: Facet.values.index(topic.facet))


def _without_repeats(words: Iterable[str]) -> list[str]:
    first: dict[str, str] = {}
    for word in words:
        first.setdefault(word.casefold(), word)
    return list(first.values())


def _of_kind(kind: PageKind) -> QuerySet:
    """All pages of `kind` without their long texts."""
    models = {
        PageKind.GUIDE: GuidePage.objects.defer("body"),
        PageKind.COURSE: CoursePage.objects.defer("outcomes"),
        PageKind.LESSON: LessonPage.objects.defer("body"),
        PageKind.SCENE: ScenePage.objects.defer("moments", "endings"),
    }
    return models[kind]


def _stands_in(pages: QuerySet, kind: PageKind, word: str) -> Q:
    of_topic = pages.model.objects.filter(**{f"{TOPICS_OF[kind]}__name__icontains": word})
    return Q(title__icontains=word) | Q(summary__icontains=word) | Q(pk__in=of_topic.values("pk"))


def _distance(words: Iterable[str]) -> Case:
    """How far the words stand from the title: 0 for each in it, 1 for each in the summary, 2 for each in a topic."""
    places = (
        Case(When(title__icontains=word, then=Value(0)), When(summary__icontains=word, then=Value(1)), default=Value(2))
        for word in words
    )
    return sum(places, Value(0))


def _holds(name: str, words: Iterable[str]) -> bool:
    return any(word.casefold() in name.casefold() for word in words)
