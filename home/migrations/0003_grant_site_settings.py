"""Administrators say who the organisation is and whom to ask."""

from django.db import migrations


def settings_permission(apps):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="home", model="sitesettings"
    )
    return apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename="change_sitesettings", defaults={"name": "Can change site settings"}
    )[0]


def grant(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.get(name="administrator")
    group.permissions.add(settings_permission(apps))


def revoke(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.get(name="administrator")
    group.permissions.remove(settings_permission(apps))


class Migration(migrations.Migration):
    dependencies = [("home", "0002_create_site_structure"), ("cadres", "0002_create_roles")]
    operations = [migrations.RunPython(grant, revoke)]
