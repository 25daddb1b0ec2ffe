"""Finding pages by the topics they carry: what a reader chose, what each choice leads to, what remains.

Several topics of one facet mean "one of these"; facets combine with "and". The address holds the whole
state: ?skill=timing&skill=focus&stage=before&tag=备人.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from taggit.models import Tag

from content.enums import Facet
from content.models import Topic

#: Topics of each page, pages in the order of the list.
Carried = Mapping[int, frozenset[int]]
#: Topics chosen in each facet; a facet without a choice has no entry.
Chosen = Mapping[str, frozenset[int]]

TAG_PARAMETER = "tag"
LONGEST_TAG = 100


def matching(carried: Carried, chosen: Chosen) -> list[int]:
    """The pages that carry, for every facet with a choice, one of the topics chosen in it."""
    return [page for page, topics in carried.items() if all(topics & wanted for wanted in chosen.values())]


def count_topics(carried: Carried, chosen: Chosen, facet_of: Mapping[int, str]) -> Counter[int]:
    """For each topic: how many pages would be listed if it were the only choice in its own facet."""
    counts: Counter[int] = Counter()
    for facet in set(facet_of.values()):
        others = {name: topics for name, topics in chosen.items() if name != facet}
        for page in matching(carried, others):
            counts.update(topic for topic in carried[page] if facet_of[topic] == facet)
    return counts


def read_chosen(query: QueryDict, topics: Iterable[Topic]) -> dict[str, frozenset[int]]:
    """The known topics that `query` names. What nobody knows (any more) is left out, so old addresses still work."""
    chosen: dict[str, set[int]] = {}
    for topic in topics:
        if topic.slug in query.getlist(topic.facet):
            chosen.setdefault(topic.facet, set()).add(topic.pk)
    return {facet: frozenset(wanted) for facet, wanted in chosen.items()}


@dataclass(frozen=True)
class FacetOption:
    """One link of a facet: it adds the value to the choice, or takes it out if it is chosen."""

    value: str
    label: str
    count: int
    is_chosen: bool
    url: str


@dataclass(frozen=True)
class FacetGroup:
    """One facet with its options."""

    name: str
    label: str
    options: list[FacetOption]


class FacetedPages:
    """`pages` (already filtered to what the reader may see) as narrowed by the query string `query`.

    The pages have `topics` and, through `tagged_items`, `tags`. `address` is where the list stands. Takes one
    query for the topics and one for the pages, whatever the choice, and one more for a tag.
    """

    def __init__(self, pages: QuerySet, query: QueryDict, address: str) -> None:
        self.address = address
        self.topics = list(Topic.objects.all())
        self.chosen = read_chosen(query, self.topics)
        self.tag = self._find_tag(pages, query.get(TAG_PARAMETER, ""))
        if self.tag is not None:
            pages = pages.filter(tagged_items__tag=self.tag)
        self.carried = self._read_carried(pages)

    @staticmethod
    def _find_tag(pages: QuerySet, name: str) -> Tag | None:
        """The tag of that name if one of `pages` carries it: others would tell of pages the reader may not see."""
        name = name.replace("\x00", "").strip()[:LONGEST_TAG]
        if not name:
            return None
        tagged = pages.model.tags.through.objects.filter(content_object__in=pages)
        return Tag.objects.filter(name__iexact=name, pk__in=tagged.values("tag")).first()

    @staticmethod
    def _read_carried(pages: QuerySet) -> dict[int, frozenset[int]]:
        found: dict[int, set[int]] = {}
        for page, topic in pages.values_list("pk", "topics"):
            found.setdefault(page, set()).update(() if topic is None else (topic,))
        return {page: frozenset(topics) for page, topics in found.items()}

    @cached_property
    def page_ids(self) -> list[int]:
        """The pages that remain, in the order of `pages`."""
        return matching(self.carried, self.chosen)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen) or self.tag is not None

    @property
    def query_string(self) -> str:
        """The choice as a query string, without "?"; the same choice always gives the same one."""
        return self._query_string(self.chosen, self.tag)

    def _query_string(self, chosen: Chosen, tag: Tag | None) -> str:
        query = QueryDict(mutable=True)
        for facet in Facet.values:
            slugs = [topic.slug for topic in self.topics if topic.pk in chosen.get(facet, ())]
            if slugs:
                query.setlist(facet, slugs)
        if tag is not None:
            query[TAG_PARAMETER] = tag.name
        return query.urlencode()

    def _url(self, chosen: Chosen, tag: Tag | None) -> str:
        query = self._query_string(chosen, tag)
        return f"{self.address}?{query}" if query else self.address

    def _toggled(self, topic: Topic) -> dict[str, frozenset[int]]:
        changed = dict(self.chosen)
        changed[topic.facet] = changed.get(topic.facet, frozenset()) ^ {topic.pk}
        return {facet: wanted for facet, wanted in changed.items() if wanted}

    @cached_property
    def groups(self) -> list[FacetGroup]:
        """The facets for components/facets.html: topics that some page carries or that are chosen."""
        in_use = frozenset().union(*self.carried.values(), *self.chosen.values())
        counts = count_topics(self.carried, self.chosen, {topic.pk: topic.facet for topic in self.topics})
        groups = []
        for facet in Facet:
            chosen = self.chosen.get(facet, frozenset())
            options = [
                FacetOption(
                    value=topic.slug,
                    label=topic.name,
                    count=counts[topic.pk],
                    is_chosen=topic.pk in chosen,
                    url=self._url(self._toggled(topic), self.tag),
                )
                for topic in self.topics
                if topic.facet == facet and topic.pk in in_use
            ]
            if options:
                groups.append(FacetGroup(name=facet.value, label=str(facet.label), options=options))
        return [*groups, *self._tag_group()]

    def _tag_group(self) -> list[FacetGroup]:
        if self.tag is None:
            return []
        option = FacetOption(self.tag.name, self.tag.name, len(self.page_ids), True, self._url(self.chosen, None))
        return [FacetGroup(name=TAG_PARAMETER, label=_("Tag"), options=[option])]
