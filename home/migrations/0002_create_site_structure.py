"""Wagtail's welcome page becomes the home page; the guide index and the course index stand below it."""

import uuid

from django.db import migrations
from django.utils import timezone

# The title in which Wagtail's own migration 0002 made the page.
WELCOME_TITLE = "Welcome to your new Wagtail site!"
HOME = ("home", "homepage", "谈心", "home")
INDEXES = [
    ("guides", "guideindexpage", "指南", "guides"),
    ("training", "courseindexpage", "培训", "courses"),
]
STEP = 4  # letters of one level in a treebeard path


def content_type(apps, app_label, model):
    return apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app_label, model=model)[0]


def published(apps, app_label, model, title, slug):
    """The fields of a page that everyone who signed in may read."""
    now = timezone.now()
    return {
        "title": title,
        "draft_title": title,
        "slug": slug,
        "content_type": content_type(apps, app_label, model),
        "visibility": "everyone",
        "live": True,
        "first_published_at": now,
        "last_published_at": now,
    }


def create_structure(apps, schema_editor):
    Page = apps.get_model("content", "PortalPage")
    Site = apps.get_model("wagtailcore", "Site")
    site = Site.objects.get(is_default_site=True)
    # The welcome page is changed, not replaced: the site points at it, and deleting it would delete the site.
    Page.objects.filter(pk=site.root_page_id).update(**published(apps, *HOME), numchild=len(INDEXES))
    welcome = Page.objects.get(pk=site.root_page_id)
    add_specific_row(apps, welcome, *HOME[:2])
    for number, (app_label, model, title, slug) in enumerate(INDEXES, start=1):
        page = Page.objects.create(
            path=f"{welcome.path}{number:0{STEP}}",
            depth=welcome.depth + 1,
            url_path=f"{welcome.url_path}{slug}/",
            locale_id=welcome.locale_id,
            translation_key=uuid.uuid4(),
            **published(apps, app_label, model, title, slug),
        )
        add_specific_row(apps, page, app_label, model)
    Site.objects.filter(pk=site.pk).update(hostname="localhost", site_name="谈心")


def add_specific_row(apps, page, app_label, model):
    """The row of the page's own type beside that of the base page, which `raw` leaves as it is."""
    specific = apps.get_model(app_label, model)(portalpage_ptr_id=page.pk)
    specific.save_base(raw=True, force_insert=True)


def remove_structure(apps, schema_editor):
    Page = apps.get_model("content", "PortalPage")
    Site = apps.get_model("wagtailcore", "Site")
    site = Site.objects.get(is_default_site=True)
    home = Page.objects.get(pk=site.root_page_id)
    indexes = [apps.get_model(app_label, model) for app_label, model, _title, _slug in INDEXES]
    if any(index.objects.filter(numchild__gt=0).exists() for index in indexes):
        raise RuntimeError("There are guides or courses. Delete them before you undo home.0002.")
    for index in indexes:
        index.objects.all().delete()
    apps.get_model(*HOME[:2]).objects.get(pk=home.pk).delete(keep_parents=True)
    Page.objects.filter(pk=home.pk).update(
        title=WELCOME_TITLE,
        draft_title="",
        content_type=content_type(apps, "content", "portalpage"),
        visibility="participants",
        numchild=0,
        first_published_at=None,
        last_published_at=None,
    )
    Site.objects.filter(pk=site.pk).update(site_name="")


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("guides", "0001_initial"),
        ("training", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [migrations.RunPython(create_structure, remove_structure)]
