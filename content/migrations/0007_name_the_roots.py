"""The root of the pages and that of the collections get Chinese names: Wagtail shows them as titles, untranslated."""

from django.db import migrations

WAGTAILS_NAME = "Root"
PAGES = "全部页面"
COLLECTIONS = "公共文件"


def rename(apps, pages, collections):
    page = apps.get_model("content", "PortalPage").objects.filter(depth=1, title__in=[WAGTAILS_NAME, PAGES])
    page.update(title=pages, draft_title=pages)
    collection = apps.get_model("wagtailcore", "Collection").objects
    collection.filter(depth=1, name__in=[WAGTAILS_NAME, COLLECTIONS]).update(name=collections)


def name_in_chinese(apps, schema_editor):
    rename(apps, PAGES, COLLECTIONS)


def name_as_wagtail(apps, schema_editor):
    rename(apps, WAGTAILS_NAME, WAGTAILS_NAME)


class Migration(migrations.Migration):
    dependencies = [("content", "0006_grant_approval")]
    operations = [migrations.RunPython(name_in_chinese, name_as_wagtail)]
