"""The rules of hours as they stand in the regulation, and the usual worth of courses; administrators keep both.

Rules are not deleted: past years are reckoned by them.
"""

import datetime
from decimal import Decimal

from django.db import migrations

EFFECTIVE = datetime.date(2023, 8, 31)
SOURCE = "《干部教育培训工作条例》（2023年8月31日修订）；网络培训学时按省级网络学院每年不少于50学时的要求"
RULES = [
    {"rank_bands": ["county"], "hours": Decimal(550), "years": 5, "days": None},
    {"rank_bands": ["township_chief", "township_deputy", "clerk"], "hours": Decimal(90), "years": 1, "days": 12},
]
ONLINE = Decimal(50)
#: Up to 15 minutes, up to half an hour, from half an hour on.
STEPS = {0: Decimal("0.25"), 16: Decimal("0.5"), 30: Decimal(1)}
VERBS = {"hoursrule": ["add", "change", "view"], "hoursstep": ["add", "change", "delete", "view"]}
#: The administrators.
ROLE = "administrator"


def seed(apps, schema_editor):
    Rule, Step = (apps.get_model("training", name) for name in ("HoursRule", "HoursStep"))
    for line in RULES:
        Rule.objects.create(**line, online_hours=ONLINE, effective_from=EFFECTIVE, source=SOURCE)
    for minutes, hours in STEPS.items():
        Step.objects.create(from_minutes=minutes, hours=hours)


def unseed(apps, schema_editor):
    for name in ("HoursRule", "HoursStep"):
        apps.get_model("training", name).objects.all().delete()


def permissions_of(apps):
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    found = []
    for model, verbs in VERBS.items():
        content_type, _ = ContentType.objects.get_or_create(app_label="training", model=model)
        for verb in verbs:
            permission, _ = Permission.objects.get_or_create(
                content_type=content_type, codename=f"{verb}_{model}", defaults={"name": f"Can {verb} {model}"}
            )
            found.append(permission)
    return found


def grant(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name=ROLE):
        group.permissions.add(*permissions_of(apps))


def revoke(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name=ROLE):
        group.permissions.remove(*permissions_of(apps))


class Migration(migrations.Migration):
    dependencies = [("training", "0024_hours_rules")]
    operations = [migrations.RunPython(seed, unseed), migrations.RunPython(grant, revoke)]
