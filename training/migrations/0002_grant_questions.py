"""Trainers and administrators keep the question bank. Nobody deletes: attempts refer to the versions."""

from django.db import migrations

ROLES = ["trainer", "administrator"]
VERBS = ["add", "change", "view"]


def question_permissions(apps):
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    content_type, _ = ContentType.objects.get_or_create(app_label="training", model="question")
    return [
        Permission.objects.get_or_create(
            content_type=content_type, codename=f"{verb}_question", defaults={"name": f"Can {verb} question"}
        )[0]
        for verb in VERBS
    ]


def grant(apps, schema_editor):
    permissions = question_permissions(apps)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.add(*permissions)


def revoke(apps, schema_editor):
    permissions = question_permissions(apps)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.remove(*permissions)


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial"), ("cadres", "0002_create_roles")]
    operations = [migrations.RunPython(grant, revoke)]
