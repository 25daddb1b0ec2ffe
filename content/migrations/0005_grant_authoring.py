"""What trainers, department editors and administrators may do with pages, topics, images and documents."""

from django.db import migrations

PAGE_RIGHTS = {
    "editor": ["add"],
    "trainer": ["add", "change", "publish"],
    "administrator": ["add", "change", "publish", "bulk_delete", "lock", "unlock"],
}
COLLECTION_RIGHTS = {
    "editor": ["add", "choose"],
    "trainer": ["add", "change", "choose"],
    "administrator": ["add", "change", "choose", "delete"],
}


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")

    def permission(app_label, model, verb):
        content_type, _ = ContentType.objects.get_or_create(app_label=app_label, model=model)
        return Permission.objects.get_or_create(
            content_type=content_type, codename=f"{verb}_{model}", defaults={"name": f"Can {verb} {model}"}
        )[0]

    groups = {name: Group.objects.get(name=name) for name in PAGE_RIGHTS}
    root_page = apps.get_model("content", "PortalPage").objects.get(depth=1)
    root_collection = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    for name, group in groups.items():
        for verb in PAGE_RIGHTS[name]:
            GroupPagePermission.objects.create(
                group=group, page=root_page, permission=permission("content", "portalpage", verb)
            )
        for verb in COLLECTION_RIGHTS[name]:
            for app_label, model in [("wagtailimages", "image"), ("wagtaildocs", "document")]:
                GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=root_collection, permission=permission(app_label, model, verb)
                )
    for verb in ["add", "change", "view"]:
        groups["administrator"].permissions.add(permission("content", "topic", verb))


def revoke(apps, schema_editor):
    for model in ["GroupPagePermission", "GroupCollectionPermission"]:
        apps.get_model("wagtailcore", model).objects.filter(group__name__in=PAGE_RIGHTS).delete()


class Migration(migrations.Migration):
    # Page types of our own follow after everything of Wagtail's: each of its migrations that touches a person or a
    # page renders every model that points there, and a first start would take half as long again.
    dependencies = [
        ("content", "0004_seed_topics"),
        ("cadres", "0002_create_roles"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailsearch", "0010_add_text_fields"),
        ("wagtailusers", "0015_userprofile_keyboard_shortcuts"),
    ]
    operations = [migrations.RunPython(grant, revoke)]
