from django.db import migrations
from wagtail.models import BootstrapLocaleField, BootstrapTranslatableModel, BootstrapTranslationKeyField


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0001_portal_page"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        BootstrapLocaleField("content.PortalPage"),
        BootstrapTranslationKeyField("content.PortalPage"),
        BootstrapTranslatableModel("content.PortalPage"),
    ]
