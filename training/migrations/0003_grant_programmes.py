"""Trainers and administrators keep the programmes. Nobody deletes: people's records refer to them."""

from django.db import migrations

ROLES = ["trainer", "administrator"]
VERBS = ["add", "change", "view"]


def programme_permissions(apps):
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    content_type, _ = ContentType.objects.get_or_create(app_label="training", model="programme")
    return [
        Permission.objects.get_or_create(
            content_type=content_type, codename=f"{verb}_programme", defaults={"name": f"Can {verb} programme"}
        )[0]
        for verb in VERBS
    ]


def grant(apps, schema_editor):
    permissions = programme_permissions(apps)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.add(*permissions)


def revoke(apps, schema_editor):
    permissions = programme_permissions(apps)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.remove(*permissions)


class Migration(migrations.Migration):
    dependencies = [("training", "0002_grant_questions")]
    operations = [migrations.RunPython(grant, revoke)]
