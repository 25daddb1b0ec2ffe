"""The seven roles, and who of them enters the Wagtail admin."""

from django.db import migrations

ROLES = ["learner", "trainer", "editor", "reviewer", "overseer", "auditor", "administrator"]
AUTHORING_ROLES = ["trainer", "editor", "administrator"]


def create_roles(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    # Wagtail's own two groups would be a second, unscoped way to the same rights.
    Group.objects.filter(name__in=["Moderators", "Editors"]).delete()
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in ROLES}

    admin_type, _ = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")
    enter_admin, _ = Permission.objects.get_or_create(
        content_type=admin_type, codename="access_admin", defaults={"name": "Can access Wagtail admin"}
    )
    for name in AUTHORING_ROLES:
        groups[name].permissions.add(enter_admin)

    user_type, _ = ContentType.objects.get_or_create(app_label="cadres", model="user")
    for verb in ["add", "change", "view"]:
        permission, _ = Permission.objects.get_or_create(
            content_type=user_type, codename=f"{verb}_user", defaults={"name": f"Can {verb} cadre"}
        )
        groups["administrator"].permissions.add(permission)


def remove_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cadres", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0001_initial"),
        ("wagtaildocs", "0001_initial"),
    ]
    operations = [migrations.RunPython(create_roles, remove_roles)]
