"""The courses of a programme become its rule; assignments say from where their date is reckoned.

Duties are made by `manage.py update_duties`, which the schedule runs by itself.
"""

from django.db import migrations


def make_rules(apps, schema_editor):
    Programme = apps.get_model("training", "Programme")
    ProgrammeCourse = apps.get_model("training", "ProgrammeCourse")
    RuleVersion = apps.get_model("training", "RuleVersion")
    RuleTarget = apps.get_model("training", "RuleTarget")
    Page = apps.get_model("content", "PortalPage")
    for programme in Programme.objects.all():
        links = ProgrammeCourse.objects.filter(programme=programme).order_by("sort_order", "pk")
        courses = list(links.values_list("course_id", flat=True))
        stream = [{"type": "course", "value": {"page": pk}, "id": f"course-{pk}"} for pk in courses]
        programme.requirements = stream
        programme.save(update_fields=["requirements"])
        if not courses:
            continue
        titles = dict(Page.objects.filter(pk__in=courses).values_list("pk", "title"))
        version = RuleVersion.objects.create(programme=programme, number=1, data=rule_data(courses, titles))
        for pk in courses:
            RuleTarget.objects.create(version=version, kind="course", target=pk)
        programme.completions.update(version=version)
    apps.get_model("training", "ProgrammeAssignment").objects.filter(due_on__isnull=True).update(due_rule="none")


def rule_data(courses, titles):
    parts = [{"key": f"course-{pk}", "kind": "course", "target": pk, "title": titles.get(pk, "")} for pk in courses]
    return {
        "parts": parts,
        "validity": {"rule": "always", "months": 0, "month": 12, "day": 31},
        "renewal_days": 60,
        "make_up_days": 30,
        "minutes_per_day": 30,
    }


class Migration(migrations.Migration):
    dependencies = [("training", "0014_duties")]
    operations = [migrations.RunPython(make_rules, migrations.RunPython.noop)]
