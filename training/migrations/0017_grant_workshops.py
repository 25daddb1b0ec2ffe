"""Trainers and administrators keep audiences and workshops. Nobody deletes: people's records refer to them."""

from django.db import migrations

ROLES = ["trainer", "administrator"]
MODELS = ["audience", "workshop"]
VERBS = ["add", "change", "view"]


def permissions_of(apps):
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    found = []
    for model in MODELS:
        content_type, _ = ContentType.objects.get_or_create(app_label="training", model=model)
        for verb in VERBS:
            defaults = {"name": f"Can {verb} {model}"}
            found.append(
                Permission.objects.get_or_create(
                    content_type=content_type, codename=f"{verb}_{model}", defaults=defaults
                )[0]
            )
    return found


def grant(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.add(*permissions_of(apps))


def revoke(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.remove(*permissions_of(apps))


class Migration(migrations.Migration):
    dependencies = [("training", "0016_drop_programme_courses")]
    operations = [migrations.RunPython(grant, revoke)]
