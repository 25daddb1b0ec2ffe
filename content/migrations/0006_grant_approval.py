"""Administrators approve what department editors submit.

Wagtail's own approval step belonged to its group of moderators, which is gone: a submitted page was locked for all but
superusers. Administrators read every page; whoever else approved would be shown pages that are closed to them.
"""

from django.db import migrations

WAGTAILS_NAME = "Moderators approval"
NAME = "发布审核"


def grant(apps, schema_editor):
    administrators = apps.get_model("auth", "Group").objects.get(name="administrator")
    for task in apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(name=WAGTAILS_NAME):
        task.groups.add(administrators)
    for model in ["Task", "Workflow"]:
        apps.get_model("wagtailcore", model).objects.filter(name=WAGTAILS_NAME).update(name=NAME)


def revoke(apps, schema_editor):
    for task in apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(name=NAME):
        task.groups.clear()
    for model in ["Task", "Workflow"]:
        apps.get_model("wagtailcore", model).objects.filter(name=NAME).update(name=WAGTAILS_NAME)


class Migration(migrations.Migration):
    dependencies = [("content", "0005_grant_authoring")]
    operations = [migrations.RunPython(grant, revoke)]
