import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("training", "0006_freeze_parts")]

    operations = [
        migrations.AlterField(
            model_name="questionversion",
            name="skill",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="content.topic", verbose_name="skill"
            ),
        ),
        migrations.AddConstraint(
            model_name="quizattempt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("submitted_at__isnull", True)),
                fields=("user", "quiz", "cycle", "mode"),
                name="one_open_attempt",
            ),
        ),
        migrations.AddConstraint(
            model_name="quizattempt",
            constraint=models.UniqueConstraint(fields=("user", "quiz", "mode", "number"), name="unique_attempt_number"),
        ),
        migrations.AddConstraint(
            model_name="quizattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("receipt", ""), ("submitted_at__isnull", True)),
                    models.Q(("submitted_at__isnull", False), models.Q(("receipt", ""), _negated=True)),
                    _connector="OR",
                ),
                name="submitted_attempt_has_receipt",
            ),
        ),
        migrations.AddConstraint(
            model_name="quizattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("marked_at__isnull", True), ("passed__isnull", True), ("points__isnull", True)),
                    models.Q(
                        ("marked_at__isnull", False),
                        ("passed__isnull", False),
                        ("points__isnull", False),
                        ("submitted_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="marked_attempt_has_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="quizattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("mode", "practice"), _negated=True),
                    models.Q(("passed", True), _negated=True),
                    _connector="OR",
                ),
                name="practice_is_never_passed",
            ),
        ),
        migrations.DeleteModel(
            name="Choice",
        ),
    ]
