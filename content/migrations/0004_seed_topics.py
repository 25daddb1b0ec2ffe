"""The topics that come with the portal: the four skills of the source article and the facets of the field."""

from django.db import migrations

TOPICS = {
    "skill": [("timing", "把握时机"), ("focus", "确定重点"), ("method", "选择方法"), ("art", "注重艺术")],
    "stage": [("before", "谈前"), ("during", "谈中"), ("after", "谈后")],
    "channel": [
        ("face", "面谈"),
        ("forum", "座谈"),
        ("visit", "访谈"),
        ("letter", "书面谈"),
        ("phone", "电话谈"),
        ("online", "网络谈"),
    ],
    "audience": [
        ("serving", "在职领导干部"),
        ("retired", "离退休干部"),
        ("reserve", "后备干部"),
        ("member", "一般党员干部"),
        ("young", "年轻干部"),
        ("village", "村（社区）干部"),
        ("setback", "受挫或感到委屈的干部"),
        ("hardship", "条件艰苦地方的干部"),
        ("quiet", "埋头苦干的干部"),
    ],
    "kind": [
        ("daily", "日常谈心"),
        ("inspection", "考察谈话"),
        ("appointment", "任前谈话"),
        ("transfer", "岗位调整谈话"),
        ("encouragement", "勉励谈话"),
        ("care", "关怀谈话"),
        ("reminder", "提醒谈话"),
        ("revisit", "回访谈话"),
        ("departure", "离任谈话"),
        ("retirement", "退休谈话"),
    ],
}


def seed_topics(apps, schema_editor):
    Topic = apps.get_model("content", "Topic")
    Topic.objects.bulk_create(
        Topic(facet=facet, slug=slug, name=name, order=order)
        for facet, topics in TOPICS.items()
        for order, (slug, name) in enumerate(topics, start=1)
    )


def remove_topics(apps, schema_editor):
    apps.get_model("content", "Topic").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("content", "0003_finalize_portal_page")]
    operations = [migrations.RunPython(seed_topics, remove_topics)]
