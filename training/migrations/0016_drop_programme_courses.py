"""What a programme requires stands in its rule now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("training", "0015_rules")]
    operations = [migrations.DeleteModel("ProgrammeCourse")]
