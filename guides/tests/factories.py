"""Guides for tests."""

import factory

from content.enums import Visibility
from content.models import Topic
from guides.models import GuideIndexPage, GuidePage, GuideRelation

BODY = [
    {"type": "when_to_use", "value": {"items": ["第一次见面"]}},
    {"type": "section", "value": {"heading": "先想清楚", "html": "<p>一句话讲明为什么谈。</p>"}},
    {"type": "steps", "value": {"title": "三步", "steps": [{"title": "坐下", "text": "先倒杯水。"}]}},
    {"type": "do_avoid", "value": {"do": ["听完再问"], "avoid": ["翻材料"]}},
    {
        "type": "sample_phrases",
        "value": {"phrases": [{"situation": "刚坐下", "phrase": "路上堵不堵？", "why": "从小事说起。"}]},
    },
    {
        "type": "example",
        "value": {
            "title": "一次谈话",
            "setting": "下午，办公室。",
            "turns": [{"speaker": "谈话人", "text": "坐。"}, {"speaker": "李某", "text": "您找我？"}],
            "comment": "开头不急。",
        },
    },
    {"type": "checklist", "value": {"title": "出门前看一眼", "items": ["时间说了"]}},
    {"type": "section", "value": {"heading": "再想一遍", "html": "<p>还有什么没说？</p>"}},
    {"type": "refer", "value": {"items": ["事情涉及违纪违法"]}},
]


class GuideFactory(factory.django.DjangoModelFactory):
    """A published guide that everyone may read.

    `topics` is a list of (facet, code), `tags` of names, `related` of guides.
    """

    class Meta:
        model = GuidePage

    title = factory.Sequence(lambda n: f"指南{n}")
    slug = factory.Sequence(lambda n: f"guide-{n}")
    summary = "读完能把一次谈话开好头。"
    visibility = Visibility.EVERYONE

    @classmethod
    def _create(cls, model_class, *args, topics=(), tags=(), related=(), body=None, **kwargs):
        guide = model_class(*args, body=BODY if body is None else body, **kwargs)
        # Fetched afresh: treebeard reads the child count from the instance it is given.
        GuideIndexPage.objects.get().add_child(instance=guide)
        guide.topics = [Topic.objects.get(facet=facet, slug=slug) for facet, slug in topics]
        guide.tags.add(*tags)
        guide.relations = [GuideRelation(related=other, sort_order=order) for order, other in enumerate(related)]
        guide.save()
        return model_class.objects.get(pk=guide.pk)
